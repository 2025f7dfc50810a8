package org.twoworlds.stream.bundle;

import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.twoworlds.config.RequestException;
import org.twoworlds.stream.log.Event;

/** A choice of a world's checkpoints. */
public sealed interface CheckpointChoice {
    /** All that are on disk. */
    record All() implements CheckpointChoice {}

    /** The newest of each world. */
    record Last() implements CheckpointChoice {}

    /** Those of some steps, as far as a world has them. */
    record Of(Set<Long> steps) implements CheckpointChoice {
        public Of {
            steps = Set.copyOf(steps);
        }
    }

    /**
     * Reads a choice: {@code all}, {@code last}, or steps with commas between.
     *
     * @throws RequestException where the text is none of them
     */
    static CheckpointChoice parse(String text) {
        if (text.equals("all")) {
            return new All();
        }
        if (text.equals("last")) {
            return new Last();
        }
        if (!text.matches("[0-9]{1,18}(,[0-9]{1,18})*")) {
            throw new RequestException(
                    "option --checkpoints",
                    text,
                    "be all, last, or steps such as 100,200",
                    "see: twoworlds checkpoints RUN");
        }
        return new Of(Arrays.stream(text.split(",")).map(Long::valueOf).collect(Collectors.toCollection(TreeSet::new)));
    }

    /** The chosen checkpoints of a world. */
    default List<Event.Checkpoint> of(NavigableMap<Long, Event.Checkpoint> onDisk) {
        if (this instanceof Last) {
            return onDisk.isEmpty() ? List.of() : List.of(onDisk.lastEntry().getValue());
        }
        if (this instanceof Of some) {
            return onDisk.values().stream()
                    .filter(c -> some.steps().contains(c.step()))
                    .toList();
        }
        return List.copyOf(onDisk.values());
    }
}
