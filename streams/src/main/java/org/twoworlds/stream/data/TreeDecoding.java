package org.twoworlds.stream.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import org.twoworlds.config.FailureException;
import org.twoworlds.model.checkpoint.Sha256;
import org.twoworlds.model.image.Picture;
import org.twoworlds.model.image.PictureDecoder;

/**
 * One decoding of a split's pictures, by the holder of the lock. Pictures are written in groups, each with a digest in a list
 * of its own ({@code .groups}): a decoding that was cut short, or found damaged, goes on behind the last undamaged group. A
 * picture that cannot be decoded is noted; one that cannot be read, or has another digest than before, ends the decoding.
 */
final class TreeDecoding {
    private static final int PICTURES_A_GROUP = 256;
    private static final int PICTURES_A_PASS = 4 * Runtime.getRuntime().availableProcessors();
    private static final int SHA_BYTES = 32;
    private static final int REPORT_EVERY_PICTURES = 5_000;
    private static final int MOST_PROBLEM_CHARACTERS = 200;
    private static final long MOST_RESIZED_BYTES = 16L << 20;
    private static final long MEMORY_BYTES = Runtime.getRuntime().maxMemory();

    /** The most memory that all pictures together take while they are decoded, in MiB: a quarter of Java's. */
    private static final int BUDGET_MEBIBYTES = (int) Math.max(64, Math.min(1 << 20, MEMORY_BYTES >> 22));

    private static final Semaphore MEBIBYTES = new Semaphore(BUDGET_MEBIBYTES, true);

    private final Path split;
    private final List<TreePicture> entries;
    private final int resize;
    private final Path folder;
    private final String name;

    TreeDecoding(Path split, List<TreePicture> entries, int resize, Path folder, String name) {
        this.split = split;
        this.entries = entries;
        this.resize = resize;
        this.folder = folder;
        this.name = name;
    }

    private Path file(String ending) {
        return folder.resolve(name + ending);
    }

    /** Decodes the pictures that are not decoded yet, and gives the file its name. */
    void run() throws IOException {
        var part = file(".part");
        if (Files.isRegularFile(file(".raw"))) {
            System.err.println("The decoded pictures of " + split + " are not whole: the damaged part is made again");
            Files.move(file(".raw"), part, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
        Files.deleteIfExists(file(".sum"));
        try (var channel = open(part);
                var list = open(file(".sizes"));
                var groups = open(file(".groups"));
                var decoder = new PictureDecoder()) {
            var done = whole(channel, groups);
            if (done > 0) {
                System.err.println("Going on with the decoding of " + split + " at picture " + done);
            }
            checkRoom(done);
            while (done < entries.size()) {
                var count = Math.min(PICTURES_A_GROUP, entries.size() - done);
                group(channel, list, groups, decoder, done, count);
                if (entries.size() >= REPORT_EVERY_PICTURES
                        && (done + count) / REPORT_EVERY_PICTURES > done / REPORT_EVERY_PICTURES) {
                    System.err.printf("  %s: %,d of %,d pictures decoded%n", split, done + count, entries.size());
                }
                done += count;
            }
            list.force(true);
            channel.force(true);
        }
        Files.move(part, file(".raw"), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static FileChannel open(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    private void checkRoom(int done) throws IOException {
        var least = (long) (entries.size() - done) * resize * resize * TreeFiles.CHANNELS;
        if (Files.getFileStore(folder).getUsableSpace() < least) {
            throw new IOException("the " + least + " bytes and more of them decoded do not fit into " + folder);
        }
    }

    /** The number of pictures in undamaged groups; the bytes behind them are cut off. */
    private int whole(FileChannel channel, FileChannel groups) throws IOException {
        var sizes = TreeFiles.Sizes.read(file(".sizes"), entries.size());
        var known = sizes.starts().length - 1;
        var digests = ByteBuffer.wrap(Files.readAllBytes(file(".groups")));
        var done = 0;
        while (done < entries.size()) {
            var end = Math.min(entries.size(), done + PICTURES_A_GROUP);
            if (end > known || digests.remaining() < SHA_BYTES || sizes.starts()[end] > channel.size()) {
                break;
            }
            var noted = new byte[SHA_BYTES];
            digests.get(noted);
            if (!java.security.MessageDigest.isEqual(noted, sha(channel, sizes.starts()[done], sizes.starts()[end]))) {
                break;
            }
            done = end;
        }
        channel.truncate(sizes.starts()[done]).position(sizes.starts()[done]);
        try (var list = open(file(".sizes"))) {
            list.truncate((long) done * TreeFiles.SIZE_BYTES);
        }
        var whole = (done + PICTURES_A_GROUP - 1) / PICTURES_A_GROUP;
        groups.truncate((long) whole * SHA_BYTES).position((long) whole * SHA_BYTES);
        var bad = new StringBuilder();
        var first = done;
        TreeFiles.bad(file(".bad")).forEach((number, why) -> {
            if (number < first) {
                bad.append(number).append('\t').append(why).append('\n');
            }
        });
        Files.writeString(file(".bad"), bad);
        return done;
    }

    private static byte[] sha(FileChannel channel, long from, long to) throws IOException {
        var sha = Sha256.create();
        var buffer = ByteBuffer.allocate(1 << 16);
        for (var at = from; at < to; ) {
            buffer.clear().limit((int) Math.min(buffer.capacity(), to - at));
            var read = channel.read(buffer, at);
            if (read < 0) {
                break;
            }
            sha.update(buffer.flip());
            at += read;
        }
        return sha.digest();
    }

    /** A decoded picture, or the reason for which it could not be decoded. */
    private record Decoded(Picture picture, Optional<String> problem) {}

    /** Writes a group's sizes and problems, then its pixels, and last its digest, which shows that the group is whole. */
    private void group(
            FileChannel channel, FileChannel list, FileChannel groups, PictureDecoder decoder, int first, int count)
            throws IOException {
        var sides = ByteBuffer.allocate(count * TreeFiles.SIZE_BYTES);
        var problems = new StringBuilder();
        var sha = Sha256.create();
        for (var from = first; from < first + count; from += PICTURES_A_PASS) {
            var decoded = IntStream.range(from, Math.min(first + count, from + PICTURES_A_PASS))
                    .parallel()
                    .mapToObj(i -> decode(decoder, entries.get(i)))
                    .toList();
            for (var i = 0; i < decoded.size(); i++) {
                var number = from + i;
                var picture = decoded.get(i).picture();
                sides.putInt(picture.height()).putInt(picture.width());
                decoded.get(i)
                        .problem()
                        .ifPresent(p ->
                                problems.append(number).append('\t').append(p).append('\n'));
                sha.update(picture.pixels());
                writeFully(channel, ByteBuffer.wrap(picture.pixels()));
            }
        }
        Files.writeString(file(".bad"), problems, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        list.position((long) first * TreeFiles.SIZE_BYTES);
        writeFully(list, sides.flip());
        writeFully(groups, ByteBuffer.wrap(sha.digest()));
    }

    private static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private Decoded decode(PictureDecoder decoder, TreePicture entry) {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(entry.file());
        } catch (IOException e) {
            throw new UncheckedIOException(new IOException(entry.file() + ": " + FileFaults.reason(e), e));
        }
        if (!Sha256.of(bytes).equals(entry.digest())) {
            throw new UncheckedIOException(new IOException(entry.file() + " changed while it was read"));
        }
        try {
            var mebibytes = room(entry, PictureDecoder.pixels(bytes));
            try {
                MEBIBYTES.acquireUninterruptibly(mebibytes);
                return new Decoded(resized(decoder.decode(bytes)), Optional.empty());
            } finally {
                MEBIBYTES.release(mebibytes);
            }
        } catch (IOException e) {
            var nothing = new byte[TreeFiles.bytes(resize, resize)];
            return new Decoded(new Picture(resize, resize, nothing), Optional.of(oneLine(e)));
        }
    }

    /** The part of the budget that a picture takes, in MiB: for its decoding, and once more for its copy. */
    private static int room(TreePicture entry, long pixels) {
        var bytes = 2 * TreeFiles.CHANNELS * pixels;
        if (bytes > MEMORY_BYTES / 2) {
            throw new FailureException(
                    "picture",
                    entry.file(),
                    "fit into memory: its %,d pixels need %d MiB, and Java has %d MiB in all"
                            .formatted(pixels, bytes >> 20, MEMORY_BYTES >> 20),
                    "give it more by TWOWORLDS_JAVA_OPTS=-Xmx8g, or make the picture smaller");
        }
        return (int) Math.min(BUDGET_MEBIBYTES, 1 + (bytes >> 20));
    }

    private Picture resized(Picture picture) throws IOException {
        var shorter = Math.min(picture.height(), picture.width());
        var longer = Math.max(picture.height(), picture.width());
        var bytes = (double) TreeFiles.CHANNELS * resize * resize * longer / shorter;
        if (bytes > Math.max(MOST_RESIZED_BYTES, 4.0 * TreeFiles.CHANNELS * resize * resize)) {
            throw new IOException("its %d × %d pixels would be %.0f MiB at a shorter side of %d"
                    .formatted(picture.width(), picture.height(), bytes / (1 << 20), resize));
        }
        return picture.resized(resize);
    }

    private static String oneLine(Exception e) {
        var text = String.valueOf(e.getMessage()).replaceAll("\\s+", " ");
        return text.substring(0, Math.min(MOST_PROBLEM_CHARACTERS, text.length()));
    }
}
