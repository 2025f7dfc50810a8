package org.twoworlds.actor;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.twoworlds.config.FailureException;
import org.twoworlds.model.checkpoint.Durable;
import org.twoworlds.model.checkpoint.Sha256;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.RunFolder;

/**
 * How another process hands scores, attachments and what was asked to a run's one writer: a file each, renamed into the run's inbox, and removed by the
 * writer once it is in the log. A score offered twice is logged once.
 */
final class Inbox {
    private static final Logger LOG = LoggerFactory.getLogger(Inbox.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    private Inbox() {}

    /** Whether another process may offer an event: all that evaluators have to say, requests to a lab, and words that people put on the run. */
    private static boolean isWelcome(Event event) {
        return event instanceof Event.Score
                || event instanceof Event.Missing
                || event instanceof Event.Attached
                || event instanceof Event.Detached
                || event instanceof Event.Asked
                || event instanceof Event.Tagged
                || event instanceof Event.Noted
                || event instanceof Event.Renamed;
    }

    /** Offers an event; on return the offer survives a power cut. */
    static void offer(RunFolder folder, Event event) {
        try {
            var bytes = JSON.writerFor(Event.class).writeValueAsBytes(event);
            Durable.write(folder.inbox().resolve(name(bytes)), bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An offer is named by its digest. */
    private static String name(byte[] bytes) {
        return Sha256.of(bytes) + ".json";
    }

    /** Hands every offered event on, then removes it. */
    static void drain(RunFolder folder, Consumer<Event> keep) {
        for (var file : waiting(folder)) {
            try {
                keep.accept(read(file));
                Files.delete(file);
            } catch (IOException e) {
                LOG.warn(
                        "The file {} in the inbox must hold a score, an attachment, a request, a tag, a note or a name; it is put aside.",
                        file);
                aside(file);
            }
        }
    }

    /** Shows every event that waits, and leaves it there. */
    static void peek(RunFolder folder, Consumer<Event> look) {
        for (var file : waiting(folder)) {
            try {
                look.accept(read(file));
            } catch (IOException e) {
                LOG.debug("The file {} is taken or put aside by the run's writer", file, e);
            }
        }
    }

    private static Event read(Path file) throws IOException {
        var bytes = Files.readAllBytes(file);
        if (!file.getFileName().toString().equals(name(bytes))) {
            throw new IOException("it is not what was offered");
        }
        var event = JSON.readValue(bytes, Event.class);
        if (!isWelcome(event)) {
            throw new IOException("no other process may say so");
        }
        return event;
    }

    /** Whether nothing waits. */
    static boolean isEmpty(RunFolder folder) {
        return waiting(folder).isEmpty();
    }

    private static void aside(Path file) {
        try {
            Files.move(file, file.resolveSibling(file.getFileName() + ".refused"), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** In the order in which it was offered, as far as the file system's clock tells. */
    private static List<Path> waiting(RunFolder folder) {
        if (Files.notExists(folder.inbox())) {
            return List.of(); // the run is not made yet
        }
        try (var files = Files.list(folder.inbox())) {
            return files.filter(f -> f.toString().endsWith(".json"))
                    .map(Offer::of)
                    .sorted(Comparator.comparing(Offer::time).thenComparing(Offer::file))
                    .map(Offer::file)
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of(); // a folder that somebody copied without
        } catch (IOException e) {
            throw new FailureException("inbox", folder.inbox(), "be readable", "check its permissions");
        }
    }

    private record Offer(Path file, FileTime time) {
        static Offer of(Path file) {
            try {
                return new Offer(file, Files.getLastModifiedTime(file));
            } catch (IOException e) {
                return new Offer(file, FileTime.fromMillis(0)); // the writer has taken it in between
            }
        }
    }
}
