package org.twoworlds.stream.log;

import java.nio.file.Path;
import java.time.InstantSource;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;

/**
 * The writer of a run's log. There is one, and it belongs to one thread; whoever makes it closes it. An appended event
 * survives the death of the process; what was appended before {@link #sync} survives a power loss.
 */
public final class EventLog implements AutoCloseable {
    private final EventCodec codec = new EventCodec();
    private final SingleChronicleQueue queue;
    private final ExcerptAppender appender;
    private final Thread owner = Thread.currentThread();
    private final InstantSource clock;
    private int attempt;

    /** Opens a log to append to it, making it where there is none. */
    public EventLog(Path folder, InstantSource clock) {
        this.clock = clock;
        queue = Queues.open(folder, false);
        appender = queue.createAppender();
    }

    /** Says which process of the run appends from now on. */
    public void setAttempt(int attempt) {
        this.attempt = attempt;
    }

    /** Appends an event and returns its entry. */
    public LogEntry append(Event event) {
        var now = clock.instant();
        return append(now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000, attempt, event);
    }

    /** Appends another log's entry as it is, but for its index. */
    public LogEntry append(LogEntry entry) {
        return append(entry.micros(), entry.attempt(), entry.event());
    }

    private LogEntry append(long micros, int attempt, Event event) {
        if (Thread.currentThread() != owner) {
            throw new IllegalStateException("A log has one writer thread: " + owner.getName());
        }
        var bytes = codec.encode(micros, attempt, event);
        try (var document = appender.writingDocument()) {
            Bytes<?> out = document.wire().bytes();
            out.write(bytes.array(), 0, bytes.limit());
        }
        return new LogEntry(appender.lastIndexAppended(), micros, attempt, event);
    }

    /** Forces everything appended so far to the disk. */
    public void sync() {
        appender.sync();
    }

    @Override
    public void close() {
        appender.close();
        queue.close();
    }
}
