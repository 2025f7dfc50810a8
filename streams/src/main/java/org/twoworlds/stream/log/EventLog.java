package org.twoworlds.stream.log;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import org.twoworlds.config.FailureException;
import org.twoworlds.model.checkpoint.Durable;

/**
 * The writer of a run's log. A log has one writer, which belongs to one thread and is closed by its maker. An appended event
 * survives the death of the process; events that were appended before {@link #sync} survive a power cut.
 */
public final class EventLog implements AutoCloseable {
    private final EventCodec codec = new EventCodec();
    private final Path folder;
    private final SingleChronicleQueue queue;
    private final ExcerptAppender appender;
    private final Thread owner = Thread.currentThread();
    private final InstantSource clock;
    private Optional<FileChannel> file = Optional.empty();
    private final int attempt;
    private long next;
    private long forced;

    /**
     * Opens a run's log to append to it, making it where there is none, and mending it where a power cut has torn it.
     *
     * @param run the folder of a run that the caller has the right to write
     * @param attempt the number of the process that appends
     * @throws FailureException where the log is damaged
     */
    public static EventLog open(RunFolder run, int attempt, InstantSource clock) {
        return new EventLog(run.log(), attempt, clock);
    }

    /**
     * Appends events to the log of a run that nobody writes; on return they survive a power cut.
     *
     * @param run the folder of a run that the caller has the right to write
     * @param attempt the number of the newest process of the run
     * @throws FailureException where the log is damaged
     */
    public static void append(RunFolder run, int attempt, InstantSource clock, List<? extends Event> events) {
        try (var log = open(run, attempt, clock)) {
            events.forEach(log::append);
            log.sync();
        }
    }

    EventLog(Path folder, int attempt, InstantSource clock) {
        this.folder = folder;
        this.attempt = attempt;
        this.clock = clock;
        next = Mending.mend(folder);
        queue = Queues.open(folder);
        appender = queue.createAppender();
        Openings.add(folder);
    }

    /** Appends an event under this writer's attempt, and returns the entry. */
    public LogEntry append(Event event) {
        return append(attempt, event);
    }

    /** Appends an event under the attempt that logged the event, and returns the entry. */
    public LogEntry append(int attempt, Event event) {
        var now = clock.instant();
        return append(now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000, attempt, event);
    }

    /** Appends another log's entry with that entry's time and attempt; the index is this log's own. */
    public LogEntry append(LogEntry entry) {
        return append(entry.micros(), entry.attempt(), entry.event());
    }

    private LogEntry append(long micros, int attempt, Event event) {
        checkOwner();
        Mending.append(appender, codec.encode(next, micros, attempt, event));
        if (appender.lastIndexAppended() != next) {
            throw new FailureException(
                    "event " + next + " of log",
                    folder,
                    "take its place",
                    "another process may write it too: end that");
        }
        return new LogEntry(next++, micros, attempt, event);
    }

    private void checkOwner() {
        if (Thread.currentThread() != owner) {
            throw new IllegalStateException("A log has one writer thread: " + owner.getName());
        }
    }

    /**
     * Forces everything appended so far to the disk, and marks the log there. Chronicle's own forcing does not
     * ({@code msync} that does not wait), so the file itself is forced, which writes its mapped pages too, and, once, the folders
     * that name the file.
     *
     * @throws FailureException where the disk refuses: nothing more can be promised then
     */
    public void sync() {
        checkOwner();
        if (forced == next) {
            return;
        }
        try {
            if (file.isEmpty()) {
                file = Optional.of(FileChannel.open(Queues.file(folder), StandardOpenOption.WRITE));
                file.get().force(true);
                Durable.forceFolder(Queues.file(folder));
                Durable.forceFolder(folder);
            } else {
                file.get().force(false);
            }
        } catch (IOException e) {
            throw new FailureException(
                    "log", folder, "be forced to the disk (" + e.getMessage() + ")", "check the disk and its room");
        }
        forced = next;
        try (var document = appender.writingDocument(true)) {
            var bytes = new Mark(forced).encode();
            document.wire().bytes().write(bytes.array(), 0, bytes.limit());
        }
    }

    @Override
    public void close() {
        appender.close();
        queue.close();
        try {
            if (file.isPresent()) {
                file.get().close();
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
