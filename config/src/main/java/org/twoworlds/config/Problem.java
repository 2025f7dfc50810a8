package org.twoworlds.config;

/**
 * One thing that is wrong with a request, as a value that any module may add to a list of them.
 *
 * @param where file and line, {@code --set}, or empty where it has no place
 * @param name the thing that is wrong: a configuration key, a file, a network
 * @param value the value found
 * @param rule the rule that must hold, completing the words "must …"
 * @param hint the advice, completing the word "Maybe …"; empty where there is none
 */
public record Problem(String where, String name, String value, String rule, String hint) {
    /** A problem that no line of a file causes. */
    public static Problem of(String name, Object value, String rule, String hint) {
        return new Problem("", name, String.valueOf(value), rule, hint);
    }

    /** The same problem of a thing by another name. */
    Problem named(String other) {
        return new Problem(where, other, value, rule, hint);
    }

    /** The same problem at a place. */
    Problem at(String place) {
        return new Problem(place, name, value, rule, hint);
    }

    /** The problem in the house's two lines. */
    @Override
    public String toString() {
        var place = where.isEmpty() ? "" : where + ": ";
        var maybe = hint.isEmpty() ? "" : System.lineSeparator() + "  Maybe " + hint + ".";
        return "%sThe %s (%s) must %s.%s".formatted(place, name, value, rule, maybe);
    }
}
