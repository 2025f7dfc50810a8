package org.twoworlds.stream.log;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;
import java.util.Optional;

/**
 * The lineage of a run: the lab, the run or the sweep that it comes from.
 *
 * @param lab whether a lab takes the run up and goes on with it
 * @param parent the run and step that it was forked from, as {@code RUN@STEP}; empty for none
 * @param sweep the sweep that it belongs to; empty for none
 * @param cell the keys, with their values, that distinguish it in the sweep
 * @param until the rule by which seeds are added to the sweep; empty for none
 */
public record RunLineage(
        boolean lab,
        String parent,
        String sweep,
        Map<String, String> cell,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) String until) {
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

    /**
     * The place in another run at which a fork begins.
     *
     * @param run the other run's id
     * @param step updates that were done there
     */
    public record Beginning(String run, long step) {
        @Override
        public String toString() {
            return run + "@" + step;
        }
    }

    /** The place at which the run was forked from another one; empty where it begins with weights of its own. */
    @JsonIgnore
    public Optional<Beginning> begins() {
        var at = parent.lastIndexOf('@');
        return at < 0 || !parent.substring(at + 1).matches("[1-9][0-9]{0,17}")
                ? Optional.empty()
                : Optional.of(new Beginning(parent.substring(0, at), Long.parseLong(parent.substring(at + 1))));
    }
}
