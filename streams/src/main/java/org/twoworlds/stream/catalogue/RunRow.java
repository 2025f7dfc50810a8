package org.twoworlds.stream.catalogue;

import java.util.List;
import java.util.Map;
import org.twoworlds.config.RunState;

/**
 * A row of a list of runs.
 *
 * @param run the run's id
 * @param state the run's state; UNREADABLE where its log cannot be read, for the reason in {@code message}
 * @param message the reason of the run's end; empty where it has not ended
 * @param startedMicros the time at which record 0 was written, in microseconds since 1970; 0 where it is not known
 * @param sweep the sweep of the run; empty for none
 * @param cell the keys and values that distinguish the run in its sweep, in the recipe's order
 * @param model the network; empty, like all that follows, of a run that cannot be read
 * @param steps updates of each world that are asked for
 * @param realStep updates done in the Real World
 * @param idealStep updates done in the Ideal World
 * @param parent the run and step from which the run was forked, as {@code RUN@STEP}; empty for none
 * @param note the last note that somebody wrote; empty for none
 * @param tags in the order of the alphabet
 */
public record RunRow(
        String run,
        String name,
        String recipe,
        RunState state,
        String message,
        long startedMicros,
        String sweep,
        Map<String, String> cell,
        String model,
        String data,
        long steps,
        long realStep,
        long idealStep,
        String parent,
        String note,
        List<String> tags) {
    /** Copies the tags. */
    public RunRow {
        tags = List.copyOf(tags);
    }

    /** Whether the run's log can be read. */
    public boolean isReadable() {
        return state != RunState.UNREADABLE;
    }
}
