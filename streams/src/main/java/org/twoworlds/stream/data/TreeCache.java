package org.twoworlds.stream.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.twoworlds.config.RequestException;
import org.twoworlds.model.checkpoint.Sha256;
import org.twoworlds.model.image.Picture;
import org.twoworlds.model.image.PictureDecoder;

/**
 * The pictures of a split, decoded and resized once, in one raw file behind another; a list beside it has their sizes, and
 * another names those that cannot be decoded, which are squares of zeros. Both grow in order, so that what was cut short
 * goes on. A sample is the square at a picture's centre.
 */
final class TreeCache {
    private static final int TOGETHER = 256;
    private static final int CHANNELS = 3;
    private static final int SIZE_BYTES = 8;
    private static final int SHOWN = 5;
    private static final int NOTABLE = 5_000;
    private static final int LONGEST = 200;

    private final Path split;
    private final List<ImageTree.Entry> entries;
    private final int resize;
    private final int size;
    private final boolean skips;
    private final Path folder;
    private final String digest;

    /** Of some pictures of a split, each a square of {@code size}; {@code skips}: bad ones are left out, not refused. */
    TreeCache(Path split, List<ImageTree.Entry> entries, int resize, int size, boolean skips, Path folder) {
        this.split = split;
        this.entries = entries;
        this.resize = resize;
        this.size = size;
        this.skips = skips;
        this.folder = folder;
        var names = entries.stream()
                .map(e -> e.name() + "\t" + e.label() + "\t" + e.bytes())
                .collect(Collectors.joining("\n", resize + " " + size + "\n", ""));
        digest = Sha256.of(names.getBytes(StandardCharsets.UTF_8));
    }

    /** Names the pictures: their names, classes and sizes, and what is made of them. */
    String digest() {
        return digest;
    }

    private Path file(String ending) {
        return folder.resolve("pictures-" + digest.substring(0, 24) + ending);
    }

    /** The pictures as a pool, decoded first where that was not done yet. */
    Pool open() throws IOException {
        var raw = file(".raw");
        if (!Files.isRegularFile(raw)) {
            convert();
        }
        var bad = bad();
        if (!bad.isEmpty() && !skips) {
            var shown = bad.entrySet().stream()
                    .limit(SHOWN)
                    .map(e -> entries.get(e.getKey()).name() + " (" + e.getValue() + ")")
                    .collect(Collectors.joining(", "));
            throw new RequestException(
                    "pictures in " + split,
                    bad.size() + " of " + entries.size() + ": " + shown,
                    "all be whole JPEG or PNG pictures of at least " + size + " pixels",
                    "repair or remove them, or leave them out by data.badFiles=skip");
        }
        var good = IntStream.range(0, entries.size())
                .filter(i -> !bad.containsKey(i))
                .toArray();
        var labels = IntStream.of(good).map(i -> entries.get(i).label()).toArray();
        var sizes = sizes();
        return new Pictures(new Mapped(raw, 0, sizes.starts()[entries.size()]), sizes, good, labels, size);
    }

    private Map<Integer, String> bad() throws IOException {
        Map<Integer, String> bad = new TreeMap<>();
        if (Files.isRegularFile(file(".bad"))) {
            for (var line : Files.readAllLines(file(".bad"))) {
                var parts = line.split("\t", 2);
                if (parts.length == 2) {
                    bad.put(Integer.valueOf(parts[0]), parts[1]);
                }
            }
        }
        return bad;
    }

    /** How many of the first pictures have a size noted, and where each of them begins. */
    private Sizes sizes() throws IOException {
        var noted = Files.isRegularFile(file(".sizes"))
                ? ByteBuffer.wrap(Files.readAllBytes(file(".sizes")))
                : ByteBuffer.allocate(0);
        var count = Math.min(entries.size(), noted.remaining() / SIZE_BYTES);
        var sides = new int[2 * count];
        noted.asIntBuffer().get(sides);
        var starts = new long[count + 1];
        for (var i = 0; i < count; i++) {
            starts[i + 1] = starts[i] + bytes(sides[2 * i], sides[2 * i + 1]);
        }
        return new Sizes(sides, starts);
    }

    private static int bytes(int height, int width) {
        return Math.multiplyExact(Math.multiplyExact(height, width), CHANNELS);
    }

    /** Height and width of every picture, and where each begins and the last one ends. */
    private record Sizes(int[] sides, long[] starts) {
        int height(int picture) {
            return sides[2 * picture];
        }

        int width(int picture) {
            return sides[2 * picture + 1];
        }
    }

    private void convert() throws IOException {
        Files.createDirectories(folder);
        var least = (long) entries.size() * resize * resize * CHANNELS;
        var usable = Files.getFileStore(folder).getUsableSpace();
        var part = file(".part");
        try (var channel = FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                var lock = channel.tryLock();
                var list = FileChannel.open(file(".sizes"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                var decoder = new PictureDecoder()) {
            if (lock == null) {
                throw new IOException("another process is decoding them");
            }
            if (usable < least - channel.size()) {
                throw new IOException("the " + least + " bytes and more of them decoded do not fit into " + folder);
            }
            // A group is listed, then written: what was written is listed, and what was not is done again.
            var sizes = sizes();
            var done = (sizes.starts().length - 1) / TOGETHER * TOGETHER;
            while (sizes.starts()[done] > channel.size()) {
                done -= TOGETHER;
            }
            channel.position(sizes.starts()[done]);
            list.truncate((long) done * SIZE_BYTES).position(list.size());
            if (done > 0) {
                System.err.println("Going on with the decoding of " + split + " at picture " + done);
            }
            while (done < entries.size()) {
                var count = Math.min(TOGETHER, entries.size() - done);
                write(channel, list, decoder, done, count);
                if (entries.size() >= NOTABLE && (done + count) / NOTABLE > done / NOTABLE) {
                    System.err.printf("  %s: %,d of %,d pictures decoded%n", split, done + count, entries.size());
                }
                done += count;
            }
            list.force(true);
            channel.force(true);
        }
        Files.move(part, file(".raw"), StandardCopyOption.ATOMIC_MOVE);
    }

    /** What became of a picture, or why it became none. */
    private record Decoded(Picture picture, Optional<String> problem) {}

    private void write(FileChannel channel, FileChannel list, PictureDecoder decoder, int first, int count)
            throws IOException {
        var decoded = IntStream.range(first, first + count)
                .parallel()
                .mapToObj(i -> decode(decoder, entries.get(i)))
                .toList();
        var sides = ByteBuffer.allocate(count * SIZE_BYTES);
        var problems = new StringBuilder();
        for (var i = 0; i < count; i++) {
            var number = first + i;
            var picture = decoded.get(i).picture();
            sides.putInt(picture.height()).putInt(picture.width());
            decoded.get(i)
                    .problem()
                    .ifPresent(
                            p -> problems.append(number).append('\t').append(p).append('\n'));
        }
        if (problems.length() > 0) {
            Files.writeString(file(".bad"), problems, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
        writeFully(list, sides.flip());
        for (var each : decoded) {
            writeFully(channel, ByteBuffer.wrap(each.picture().pixels()));
        }
    }

    private static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private Decoded decode(PictureDecoder decoder, ImageTree.Entry entry) {
        try {
            var picture = decoder.decode(Files.readAllBytes(split.resolve(entry.name())));
            return new Decoded(picture.resized(resize), Optional.empty());
        } catch (IOException | UncheckedIOException | IllegalArgumentException e) {
            return new Decoded(new Picture(resize, resize, new byte[bytes(resize, resize)]), Optional.of(oneLine(e)));
        }
    }

    private static String oneLine(Exception e) {
        var text = String.valueOf(e.getMessage()).replaceAll("\\s+", " ");
        return text.substring(0, Math.min(LONGEST, text.length()));
    }

    private record Pictures(Mapped file, Sizes sizes, int[] good, int[] labels, int side) implements Pool {
        @Override
        public long size() {
            return good.length;
        }

        @Override
        public int label(long record) {
            return labels[(int) record];
        }

        @Override
        public int read(long record, byte[] pixels) {
            var picture = good[(int) record];
            var width = sizes.width(picture);
            var top = (sizes.height(picture) - side) / 2;
            var left = (width - side) / 2;
            var row = side * CHANNELS;
            for (var y = 0; y < side; y++) {
                var at = sizes.starts()[picture] + (long) ((top + y) * width + left) * CHANNELS;
                file.read(at, pixels, y * row, row);
            }
            return labels[(int) record];
        }

        @Override
        public Optional<Picture> uncut(long record) {
            var picture = good[(int) record];
            var pixels = new byte[bytes(sizes.height(picture), sizes.width(picture))];
            file.read(sizes.starts()[picture], pixels, 0, pixels.length);
            return Optional.of(new Picture(sizes.height(picture), sizes.width(picture), pixels));
        }
    }
}
