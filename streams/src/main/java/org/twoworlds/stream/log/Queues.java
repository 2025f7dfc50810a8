package org.twoworlds.stream.log;

import java.nio.file.Path;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.queue.rollcycles.LargeRollCycles;

/** How a run's Chronicle Queue is opened: one file that never rolls, so that an entry's index is its place from 0. */
final class Queues {
    private static final long BLOCK = 1 << 20;
    private static final long LOCK_TIMEOUT_MILLIS = 2_000;

    private Queues() {}

    static SingleChronicleQueue open(Path folder, boolean readOnly) {
        return SingleChronicleQueueBuilder.binary(folder.toFile())
                .blockSize(BLOCK)
                .rollCycle(LargeRollCycles.LARGE_DAILY)
                .timeProvider(() -> 0L)
                .timeoutMS(LOCK_TIMEOUT_MILLIS)
                .readOnly(readOnly)
                .build();
    }
}
