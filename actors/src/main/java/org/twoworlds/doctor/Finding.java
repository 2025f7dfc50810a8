package org.twoworlds.doctor;

import org.twoworlds.config.Problem;

/**
 * A finding of a check.
 *
 * @param check the check's name
 * @param level how bad it is
 * @param message one sentence
 * @param hint what to do, completing the word "Maybe …"; empty where there is nothing to do
 */
public record Finding(String check, Level level, String message, String hint) {
    /** How bad a finding is. */
    public enum Level {
        /** As it has to be. */
        OK,
        /** Worth knowing. */
        NOTE,
        /** Works, but not as well as it could. */
        WARNING,
        /** Does not work. */
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
