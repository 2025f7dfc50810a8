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
 * The cache of files that were made once from others, named by the contents of their sources: a file is whole, or is made again.
 * The digest of each file is kept beside it ({@code .sum}), and compared where the file's size or times have changed.
 */
final class RawCache {
    private static final int CHUNK_BYTES = 1 << 20;
    private static final long LEAST_REPORTED_BYTES = 64L << 20;

    private RawCache() {}

    /** The folder of the cache. */
    static Path folder(ExperimentConfig.Data data) {
        var configured = SourceSettings.of(data).cache();
        return configured.isEmpty() ? StandardHome.path().resolve("cache") : Path.of(configured);
    }

    /** The maker of a file's content. */
    interface ContentMaker {
        void make(CacheOutput out) throws IOException;
    }

    /** The output for a file's content, which reports its progress on standard error. */
    static final class CacheOutput {
        private final FileChannel channel;
        private final String name;
        private final long total;
        private long written;

        private CacheOutput(FileChannel channel, String name, long total) {
            this.channel = channel;
            this.name = name;
            this.total = total;
        }

        void write(ByteBuffer bytes) throws IOException {
            var tenth = written * 10 / Math.max(1, total);
            while (bytes.hasRemaining()) {
                written += channel.write(bytes);
            }
            if (total > LEAST_REPORTED_BYTES && written * 10 / total > tenth) {
                System.err.printf("  %s: %d %%%n", name, written * 100 / total);
            }
        }

        /** Copies so many bytes of a stream. */
        void write(InputStream in, long bytes) throws IOException {
            var chunk = new byte[CHUNK_BYTES];
            for (var left = bytes; left > 0; ) {
                var read = in.readNBytes(chunk, 0, (int) Math.min(CHUNK_BYTES, left));
                if (read == 0) {
                    throw new NpyHeader.MalformedArray("hold " + bytes + " bytes; it was cut short");
                }
                write(ByteBuffer.wrap(chunk, 0, read));
                left -= read;
            }
        }
    }

    /**
     * The file of a name, which is made where it is missing or damaged.
     *
     * @param bytes the file's size
     */
    static Path file(Path folder, String name, long bytes, ContentMaker maker) throws IOException {
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

    /** The file of a name, of any size; empty where it is missing or damaged. */
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

    private static void make(Path folder, Path file, long bytes, String name, ContentMaker maker) throws IOException {
        var usable = Files.getFileStore(folder).getUsableSpace();
        if (usable < bytes + LEAST_REPORTED_BYTES) {
            throw new IOException(
                    "its " + bytes + " bytes written out do not fit into " + folder + ", which has " + usable);
        }
        if (bytes > LEAST_REPORTED_BYTES) {
            System.err.println("Writing out " + name + " once, " + (bytes >> 20) + " MiB, to " + file);
        }
        var temporary = FileNames.temporary(file);
        try {
            try (var channel = FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                maker.make(new CacheOutput(channel, name, bytes));
                channel.force(true);
            }
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }
}
