package org.twoworlds.node;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Pattern;
import org.twoworlds.model.checkpoint.Durable;
import org.twoworlds.model.checkpoint.Sha256;
import org.twoworlds.stream.analysis.WorldView;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.RunFolder;

/** A run's files as they come from a node: each is forced to the disk, checked and renamed before an event may name it. */
final class Incoming implements Closeable {
    private static final Pattern PLACE =
            Pattern.compile("(checkpoints|resume|scores)/[A-Za-z0-9_-][A-Za-z0-9_.-]*\\.safetensors");

    private final RunFolder folder;
    private Optional<FileChannel> open = Optional.empty();

    Incoming(RunFolder folder) {
        this.folder = folder;
    }

    /**
     * Where a file of a run lies.
     *
     * @throws IllegalStateException where no run has such a file
     */
    Path place(String file) {
        if (!isPlace(file)) {
            throw new IllegalStateException("A node asked for the file " + file);
        }
        return folder.file(file);
    }

    /** Whether a run may have a file of such a name. */
    static boolean isPlace(String file) {
        return PLACE.matcher(file).matches();
    }

    /** Whether an event that a node sends is about a run's files, and not about other files of the lab. */
    static boolean isOfRun(Event event) {
        if (event instanceof Event.Checkpoint c) {
            return isPlace(c.file());
        }
        if (event instanceof Event.ResumePoint p) {
            return isPlace(p.file());
        }
        if (event instanceof Event.Score s) {
            return s.file().isEmpty() || isPlace(s.file());
        }
        return true;
    }

    /**
     * Writes a part of a file, the parts of one coming one after the other.
     *
     * @param sha256 of the whole file
     * @param at where in the file
     */
    void write(String name, String sha256, long at, byte[] part, boolean last) {
        var file = place(name);
        var unfinished = file.resolveSibling(file.getFileName() + ".part");
        try {
            if (at == 0) {
                close();
                open = Optional.of(FileChannel.open(
                        unfinished,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE));
            }
            var channel = open.orElseThrow();
            if (at != channel.position()) {
                throw new IllegalStateException("A node left a gap in the file " + name);
            }
            var bytes = ByteBuffer.wrap(part);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            if (last) {
                channel.force(true);
                close();
                if (!Sha256.of(unfinished).equals(sha256)) {
                    throw new IOException("The file " + name + " is not what the node wrote");
                }
                Durable.move(unfinished, file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Removes what an event in the log says is gone, or replaces. */
    void tidy(Event event) {
        try {
            if (event instanceof Event.Deleted deleted) {
                Files.deleteIfExists(folder.file(RunFolder.checkpointFile(deleted.world(), deleted.step())));
            } else if (event instanceof Event.ResumePoint point) {
                try (var files = Files.list(folder.resume())) {
                    files.filter(f -> f.getFileName().toString().startsWith(point.world() + "-"))
                            .filter(f -> f.toString().endsWith(".safetensors"))
                            .sorted(Comparator.<Path>naturalOrder().reversed())
                            .skip(WorldView.RESUME_POINTS)
                            .forEach(f -> f.toFile().delete());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        if (open.isPresent()) {
            open.get().close();
            open = Optional.empty();
        }
    }
}
