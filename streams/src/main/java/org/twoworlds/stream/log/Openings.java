package org.twoworlds.stream.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The list of openings in a home: a line for each time that the log of a run was opened to be written, in their order. Who has
 * looked at all runs learns from it at which to look again. It is a hint that may be lost: where it cannot be written no run
 * fails, and who reads it looks at all runs now and then all the same.
 */
public final class Openings {
    private static final Logger LOG = LoggerFactory.getLogger(Openings.class);
    private static final String NAME = "openings";
    private static final long MOST_BYTES = 1 << 20;
    private static final int LONGEST_TITLE = 100;

    private Openings() {}

    /**
     * The place up to which a list was read.
     *
     * @param title the first line of the list, which is another one where the list was begun anew
     * @param bytes from the list's begin
     */
    public record Place(String title, long bytes) {
        /** The place of who has read nothing. */
        public static final Place NONE = new Place("", 0);
    }

    /**
     * The openings since a place.
     *
     * @param place the place up to which was read now
     * @param runs the ids of the runs; empty where that is not known, since the list was begun anew
     */
    public record News(Place place, Optional<Set<String>> runs) {}

    private static Path file(Path home) {
        return home.resolve(NAME);
    }

    /** Adds a run, once its log's folder shows that it was opened. */
    static void add(Path log) {
        var runs = log.toAbsolutePath().getParent().getParent();
        if (runs == null || runs.getParent() == null || !runs.endsWith(Home.RUNS)) {
            return; // no run of a home
        }
        try (var channel = FileChannel.open(
                file(runs.getParent()),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                StandardOpenOption.APPEND)) {
            if (channel.size() == 0 || channel.size() > MOST_BYTES) {
                begin(channel);
            }
            channel.write(bytes(log.toAbsolutePath().getParent().getFileName().toString()));
        } catch (IOException e) {
            LOG.debug("The opening of {} is not in the list of its home", log, e);
        }
    }

    /** Begins the list anew, unless another process does that just now. */
    private static void begin(FileChannel channel) throws IOException {
        try (var alone = channel.tryLock()) {
            if (alone != null && (channel.size() == 0 || channel.size() > MOST_BYTES)) {
                channel.truncate(0);
                channel.write(bytes(ProcessHandle.current().pid() + " " + System.nanoTime()));
            }
        } catch (OverlappingFileLockException e) {
            LOG.debug("Another thread begins the list of openings");
        }
    }

    private static ByteBuffer bytes(String line) {
        return ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** The openings in a home since a place. */
    public static News since(Home home, Place place) {
        try (var channel = FileChannel.open(file(home.path()), StandardOpenOption.READ)) {
            var size = channel.size();
            var title = text(channel, 0, Math.min(size, LONGEST_TITLE))
                    .lines()
                    .findFirst()
                    .orElse("");
            if (!title.equals(place.title()) || size < place.bytes()) {
                return new News(new Place(title, size), Optional.empty());
            }
            var more = text(channel, place.bytes(), size - place.bytes());
            var whole = more.substring(0, more.lastIndexOf('\n') + 1);
            return new News(
                    new Place(title, place.bytes() + whole.getBytes(StandardCharsets.UTF_8).length),
                    Optional.of(whole.lines().collect(Collectors.toSet())));
        } catch (NoSuchFileException e) {
            return new News(Place.NONE, place.equals(Place.NONE) ? Optional.of(Set.of()) : Optional.empty());
        } catch (IOException e) {
            LOG.debug("The list of openings of {} cannot be read", home.path(), e);
            return new News(Place.NONE, Optional.empty());
        }
    }

    private static String text(FileChannel channel, long from, long length) throws IOException {
        var bytes = ByteBuffer.allocate((int) Math.min(length, 2 * MOST_BYTES));
        while (bytes.hasRemaining() && channel.read(bytes, from + bytes.position()) > 0) {}
        return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
    }
}
