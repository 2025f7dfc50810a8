package org.twoworlds.stream.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import org.twoworlds.config.ExperimentConfig;
import org.twoworlds.config.StandardHome;

/**
 * Files that were made once from others, named by the contents that they were made from: whole, or made again. The digest
 * of each is noted beside it ({@code .sum}), and compared wherever the file's size or times have changed.
 */
final class RawCache {
    private static final int CHUNK = 1 << 20;
    private static final long NOTABLE = 64L << 20;

    private RawCache() {}

    /** Where such files lie. */
    static Path folder(ExperimentConfig.Data data) {
        var configured = SourceSettings.of(data).cache();
        return configured.isEmpty() ? StandardHome.path().resolve("cache") : Path.of(configured);
    }

    /** Writes the content of a file. */
    interface Maker {
        void make(Output out) throws IOException;
    }

    /** Where content goes; says on standard error how far it is. */
    static final class Output {
        private final FileChannel channel;
        private final String name;
        private final long total;
        private long written;

        private Output(FileChannel channel, String name, long total) {
            this.channel = channel;
            this.name = name;
            this.total = total;
        }

        void write(ByteBuffer bytes) throws IOException {
            var tenth = written * 10 / Math.max(1, total);
            while (bytes.hasRemaining()) {
                written += channel.write(bytes);
            }
            if (total > NOTABLE && written * 10 / total > tenth) {
                System.err.printf("  %s: %d %%%n", name, written * 100 / total);
            }
        }

        /** Copies so many bytes. */
        void write(InputStream in, long bytes) throws IOException {
            var chunk = new byte[CHUNK];
            for (var left = bytes; left > 0; ) {
                var read = in.readNBytes(chunk, 0, (int) Math.min(CHUNK, left));
                if (read == 0) {
                    throw new NpyHeader.Malformed("hold " + bytes + " bytes; it was cut short");
                }
                write(ByteBuffer.wrap(chunk, 0, read));
                left -= read;
            }
        }
    }

    /**
     * The file of a name, made where it is not there yet, or not as it was made.
     *
     * @param bytes its size
     */
    static Path file(Path folder, String name, long bytes, Maker maker) throws IOException {
        var file = folder.resolve(name + ".raw");
        var sum = folder.resolve(name + ".sum");
        if (isWhole(folder, file, sum, bytes)) {
            return file;
        }
        try (var lock = CacheLock.take(folder, name, name, () -> "not yet written out")) {
            if (isWhole(folder, file, sum, bytes)) {
                return file;
            }
            make(folder, file, bytes, name, maker);
            note(
                    sum,
                    FileDigests.ofMade(folder, folder, List.of(file)).get(file).value());
            return file;
        }
    }

    /** The file of a name, of whatever size, where it is there as it was made. */
    static Optional<Path> whole(Path folder, String name) throws IOException {
        var file = folder.resolve(name + ".raw");
        return Files.isRegularFile(file) && isWhole(folder, file, folder.resolve(name + ".sum"), Files.size(file))
                ? Optional.of(file)
                : Optional.empty();
    }

    private static boolean isWhole(Path folder, Path file, Path sum, long bytes) throws IOException {
        return Files.isRegularFile(file)
                && Files.size(file) == bytes
                && Files.isRegularFile(sum)
                && Files.readString(sum).strip().equals(FileDigests.of(folder, file));
    }

    /** Writes a small text so that it is whole or absent. */
    static void note(Path file, String text) throws IOException {
        var temporary = FileNames.temporary(file);
        try {
            Files.writeString(temporary, text + "\n", StandardOpenOption.CREATE_NEW);
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private static void make(Path folder, Path file, long bytes, String name, Maker maker) throws IOException {
        var usable = Files.getFileStore(folder).getUsableSpace();
        if (usable < bytes + NOTABLE) {
            throw new IOException(
                    "its " + bytes + " bytes written out do not fit into " + folder + ", which has " + usable);
        }
        if (bytes > NOTABLE) {
            System.err.println("Writing out " + name + " once, " + (bytes >> 20) + " MiB, to " + file);
        }
        var temporary = FileNames.temporary(file);
        try {
            try (var channel = FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                maker.make(new Output(channel, name, bytes));
                channel.force(true);
            }
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }
}
