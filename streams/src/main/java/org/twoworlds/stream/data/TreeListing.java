package org.twoworlds.stream.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.twoworlds.config.RequestException;

/**
 * The listing of a split's folder as a person sees it: class folders, and the pictures in them, links followed. Hidden files and
 * folders are left out, and so are files that are not pictures by their names; both are counted. A link that leads nowhere or
 * back above itself is refused, since a person would take it for the thing that its name says.
 */
final class TreeListing {
    private static final int MOST_SHOWN = 5;

    private static final Set<String> ENDINGS = Set.of("jpg", "jpeg", "png");

    /** The word for files that are left out since a person does not see them. */
    private static final String HIDDEN = "hidden";

    private final Path split;
    private final List<String> classes = new ArrayList<>();
    private final TreeMap<String, List<Path>> pictures = new TreeMap<>();
    private final TreeMap<String, Integer> leftOut = new TreeMap<>();

    private TreeListing(Path split) {
        this.split = split;
    }

    /**
     * Lists a split's folder.
     *
     * @throws RequestException where a link leads nowhere or back above itself, or a folder cannot be listed
     */
    static TreeListing of(Path split) {
        var listing = new TreeListing(split);
        try (var children = Files.list(split)) {
            for (var child : children.sorted().toList()) {
                listing.child(child);
            }
        } catch (IOException e) {
            throw unreadable(split, e);
        } catch (UncheckedIOException e) {
            throw unreadable(split, e.getCause());
        }
        return listing;
    }

    private static RequestException unreadable(Path folder, IOException e) {
        if (e instanceof FileSystemLoopException loop) {
            return new RequestException(
                    "link", loop.getFile(), "not lead back to a folder that it lies in", "remove it");
        }
        return new RequestException(
                "folder", folder, "be readable (" + FileFaults.reason(e) + ")", "check its permissions");
    }

    private void child(Path child) throws IOException {
        var name = child.getFileName().toString();
        if (name.startsWith(".")) {
            leaveOut(HIDDEN);
        } else if (Files.isDirectory(child)) {
            classes.add(name);
            walk(child, name);
        } else if (Files.isSymbolicLink(child) && !Files.exists(child)) {
            throw dangling(child);
        } else {
            leaveOut("outside of the class folders");
        }
    }

    private static RequestException dangling(Path link) {
        return new RequestException("link", link, "lead to a file or folder that is there", "repair or remove it");
    }

    private void leaveOut(String why) {
        leftOut.merge(why, 1, Integer::sum);
    }

    private void walk(Path folder, String name) throws IOException {
        List<Path> found = new ArrayList<>();
        Files.walkFileTree(
                folder, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes) {
                        if (!dir.equals(folder) && dir.getFileName().toString().startsWith(".")) {
                            leaveOut(HIDDEN);
                            return FileVisitResult.SKIP_SUBTREE;
                        }
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                        var title = file.getFileName().toString();
                        if (title.startsWith(".")) {
                            leaveOut(HIDDEN);
                        } else if (!isPicture(title)) {
                            leaveOut(ending(title));
                        } else if (attributes.isRegularFile() || attributes.isSymbolicLink()) {
                            found.add(file); // a link that leads nowhere is a picture that cannot be read
                        } else {
                            leaveOut("no files");
                        }
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFileFailed(Path file, IOException e) {
                        throw unreadable(file, e);
                    }
                });
        found.sort(null);
        pictures.put(name, List.copyOf(found));
    }

    private static String ending(String title) {
        var dot = title.lastIndexOf('.');
        return dot < 0 ? "without an ending" : "." + title.substring(dot + 1).toLowerCase(Locale.ROOT);
    }

    private static boolean isPicture(String title) {
        return ENDINGS.contains(title.substring(title.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT));
    }

    /** The class folders, in order. */
    List<String> classes() {
        return List.copyOf(classes);
    }

    /** The pictures of a class in the order of their names; none where the class has no folder here. */
    List<Path> pictures(String name) {
        return pictures.getOrDefault(name, List.of());
    }

    /** The number of pictures. */
    int size() {
        return pictures.values().stream().mapToInt(List::size).sum();
    }

    /** The class folders without pictures. */
    Set<String> empty() {
        return classes.stream().filter(c -> pictures(c).isEmpty()).collect(Collectors.toCollection(TreeSet::new));
    }

    /** The files that were left out, counted by reason, in words; empty where there are none. */
    String leftOut() {
        return leftOut.entrySet().stream()
                .map(e -> e.getValue() + " " + e.getKey())
                .collect(Collectors.joining(", "));
    }

    /**
     * The names of the pictures as version 0.1 saw them, on which its digest depends: it took hidden files, and left out
     * files behind links within a class folder, or behind a class folder that was a link itself.
     */
    List<String> namesOf01(List<String> of) throws IOException {
        List<String> names = new ArrayList<>();
        for (var label = 0; label < of.size(); label++) {
            var folder = split.resolve(of.get(label));
            if (!Files.isDirectory(folder)) {
                continue;
            }
            try (var files = Files.walk(folder)) {
                for (var file : files.sorted().toList()) {
                    if (isPicture(file.getFileName().toString()) && Files.isRegularFile(file)) {
                        names.add(split.relativize(file) + "\t" + label + "\t" + Files.size(file));
                    }
                }
            } catch (UncheckedIOException e) {
                throw e.getCause();
            }
        }
        return names;
    }

    /** The class folders that version 0.1 saw. */
    List<String> classesOf01() throws IOException {
        try (var children = Files.list(split)) {
            return children.filter(p -> Files.isDirectory(p, new LinkOption[0]))
                    .map(p -> p.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    /** The first of some names, in words. */
    static String shown(Collection<String> names) {
        return names.stream().limit(MOST_SHOWN).collect(Collectors.joining(", "))
                + (names.size() > MOST_SHOWN ? ", …" : "");
    }
}
