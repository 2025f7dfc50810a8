package org.twoworlds.stream.log;

import java.nio.file.Path;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.queue.rollcycles.LargeRollCycles;

/** The settings with which a run's Chronicle Queue is opened to write: one file that never rolls, so that an entry's index is its place from 0. */
final class Queues {
    private static final long BLOCK = 1 << 20;
    private static final long LOCK_TIMEOUT_MILLIS = 2_000;

    private Queues() {}

    /** The one file that holds a log's entries. */
    static Path file(Path folder) {
        return folder.resolve("19700101L.cq4");
    }

    /** The metadata file, which Chronicle makes again from the log's file where it is missing. */
    static Path metadata(Path folder) {
        return folder.resolve("metadata.cq4t");
    }

    static SingleChronicleQueue open(Path folder) {
        return SingleChronicleQueueBuilder.binary(folder.toFile())
                .blockSize(BLOCK)
                .rollCycle(LargeRollCycles.LARGE_DAILY)
                .timeProvider(() -> 0L)
                .timeoutMS(LOCK_TIMEOUT_MILLIS)
                .build();
    }
}
