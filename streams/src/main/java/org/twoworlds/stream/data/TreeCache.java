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
import org.twoworlds.model.image.PictureDecoder;

/**
 * The pictures of a split as equal raw records in one file, made once: record i is picture i, and a picture that cannot be
 * decoded is a record of zeros that is named in a list. The file grows in order, so that what was cut short goes on.
 */
final class TreeCache {
    private static final int TOGETHER = 256;
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

    private int recordBytes() {
        return size * size * 3;
    }

    private Path file(String ending) {
        return folder.resolve("images-" + digest.substring(0, 24) + ending);
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
        return new Pictures(new Mapped(raw, 0, entries.size(), recordBytes()), good, labels);
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

    private void convert() throws IOException {
        Files.createDirectories(folder);
        var total = (long) entries.size() * recordBytes();
        var usable = Files.getFileStore(folder).getUsableSpace();
        var part = file(".part");
        try (var channel = FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                var lock = channel.tryLock();
                var decoder = new PictureDecoder()) {
            if (lock == null) {
                throw new IOException("another process is decoding them");
            }
            if (usable < total - channel.size()) {
                throw new IOException("the " + total + " bytes decoded do not fit into " + folder);
            }
            // A group is listed, then written: what was written is listed, and what was not is done again.
            var done = (int) (channel.size() / recordBytes()) / TOGETHER * TOGETHER;
            channel.position((long) done * recordBytes());
            if (done > 0) {
                System.err.println("Going on with the decoding of " + split + " at picture " + done);
            }
            while (done < entries.size()) {
                var count = Math.min(TOGETHER, entries.size() - done);
                write(channel, decoder, done, count);
                if (entries.size() >= NOTABLE && (done + count) / NOTABLE > done / NOTABLE) {
                    System.err.printf("  %s: %,d of %,d pictures decoded%n", split, done + count, entries.size());
                }
                done += count;
            }
            channel.force(true);
        }
        Files.move(part, file(".raw"), StandardCopyOption.ATOMIC_MOVE);
    }

    /** What became of a picture: its pixels, or why it has none. */
    private record Decoded(byte[] pixels, Optional<String> problem) {}

    private void write(FileChannel channel, PictureDecoder decoder, int first, int count) throws IOException {
        var decoded = IntStream.range(first, first + count)
                .parallel()
                .mapToObj(i -> decode(decoder, entries.get(i)))
                .toList();
        var bytes = ByteBuffer.allocate(Math.multiplyExact(count, recordBytes()));
        var problems = new StringBuilder();
        for (var i = 0; i < count; i++) {
            var number = first + i;
            bytes.put(decoded.get(i).pixels());
            decoded.get(i)
                    .problem()
                    .ifPresent(
                            p -> problems.append(number).append('\t').append(p).append('\n'));
        }
        if (problems.length() > 0) {
            Files.writeString(file(".bad"), problems, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
        bytes.flip();
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private Decoded decode(PictureDecoder decoder, ImageTree.Entry entry) {
        try {
            var picture = decoder.decode(Files.readAllBytes(split.resolve(entry.name())));
            return new Decoded(picture.centre(resize, size).pixels(), Optional.empty());
        } catch (IOException | UncheckedIOException | IllegalArgumentException e) {
            return new Decoded(new byte[recordBytes()], Optional.of(oneLine(e)));
        }
    }

    private static String oneLine(Exception e) {
        var text = String.valueOf(e.getMessage()).replaceAll("\\s+", " ");
        return text.substring(0, Math.min(LONGEST, text.length()));
    }

    private record Pictures(Mapped records, int[] good, int[] labels) implements Pool {
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
            records.read(good[(int) record], pixels);
            return labels[(int) record];
        }
    }
}
