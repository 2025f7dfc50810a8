package org.twoworlds.stream.catalogue;

import java.util.List;
import java.util.Map;
import org.twoworlds.config.RunState;

/**
 * A run in a list.
 *
 * @param run its id
 * @param state UNREADABLE where its log cannot be read, and then {@code message} says why
 * @param message why it ended so; empty where it has not ended
 * @param startedMicros when record 0 was written, in microseconds since 1970; 0 where nobody knows
 * @param sweep the sweep it belongs to; empty for none
 * @param cell what distinguishes it there, in the recipe's order
 * @param model the network; empty, like all that follows, of a run that cannot be read
 * @param steps updates of each world that are asked for
 * @param realStep updates done in the Real World
 * @param idealStep updates done in the Ideal World
 * @param parent the run and step it was forked from, as {@code RUN@STEP}; empty for none
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

    /** Whether its log can be read. */
    public boolean isReadable() {
        return state != RunState.UNREADABLE;
    }
}
