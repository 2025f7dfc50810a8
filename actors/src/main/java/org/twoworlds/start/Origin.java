package org.twoworlds.start;

import java.util.Map;

/**
 * The origin of a new run.
 *
 * @param name what to call it, or empty
 * @param lab whether a lab takes it up
 * @param parent what it was forked from, as {@code RUN@STEP}, or empty
 * @param sweep the sweep it belongs to, or empty
 * @param cell what distinguishes it there
 * @param until the rule by which seeds are added to the sweep, or empty
 */
public record Origin(String name, boolean lab, String parent, String sweep, Map<String, String> cell, String until) {
    /** The origin of a run that belongs to nothing else. */
    public static Origin alone(String name) {
        return new Origin(name, false, "", "", Map.of(), "");
    }

    /** The origin of a run that a lab takes up, forked from another one where {@code parent} is not empty. */
    public static Origin ofLab(String name, String parent) {
        return new Origin(name, true, parent, "", Map.of(), "");
    }
}
