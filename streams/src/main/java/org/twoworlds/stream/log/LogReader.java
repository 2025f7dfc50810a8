package org.twoworlds.stream.log;

import akka.NotUsed;
import akka.stream.javadsl.Source;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import org.twoworlds.config.FailureException;
import org.twoworlds.config.Problem;

/**
 * Reads a run's log from any index, also while it is written by another thread or process. Belongs to one thread at a
 * time; whoever makes it closes it.
 */
public final class LogReader implements AutoCloseable {
    private static final int BURST = 512;

    private final EventCodec codec = new EventCodec();
    private final Path folder;
    private final SingleChronicleQueue queue;
    private final ExcerptTailer tailer;
    private long next;

    /** Opens a log at an index. */
    public LogReader(Path folder, long from) {
        if (!Files.isDirectory(folder)) {
            throw new FailureException("log", folder, "exist", "the run never started: delete its folder");
        }
        this.folder = folder;
        queue = Queues.open(folder, true);
        tailer = queue.createTailer();
        tailer.singleThreadedCheckDisabled(true); // one thread at a time, but a stream's thread may change
        next = from;
        if (from > 0) {
            tailer.moveToIndex(from);
        }
    }

    /**
     * The next entry, or empty where there is none yet.
     *
     * @throws FailureException where the log is damaged
     */
    public Optional<LogEntry> next() {
        try (var document = tailer.readingDocument()) {
            if (!document.isPresent()) {
                return Optional.empty();
            }
            var in = document.wire().bytes();
            var bytes = codec.bufferFor(in.readRemaining());
            in.read(bytes.array(), 0, bytes.limit());
            var entry = codec.decode(document.index(), bytes);
            next = entry.index() + 1;
            return Optional.of(entry);
        } catch (EventCodec.DamagedLogException | IllegalStateException | IndexOutOfBoundsException e) {
            throw new FailureException(
                    Problem.of("event " + next + " of log", folder, "be as it was written", "restore it from a copy"),
                    e);
        }
    }

    /** Reads on as far as the log goes. */
    public void forEach(Consumer<LogEntry> action) {
        for (var entry = next(); entry.isPresent(); entry = next()) {
            action.accept(entry.get());
        }
    }

    /** Some entries that are there now, at most a few hundred. */
    private List<LogEntry> burst() {
        List<LogEntry> entries = new ArrayList<>();
        for (var entry = next(); entry.isPresent(); entry = next()) {
            entries.add(entry.get());
            if (entries.size() == BURST) {
                break;
            }
        }
        return entries;
    }

    /**
     * A log as a stream.
     *
     * @param from the first index
     */
    public static Source<LogEntry, NotUsed> replay(Path folder, long from) {
        return Source.unfoldResource(() -> new LogReader(folder, from), LogReader::next, LogReader::close);
    }

    /**
     * A log as a stream that goes on while it is written, and never ends by itself. Pulled at the consumer's own pace.
     *
     * @param poll how long to wait where there is nothing new
     */
    public static Source<LogEntry, NotUsed> live(Path folder, long from, Duration poll) {
        return Source.unfoldResource(
                        () -> new LogReader(folder, from), reader -> Optional.of(reader.burst()), LogReader::close)
                .throttle(1, poll, 1, entries -> entries.isEmpty() ? 1 : 0, akka.stream.ThrottleMode.shaping())
                .mapConcat(entries -> entries);
    }

    @Override
    public void close() {
        tailer.close();
        queue.close();
    }
}
