package org.twoworlds.stream.log;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;

/**
 * The lineage of a run: the lab, the run or the sweep that it comes from.
 *
 * @param lab whether a lab takes the run up and goes on with it
 * @param parent the run and step that it was forked from, as {@code RUN@STEP}; empty for none
 * @param sweep the sweep that it belongs to; empty for none
 * @param cell the keys, with their values, that distinguish it in the sweep
 * @param until the rule by which seeds are added to the sweep; empty for none
 */
public record RunLineage(boolean lab, String parent, String sweep, Map<String, String> cell, @JsonInclude(JsonInclude.Include.NON_EMPTY) String until) {
    public RunLineage {
        parent = parent == null ? "" : parent;
        sweep = sweep == null ? "" : sweep;
        cell = cell == null ? Map.of() : cell;
        until = until == null ? "" : until;
    }

    /** The lineage of a run to whose sweep no rule adds seeds. */
    public RunLineage(boolean lab, String parent, String sweep, Map<String, String> cell) {
        this(lab, parent, sweep, cell, "");
    }

    /** Whether the run waits to be taken up where no process has begun it: a lab's, or a cell of a sweep. */
    public boolean forLater() {
        return lab || !sweep.isEmpty();
    }
}
