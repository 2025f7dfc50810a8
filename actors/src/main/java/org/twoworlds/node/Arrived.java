package org.twoworlds.node;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.twoworlds.config.FailureException;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.LogReader;
import org.twoworlds.stream.log.RunFolder;

/** How much of what a courier said is in its lab's log, as an up-to-date copy of the log tells. */
final class Arrived {
    private Arrived() {}

    /**
     * The number of things, from the first on, that the log has. A log takes them in their order, so that these are all up to the
     * newest event of theirs that is in it.
     *
     * @param copy of the log, with everything that the lab's had when it went on
     * @param from the first entry that may be of the courier
     * @param said the events that were said and not acknowledged; empty for a part of a file
     * @param acknowledged the last event that was, which the log must have
     * @throws FailureException where the log has lost that
     */
    static int count(RunFolder copy, long from, List<Optional<Event>> said, Optional<Event> acknowledged) {
        Map<Event, Integer> places = new HashMap<>();
        for (var i = 0; i < said.size(); i++) {
            var place = i + 1;
            said.get(i).ifPresent(event -> places.put(event, place));
        }
        var count = 0;
        var isWhole = acknowledged.isEmpty();
        try (var log = new LogReader(copy.log(), from)) {
            for (var entry = log.next(); entry.isPresent(); entry = log.next()) {
                var event = entry.get().event();
                isWhole |= acknowledged.filter(event::equals).isPresent();
                count = Math.max(count, places.getOrDefault(event, 0));
            }
        }
        if (!isWhole) {
            throw FailureException.inWords("The log of run %s must not have lost what the lab acknowledged: %s."
                    .formatted(copy.id(), acknowledged.orElseThrow()));
        }
        return count;
    }
}
