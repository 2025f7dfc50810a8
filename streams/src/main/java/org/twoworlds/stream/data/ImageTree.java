package org.twoworlds.stream.data;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.twoworlds.config.ExperimentConfig;
import org.twoworlds.config.RequestException;
import org.twoworlds.model.ImageShape;
import org.twoworlds.model.Notes;
import org.twoworlds.model.checkpoint.Sha256;

/**
 * A tree of pictures as ImageNet's: {@code train/CLASS/…} and {@code test/CLASS/…} or {@code val/CLASS/…}, nested to any
 * depth. Each picture is decoded once, its shorter side resized to {@code data.resize}, a square of {@code data.size} cut
 * from its centre, and kept in a raw file that is mapped. A note names the files of the tree that are left out.
 */
final class ImageTree {
    private ImageTree() {}

    static DataSet open(ExperimentConfig.Data data) {
        var root = Path.of(data.path());
        var train = root.resolve("train");
        var test = Files.isDirectory(root.resolve("test")) ? root.resolve("test") : root.resolve("val");
        if (data.path().isEmpty() || !Files.isDirectory(train) || !Files.isDirectory(test)) {
            throw new RequestException(
                    "key data.path",
                    data.path(),
                    "be a folder that holds train/CLASS/… and test/CLASS/… or val/CLASS/…",
                    "add --set data.path=DIR");
        }
        var settings = SourceSettings.of(data);
        var size = settings.size();
        var resize = settings.resize();
        var skips = settings.skipsBadFiles();
        if (resize < size) {
            throw new RequestException(
                    "key data.resize", resize, "be at least data.size (" + size + ")", "leave it out");
        }
        var trainListing = TreeListing.of(train);
        var testListing = TreeListing.of(test);
        var classes = trainListing.classes();
        if (classes.size() < 2) {
            throw new RequestException("folder", train, "hold a folder for each of two or more classes", "");
        }
        say(train, trainListing, classes);
        say(test, testListing, classes);
        if (test.endsWith("test") && Files.isDirectory(root.resolve("val"))) {
            Notes.say("Pictures %s: test is used, and val beside it is not".formatted(root));
        }
        try {
            var cache = RawCache.folder(data);
            var trainCache = cache(train, trainListing, classes, resize, size, skips, cache);
            var testCache = cache(test, testListing, classes, resize, size, skips, cache);
            noteOverlap(root, trainCache.entries(), testCache.entries());
            var names = String.join("\n", classes);
            var digest = "tree/1 %s %s %s".formatted(trainCache.digest(), testCache.digest(), names);
            return PooledData.shuffled(
                            new ImageShape(size, size, 3, classes.size()),
                            classes,
                            trainCache.open(),
                            testCache.open(),
                            Sha256.of(digest.getBytes(StandardCharsets.UTF_8)),
                            data.seed())
                    .before(() -> earlier(
                            List.of(trainListing, testListing),
                            resize + " " + size + "\n",
                            classes,
                            List.of(trainCache, testCache)))
                    .notingEmptyClasses(data.path());
        } catch (IOException e) {
            throw new RequestException(
                    "key data.path",
                    data.path(),
                    "be readable (" + FileFaults.reason(e) + ")",
                    "check its permissions, and those of data.cache");
        }
    }

    private static TreeCache cache(
            Path split, TreeListing listing, List<String> classes, int resize, int size, boolean skips, Path cache)
            throws IOException {
        List<Path> files = new ArrayList<>();
        classes.forEach(name -> files.addAll(listing.pictures(name)));
        if (files.isEmpty()) {
            throw new RequestException(
                    "folder", split, "hold pictures (.jpg, .jpeg, .png) of the train classes", "check the path");
        }
        var digests = FileDigests.all(cache, split, files);
        List<TreePicture> entries = new ArrayList<>();
        List<String> unreadable = new ArrayList<>();
        for (var label = 0; label < classes.size(); label++) {
            for (var file : listing.pictures(classes.get(label))) {
                var digest = digests.get(file);
                digest.problem().ifPresent(p -> unreadable.add(split.relativize(file) + " (" + p + ")"));
                if (digest.problem().isEmpty()) {
                    entries.add(new TreePicture(file, label, digest.value()));
                }
            }
        }
        if (!unreadable.isEmpty() && !skips) {
            throw new RequestException(
                    "pictures in " + split,
                    unreadable.size() + " of " + files.size() + ": " + TreeListing.shown(unreadable),
                    "all be readable",
                    "check their permissions, or leave them out by data.badFiles=skip");
        }
        if (!unreadable.isEmpty()) {
            Notes.say("Pictures %s: %d of %d are left out, since they cannot be read: %s"
                    .formatted(split, unreadable.size(), files.size(), TreeListing.shown(unreadable)));
        }
        return new TreeCache(split, entries, resize, size, skips, cache);
    }

    /** Notes the files of a split's folder that a person sees and the program leaves out. */
    private static void say(Path split, TreeListing listing, List<String> classes) {
        if (!listing.leftOut().isEmpty()) {
            Notes.say("Pictures %s: left out: %s".formatted(split, listing.leftOut()));
        }
        var unknown =
                listing.classes().stream().filter(c -> !classes.contains(c)).toList();
        if (!unknown.isEmpty()) {
            Notes.say("Pictures %s: %d pictures in %d folders are left out, since train has no such class: %s"
                    .formatted(
                            split,
                            unknown.stream()
                                    .mapToInt(c -> listing.pictures(c).size())
                                    .sum(),
                            unknown.size(),
                            TreeListing.shown(unknown)));
        }
        var without =
                classes.stream().filter(c -> listing.pictures(c).isEmpty()).toList();
        if (!without.isEmpty() && !split.endsWith("train")) { // of train it is said when the labels are looked at
            Notes.say("Pictures %s: %d of %d classes have none: %s"
                    .formatted(split, without.size(), classes.size(), TreeListing.shown(without)));
        }
    }

    /** Notes the number of test pictures that are train pictures too, whatever their names. */
    private static void noteOverlap(Path root, List<TreePicture> train, List<TreePicture> test) {
        Set<String> seen = new HashSet<>();
        train.forEach(e -> seen.add(e.digest()));
        var both = test.stream().filter(e -> seen.contains(e.digest())).count();
        if (both > 0) {
            Notes.say("Pictures %s: %d of %d test pictures are train pictures too".formatted(root, both, test.size()));
        }
    }

    /** The data as version 0.1 took them, which named pictures by their names, classes and sizes. */
    private static DataSet.Earlier earlier(
            List<TreeListing> splits, String form, List<String> classes, List<TreeCache> caches) {
        try {
            var before = splits.get(0).classesOf01();
            var digests = new StringBuilder();
            for (var split : splits) {
                var names = form + String.join("\n", split.namesOf01(before));
                digests.append(Sha256.of(names.getBytes(StandardCharsets.UTF_8)))
                        .append(' ');
            }
            var same = before.equals(classes);
            for (var split : splits) {
                same &= split.namesOf01(before).size()
                        == classes.stream()
                                .mapToInt(c -> split.pictures(c).size())
                                .sum();
            }
            return new DataSet.Earlier(
                    Sha256.of(digests.toString().getBytes(StandardCharsets.UTF_8)),
                    same
                            ? caches.get(0).difference().or(caches.get(1)::difference)
                            : Optional.of("links that are followed now, or hidden files that are no longer taken"));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
