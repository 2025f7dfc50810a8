package org.twoworlds.stream.log;

import java.util.Map;

/**
 * The lineage of a run: the lab, the run or the sweep that it comes from.
 *
 * @param lab whether a lab takes the run up and goes on with it
 * @param parent the run and step that it was forked from, as {@code RUN@STEP}; empty for none
 * @param sweep the sweep that it belongs to; empty for none
 * @param cell the keys, with their values, that distinguish it in the sweep
 */
public record RunLineage(boolean lab, String parent, String sweep, Map<String, String> cell) {
    public RunLineage {
        parent = parent == null ? "" : parent;
        sweep = sweep == null ? "" : sweep;
        cell = cell == null ? Map.of() : cell;
    }

    /** Whether the run waits to be taken up where no process has begun it: a lab's, or a cell of a sweep. */
    public boolean forLater() {
        return lab || !sweep.isEmpty();
    }
}
