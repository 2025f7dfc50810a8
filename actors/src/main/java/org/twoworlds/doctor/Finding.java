package org.twoworlds.doctor;

import org.twoworlds.config.Problem;

/**
 * A finding of a check.
 *
 * @param check the check's name
 * @param level the level of the finding
 * @param message the finding in one sentence
 * @param hint the advice, completing the word "Maybe …"; empty where there is nothing to do
 */
public record Finding(String check, Level level, String message, String hint) {
    /** The levels of findings. */
    public enum Level {
        /** The thing is as it has to be. */
        OK,
        /** The thing is worth knowing. */
        NOTE,
        /** The thing works, but not as well as it could. */
        WARNING,
        /** The thing does not work. */
        FAULT
    }

    static Finding ok(String check, String message) {
        return new Finding(check, Level.OK, message, "");
    }

    static Finding note(String check, String message, String hint) {
        return new Finding(check, Level.NOTE, message, hint);
    }

    static Finding warning(String check, Problem problem) {
        return of(check, Level.WARNING, problem);
    }

    static Finding fault(String check, Problem problem) {
        return of(check, Level.FAULT, problem);
    }

    private static Finding of(String check, Level level, Problem problem) {
        return new Finding(
                check,
                level,
                "The %s (%s) must %s.".formatted(problem.name(), problem.value(), problem.rule()),
                problem.hint());
    }
}
