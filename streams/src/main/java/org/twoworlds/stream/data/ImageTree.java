package org.twoworlds.stream.data;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.twoworlds.config.ExperimentConfig;
import org.twoworlds.config.RequestException;
import org.twoworlds.model.ImageShape;
import org.twoworlds.model.checkpoint.Sha256;

/**
 * A tree of pictures as ImageNet's: {@code train/CLASS/…} and {@code test/CLASS/…} or {@code val/CLASS/…}, nested as deeply
 * as one likes. Each is decoded once, its shorter side resized to {@code data.resize}, a square of {@code data.size} cut
 * from its centre, and kept in a raw file that is mapped.
 */
final class ImageTree {
    private static final Set<String> ENDINGS = Set.of("jpg", "jpeg", "png");

    private ImageTree() {}

    /**
     * A picture of a split.
     *
     * @param name relative to the split's folder
     * @param label its class
     * @param bytes the file's size
     */
    record Entry(String name, int label, long bytes) {}

    static DataSet open(ExperimentConfig.Data data) {
        var root = Path.of(data.path());
        var train = root.resolve("train");
        var test = Files.isDirectory(root.resolve("test")) ? root.resolve("test") : root.resolve("val");
        if (data.path().isEmpty() || !Files.isDirectory(train) || !Files.isDirectory(test)) {
            throw new RequestException(
                    "data.path",
                    data.path(),
                    "be a folder that holds train/CLASS/… and test/CLASS/… or val/CLASS/…",
                    "add --set data.path=DIR");
        }
        var size = whole(data, "size", 1, 1024);
        var resize = whole(data, "resize", size, 4096);
        var skips = skips(data);
        try {
            var classes = folders(train);
            var cache = RawCache.folder(data);
            List<TreeCache> caches = new ArrayList<>();
            var digests = new StringBuilder();
            for (var split : List.of(train, test)) {
                var made = new TreeCache(split, entries(split, classes), resize, size, skips, cache);
                caches.add(made);
                digests.append(made.digest()).append(' ');
            }
            return PooledData.shuffled(
                    new ImageShape(size, size, 3, classes.size()),
                    classes,
                    caches.get(0).open(),
                    caches.get(1).open(),
                    Sha256.of(digests.toString().getBytes(StandardCharsets.UTF_8)),
                    data.seed());
        } catch (IOException e) {
            throw new RequestException(
                    "data.path", data.path(), "be readable (" + e.getMessage() + ")", "check its permissions");
        }
    }

    private static int whole(ExperimentConfig.Data data, String key, int least, int most) {
        var text = data.raw().getString(key);
        if (!text.matches("[0-9]{1,6}") || Integer.parseInt(text) < least || Integer.parseInt(text) > most) {
            throw new RequestException(
                    "key data." + key, text, "be a whole number from " + least + " to " + most, "leave it out");
        }
        return Integer.parseInt(text);
    }

    private static boolean skips(ExperimentConfig.Data data) {
        var text = data.raw().getString("badFiles");
        if (!List.of("refuse", "skip").contains(text)) {
            throw new RequestException("key data.badFiles", text, "be refuse or skip", "leave it out");
        }
        return text.equals("skip");
    }

    private static List<String> folders(Path split) throws IOException {
        try (var children = Files.list(split)) {
            var names = children.filter(Files::isDirectory)
                    .map(p -> p.getFileName().toString())
                    .sorted()
                    .toList();
            if (names.size() < 2) {
                throw new RequestException("folder", split, "hold a folder for each of two or more classes", "");
            }
            return names;
        }
    }

    /** Every picture of a split, in the order of their names. */
    private static List<Entry> entries(Path split, List<String> classes) throws IOException {
        List<Entry> entries = new ArrayList<>();
        for (var label = 0; label < classes.size(); label++) {
            var folder = split.resolve(classes.get(label));
            if (!Files.isDirectory(folder)) {
                continue;
            }
            try (var files = Files.walk(folder)) {
                for (var file : files.filter(ImageTree::isPicture).sorted().toList()) {
                    entries.add(new Entry(split.relativize(file).toString(), label, Files.size(file)));
                }
            }
        }
        if (entries.isEmpty()) {
            throw new RequestException("folder", split, "hold pictures (" + ENDINGS + ") of the train classes", "");
        }
        return entries;
    }

    private static boolean isPicture(Path file) {
        var name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        return ENDINGS.contains(name.substring(name.lastIndexOf('.') + 1)) && Files.isRegularFile(file);
    }
}
