package org.twoworlds.stream.log;

import akka.NotUsed;
import akka.stream.javadsl.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.twoworlds.config.FailureException;
import org.twoworlds.config.Problem;

/**
 * A reader of a run's log from any index, also while another thread or process writes the log; it opens nothing to write. A log
 * that a power cut has torn behind its last forced point is read up to that point, with one warning; the next writer cuts the log there.
 * A reader belongs to one thread at a time, and is closed by its maker.
 */
public final class LogReader implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LogReader.class);
    private static final int BURST = 512;
    private static final ToldTears TOLD = new ToldTears();

    private final EventCodec codec = new EventCodec();
    private final Path folder;
    private Optional<Frames> frames = Optional.empty();
    private Optional<Walk> walk = Optional.empty();
    private long next;

    /** Opens a log at an index. The log of a run that is planned and not made yet is empty. */
    public LogReader(Path folder, long from) {
        if (Files.notExists(folder)
                && SweepPlan.of(new RunFolder(folder.getParent())).isEmpty()) {
            throw new FailureException("log", folder, "exist", "the run never started: delete its folder");
        }
        this.folder = folder;
        next = from;
    }

    /**
     * Opens a log at a place, without reading what is before it.
     *
     * @return empty where the log is not the one that was read up to there: cut, mended or another one
     * @throws FailureException where the log cannot be read
     */
    public static Optional<LogReader> at(Path folder, LogPlace place) {
        var reader = new LogReader(folder, place.index());
        try {
            reader.frames = Frames.open(Queues.file(folder));
            if (reader.frames.isEmpty()) {
                return place.index() == 0 ? Optional.of(reader) : Optional.empty();
            }
            var file = reader.frames.get();
            if (!place.isIn(file, reader.codec)) {
                reader.close();
                return Optional.empty();
            }
            reader.walk = Optional.of(new Walk(file, reader.codec, place));
            return Optional.of(reader);
        } catch (IOException e) {
            reader.close();
            throw unreadable(folder, e);
        }
    }

    /** How far the log was read. */
    public LogPlace place() {
        return walk.map(Walk::place).orElse(LogPlace.START);
    }

    /** Whether a run is made: its log has record 0. */
    public static boolean isMade(RunFolder run) {
        if (!run.hasLog()) {
            return false;
        }
        try (var reader = new LogReader(run.log(), 0)) {
            return reader.next().isPresent();
        }
    }

    /**
     * The next entry, or empty where there is none yet.
     *
     * @throws FailureException where the log is damaged
     */
    public Optional<LogEntry> next() {
        try {
            if (walk.isEmpty() && !open()) {
                return Optional.empty();
            }
            var entry = advance();
            if (entry.isEmpty() && !frames.orElseThrow().isStill(Queues.file(folder))) {
                shut();
                return open() ? advance() : Optional.empty();
            }
            return entry;
        } catch (IOException e) {
            throw unreadable(folder, e);
        }
    }

    private static FailureException unreadable(Path folder, IOException e) {
        return new FailureException(
                Problem.of("log", folder, "be readable (" + e.getMessage() + ")", "check its permissions"), e);
    }

    /** Opens the file, and passes over what is before the next index. */
    private boolean open() throws IOException {
        frames = Frames.open(Queues.file(folder));
        walk = frames.map(file -> new Walk(file, codec));
        return walk.isPresent();
    }

    private Optional<LogEntry> advance() throws IOException {
        var here = walk.orElseThrow();
        var found = new ArrayList<LogEntry>(1);
        while (here.next((index, position, bytes) -> {
            if (index >= next) {
                found.add(codec.decode(index, bytes));
            }
        })) {
            if (!found.isEmpty()) {
                next = here.index();
                return Optional.of(found.get(0));
            }
        }
        var fault = here.fault();
        if (fault.isPresent()) {
            refuseOrTell(fault.get());
        }
        return Optional.empty();
    }

    private void refuseOrTell(Walk.Damage fault) throws IOException {
        if (fault.isLoss()) {
            throw damaged(folder, fault);
        }
        if (TOLD.isNew(folder, fault.index())) {
            LOG.warn(
                    "The log {} is torn behind its first {} events, as a power cut leaves it; what follows is not read.",
                    folder,
                    fault.index());
        }
    }

    static FailureException damaged(Path folder, Walk.Damage fault) {
        return new FailureException(
                "event " + fault.index() + " of log",
                folder,
                "be as it was written (byte " + fault.position() + ")",
                "restore it from a copy");
    }

    /** The number of events, from the first on, that survive a power cut, as far as the log was read. */
    public long forced() {
        return walk.map(Walk::forced).orElse(0L);
    }

    /** Reads on as far as the log goes. */
    public void forEach(Consumer<LogEntry> action) {
        for (var entry = next(); entry.isPresent(); entry = next()) {
            action.accept(entry.get());
        }
    }

    /** The next entries that are there now, at most a few hundred. */
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
        shut();
    }

    private void shut() {
        walk = Optional.empty();
        try {
            if (frames.isPresent()) {
                frames.get().close();
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
