package org.twoworlds.stream.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.twoworlds.config.RequestException;
import org.twoworlds.model.Notes;
import org.twoworlds.model.checkpoint.Sha256;
import org.twoworlds.model.image.Picture;
import org.twoworlds.model.image.PictureDecoder;

/**
 * The cache of a split's pictures, decoded and resized once, one behind the other in a raw file ({@code .raw}). A list beside
 * it has their sizes ({@code .sizes}), another list the pictures that cannot be decoded, which are squares of zeros ({@code
 * .bad}), and a third the digests of all three files ({@code .sum}): where one of these is lost or damaged, they are made
 * again. A sample is the square at a picture's centre. The files are named by the contents of the pictures that they were
 * made from.
 */
final class TreeCache {
    private static final List<String> FILES = List.of(".raw", ".sizes", ".bad");

    private final Path split;
    private final List<TreePicture> entries;
    private final int resize;
    private final int size;
    private final boolean skips;
    private final Path folder;
    private final String digest;

    /**
     * The cache of some pictures of a split, each a square of {@code size}; with {@code skips}, bad pictures are left out,
     * not refused.
     */
    TreeCache(Path split, List<TreePicture> entries, int resize, int size, boolean skips, Path folder) {
        this.split = split;
        this.entries = List.copyOf(entries);
        this.resize = resize;
        this.size = size;
        this.skips = skips;
        this.folder = folder;
        digest = Sha256.of(entries.stream()
                .map(e -> e.label() + " " + e.digest())
                .collect(Collectors.joining("\n", "pictures/2 " + resize + " " + size + "\n", ""))
                .getBytes(StandardCharsets.US_ASCII));
    }

    /** The digest of the pictures: of their contents, classes and order, and of their size in the cache. */
    String digest() {
        return digest;
    }

    List<TreePicture> entries() {
        return entries;
    }

    private String name() {
        return "pictures-" + digest.substring(0, 24);
    }

    private Path file(String ending) {
        return folder.resolve(name() + ending);
    }

    /** Opens the pictures as a pool; pictures that are not decoded yet are decoded first. */
    Pool open() throws IOException {
        if (!isWhole()) {
            var what = "the pictures of " + split;
            try (var lock = CacheLock.take(folder, name(), what, this::progress)) {
                if (!isWhole()) {
                    new TreeDecoding(split, entries, resize, folder, name()).run();
                    RawCache.note(file(".sum"), sum(true));
                }
            }
        }
        var bad = TreeFiles.bad(file(".bad"));
        if (!bad.isEmpty()) {
            say(bad);
        }
        var good = IntStream.range(0, entries.size())
                .filter(i -> !bad.containsKey(i))
                .toArray();
        var labels = IntStream.of(good).map(i -> entries.get(i).label()).toArray();
        var sizes = TreeFiles.Sizes.read(file(".sizes"), entries.size());
        return new Pictures(new Mapped(file(".raw"), 0, sizes.starts()[entries.size()]), sizes, good, labels, size);
    }

    private String progress() {
        try {
            return "%,d of %,d decoded".formatted(Files.size(file(".sizes")) / TreeFiles.SIZE_BYTES, entries.size());
        } catch (IOException e) {
            return "it begins";
        }
    }

    /** Whether all files of the cache are there and undamaged. */
    private boolean isWhole() throws IOException {
        return Files.isRegularFile(file(".sum"))
                && FILES.stream().allMatch(e -> Files.isRegularFile(file(e)))
                && Files.size(file(".sizes")) == (long) entries.size() * TreeFiles.SIZE_BYTES
                && Files.readString(file(".sum")).strip().equals(sum(false));
    }

    private String sum(boolean made) throws IOException {
        var files = FILES.stream().map(this::file).toList();
        var digests = made ? FileDigests.ofMade(folder, folder, files) : FileDigests.all(folder, folder, files);
        return files.stream().map(f -> digests.get(f).value()).collect(Collectors.joining(" "));
    }

    private void say(Map<Integer, String> bad) {
        var named = bad.entrySet().stream()
                .map(e -> split.relativize(entries.get(e.getKey()).file()) + " (" + e.getValue() + ")")
                .toList();
        var shown = bad.size() + " of " + entries.size() + ": " + TreeListing.shown(named);
        if (!skips) {
            throw new RequestException(
                    "pictures in " + split,
                    shown,
                    "all be whole JPEG or PNG pictures",
                    "repair or remove them, or leave them out by data.badFiles=skip");
        }
        Notes.say("Pictures %s: left out, since they cannot be decoded: %s".formatted(split, shown));
    }

    /** The pictures that version 0.1 read otherwise, in words; all pictures are searched. Empty where there are none. */
    Optional<String> difference() {
        var count = entries.parallelStream()
                .filter(e -> {
                    try {
                        return PictureDecoder.differsFrom01(Files.readAllBytes(e.file()));
                    } catch (IOException io) {
                        throw new UncheckedIOException(io);
                    }
                })
                .count();
        return count == 0
                ? Optional.empty()
                : Optional.of(
                        count + " pictures in " + split + ", such as gray PNG, whose values are read otherwise now");
    }

    private record Pictures(Mapped file, TreeFiles.Sizes sizes, int[] good, int[] labels, int side) implements Pool {
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
            var row = side * TreeFiles.CHANNELS;
            for (var y = 0; y < side; y++) {
                var at = sizes.starts()[picture] + (long) ((top + y) * width + left) * TreeFiles.CHANNELS;
                file.read(at, pixels, y * row, row);
            }
            return labels[(int) record];
        }

        @Override
        public Optional<Picture> uncut(long record) {
            var picture = good[(int) record];
            var pixels = new byte[TreeFiles.bytes(sizes.height(picture), sizes.width(picture))];
            file.read(sizes.starts()[picture], pixels, 0, pixels.length);
            return Optional.of(new Picture(sizes.height(picture), sizes.width(picture), pixels));
        }
    }
}
