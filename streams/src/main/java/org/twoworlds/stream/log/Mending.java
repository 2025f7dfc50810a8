package org.twoworlds.stream.log;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import net.openhft.chronicle.queue.ExcerptAppender;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.twoworlds.config.FailureException;
import org.twoworlds.model.checkpoint.Durable;

/**
 * The repair that makes a log fit to be appended to, before Chronicle opens it. The whole log is read and checked. A torn tail that a
 * power cut or the death of a writer left behind the last forced point is cut off, kept beside, and reported; where Chronicle's own
 * numbers are not those of the file, the file is written anew. The new file takes the old one's place in one step.
 */
final class Mending {
    private static final Logger LOG = LoggerFactory.getLogger(Mending.class);

    private Mending() {}

    /**
     * Mends a log that nobody else writes.
     *
     * @return the number of events in the log
     * @throws FailureException where an event is damaged that was forced to the disk
     */
    static long mend(Path folder) {
        try {
            var anew = folder.resolve("anew");
            remove(anew); // of a process that died while it mended
            Files.deleteIfExists(Queues.metadata(folder));
            var frames = Frames.open(Queues.file(folder));
            if (frames.isEmpty()) {
                return 0;
            }
            try (var file = frames.get()) {
                return mend(folder, file, anew);
            }
        } catch (IOException e) {
            throw new FailureException("log", folder, "be writable (" + e.getMessage() + ")", "check its permissions");
        }
    }

    private static long mend(Path folder, Frames file, Path anew) throws IOException {
        var walk = new Walk(file, new EventCodec());
        var notes = new Bookkeeping();
        while (walk.next(notes)) {}
        var fault = walk.fault();
        if (fault.filter(Walk.Damage::isLoss).isPresent()) {
            throw LogReader.damaged(folder, fault.get());
        }
        var isTorn = file.used(walk.position()) > walk.position();
        if (isTorn || fault.isPresent()) {
            LOG.warn(
                    "The log {} was torn behind its first {} events, as a power cut or the death of its writer leaves it: it goes"
                            + " on from there{}.",
                    folder,
                    walk.index(),
                    isTorn
                            ? ", and what was behind is kept in "
                                    + cut(folder, file, walk).getFileName()
                            : "");
        }
        if (isTorn || !notes.isTrue(file)) {
            rewrite(folder, file, walk.index(), anew);
        }
        return walk.index();
    }

    /** Keeps the bytes behind a log's end in a file of their own. */
    private static Path cut(Path folder, Frames file, Walk walk) throws IOException {
        for (var i = 1; ; i++) {
            var cut = folder.resolve("cut-" + walk.index() + "-" + i);
            if (Files.notExists(cut)) {
                file.copy(walk.position(), file.used(walk.position()), cut);
                return cut;
            }
        }
    }

    private static void rewrite(Path folder, Frames file, long events, Path anew) throws IOException {
        Files.createDirectory(anew);
        try (var queue = Queues.open(anew);
                var appender = queue.createAppender()) {
            var walk = new Walk(file, new EventCodec());
            while (walk.index() < events && walk.next((index, position, bytes) -> append(appender, bytes))) {}
        }
        if (events > 0) {
            Durable.force(Queues.file(anew));
            Durable.move(Queues.file(anew), Queues.file(folder));
        } else {
            Files.delete(Queues.file(folder));
        }
        remove(anew);
    }

    static void append(ExcerptAppender appender, ByteBuffer bytes) {
        try (var document = appender.writingDocument()) {
            document.wire().bytes().write(bytes.array(), 0, bytes.limit());
        }
    }

    private static void remove(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            try (var files = Files.walk(folder, new FileVisitOption[0])) {
                for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            } catch (UncheckedIOException e) {
                throw e.getCause();
            }
        }
    }
}
