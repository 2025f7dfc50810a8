package org.twoworlds.stream.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.twoworlds.model.checkpoint.Sha256;

/**
 * Digests of files' contents. A file is read once, and its digest kept in the cache as long as the file's size and its times of
 * change stay the same; where one of them differs the file is read again. A file of more than 256 MiB is digested in pieces
 * of that size, all cores at once, and its digest is the digest of the pieces' digests.
 */
final class FileDigests {
    private static final long PIECE_BYTES = 256L << 20;
    private static final int BUFFER_BYTES = 1 << 20;
    private static final long LEAST_REPORTED_BYTES = 1L << 30;
    private static final int REPORTS = 10;

    private FileDigests() {}

    /**
     * The digest of a file, or the reason for which it has none.
     *
     * @param value the SHA-256 in hex; empty where the file cannot be read
     * @param bytes the file's size
     * @param problem the reason for which the file cannot be read; empty where it was read
     */
    record Digest(String value, long bytes, Optional<String> problem) {}

    /**
     * The digest of one file.
     *
     * @throws IOException where the file cannot be read, with the reason
     */
    static String of(Path cache, Path file) throws IOException {
        var digest =
                all(cache, file.toAbsolutePath().getParent(), List.of(file)).get(file);
        if (digest == null || digest.problem().isPresent()) {
            throw new IOException(
                    digest == null ? "it is not there" : digest.problem().get());
        }
        return digest.value();
    }

    /**
     * The digests of files below a folder.
     *
     * @param cache the folder in which digests are kept; where it cannot be written they are made again every time
     */
    static Map<Path, Digest> all(Path cache, Path folder, Collection<Path> files) {
        return all(cache, folder, files, false);
    }

    /** The digests of files that this process has just made, and that no other process writes. */
    static Map<Path, Digest> ofMade(Path cache, Path folder, Collection<Path> files) {
        return all(cache, folder, files, true);
    }

    private static Map<Path, Digest> all(Path cache, Path folder, Collection<Path> files, boolean made) {
        var kept = KeptDigests.load(cache, folder);
        Map<Path, FileStamp> stamps = new LinkedHashMap<>();
        Map<Path, Digest> digests = new LinkedHashMap<>();
        files.forEach(file -> {
            try {
                var stamp = FileStamp.of(file);
                var known = kept.find(file, stamp);
                if (known.isPresent()) {
                    digests.put(file, new Digest(known.get(), stamp.bytes(), Optional.empty()));
                } else {
                    stamps.put(file, stamp);
                    digests.put(file, new Digest("", stamp.bytes(), Optional.empty()));
                }
            } catch (IOException e) {
                digests.put(file, new Digest("", 0, Optional.of(FileFaults.reason(e))));
            }
        });
        if (!stamps.isEmpty()) {
            kept.begin();
            var progress = new ReadingProgress(
                    folder,
                    stamps.size(),
                    stamps.values().stream().mapToLong(FileStamp::bytes).sum());
            var read = stamps.entrySet().parallelStream()
                    .collect(Collectors.toConcurrentMap(
                            Map.Entry::getKey, e -> digest(e.getKey(), e.getValue(), progress)));
            read.forEach((file, digest) -> {
                digests.put(file, digest);
                if (digest.problem().isEmpty()) {
                    kept.put(file, stamps.get(file), digest.value(), made);
                }
            });
            kept.save();
        }
        return digests;
    }

    private static Digest digest(Path file, FileStamp stamp, ReadingProgress progress) {
        try {
            var value = stamp.bytes() <= PIECE_BYTES
                    ? HexFormat.of().formatHex(piece(file, 0, stamp.bytes(), progress))
                    : pieces(file, stamp.bytes(), progress);
            if (!FileStamp.of(file).equals(stamp)) {
                throw new IOException("it changed while it was read");
            }
            return new Digest(value, stamp.bytes(), Optional.empty());
        } catch (IOException e) {
            return new Digest("", stamp.bytes(), Optional.of(FileFaults.reason(e)));
        } catch (UncheckedIOException e) {
            return new Digest("", stamp.bytes(), Optional.of(FileFaults.reason(e.getCause())));
        }
    }

    private static String pieces(Path file, long bytes, ReadingProgress progress) {
        var count = Math.toIntExact((bytes + PIECE_BYTES - 1) / PIECE_BYTES);
        var digests = IntStream.range(0, count)
                .parallel()
                .mapToObj(i -> {
                    try {
                        var from = i * PIECE_BYTES;
                        return HexFormat.of()
                                .formatHex(piece(file, from, Math.min(PIECE_BYTES, bytes - from), progress));
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                })
                .collect(Collectors.joining("\n", "pieces/1 " + bytes + "\n", "\n"));
        return Sha256.of(digests.getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] piece(Path file, long from, long bytes, ReadingProgress progress) throws IOException {
        var sha = Sha256.create();
        var buffer = ByteBuffer.allocate((int) Math.min(BUFFER_BYTES, Math.max(1, bytes)));
        try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
            for (var at = from; at < from + bytes; ) {
                buffer.clear().limit((int) Math.min(buffer.capacity(), from + bytes - at));
                var read = channel.read(buffer, at);
                if (read < 0) {
                    throw new IOException("it was cut while it was read");
                }
                sha.update(buffer.flip());
                progress.add(read);
                at += read;
            }
        }
        return sha.digest();
    }

    /** The progress of a long reading, which is reported on standard error. */
    private static final class ReadingProgress {
        private final Path folder;
        private final long total;
        private final AtomicLong done = new AtomicLong();

        private ReadingProgress(Path folder, int files, long total) {
            this.folder = folder;
            this.total = total;
            if (total > LEAST_REPORTED_BYTES) {
                System.err.printf(
                        "Reading %,d files of %s once for their digests, %,d MiB%n", files, folder, total >> 20);
            }
        }

        private void add(long bytes) {
            var now = done.addAndGet(bytes);
            if (total > LEAST_REPORTED_BYTES && now * REPORTS / total > (now - bytes) * REPORTS / total) {
                System.err.printf("  %s: %d %% read%n", folder, now * 100 / total);
            }
        }
    }
}
