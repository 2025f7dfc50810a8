package org.twoworlds.stream.results;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.twoworlds.config.RequestException;
import org.twoworlds.model.checkpoint.Durable;

/**
 * The files of a folder of results.
 *
 * @param folder the folder, whether it is there or not
 */
record ResultFiles(Path folder) {
    /** The first line, by which a document is known to be made by the program. */
    static final String MADE = "<!-- Made by twoworlds results; what is changed by hand is lost. -->";

    static final String PAGE = "result.md";
    static final String FIGURE = "figure.svg";
    static final String CLAIMS = "claims.json";
    static final String SCORES = "scores.parquet";
    static final String RUNS = "runs.jsonl";
    static final String LOSSES = "losses.parquet";
    static final String TABLE = "README.md";

    /** In the order in which they are put in place: the document last. */
    private static final List<String> ALL = List.of(FIGURE, CLAIMS, SCORES, RUNS, LOSSES, PAGE);

    Path file(String name) {
        return folder.resolve(name);
    }

    /** The file beside the folder that lists all results. */
    Path table() {
        return folder.resolveSibling(TABLE);
    }

    /** The name of the folder. */
    String name() {
        return folder.getFileName().toString();
    }

    /**
     * Refuses a folder that holds anything that is not the program's own, and a table beside it that is not.
     *
     * @throws RequestException naming what is in the way
     */
    void requireOwn() {
        if (folder.getFileName() == null || folder.getParent() == null) {
            throw new RequestException("folder --to", folder, "have a name", "write results/RECIPE");
        }
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new RequestException("folder --to", folder, "be a folder", "choose another one");
        }
        var foreign = foreign();
        if (!foreign.isEmpty()) {
            throw new RequestException(
                    "folder --to",
                    folder,
                    "hold nothing but what results wrote, and holds " + String.join(", ", foreign),
                    "choose another one");
        }
        if (Files.exists(table()) && !isMade(table())) {
            throw new RequestException(
                    "file",
                    table(),
                    "be one that results wrote, since the table of all results is put there",
                    "write into a folder of its own: --to results/" + name());
        }
    }

    private Set<String> foreign() {
        if (!Files.isDirectory(folder)) {
            return Set.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            var names = files.map(f -> f.getFileName().toString()).collect(Collectors.toCollection(TreeSet::new));
            var isOwn = names.isEmpty() || Files.exists(file(PAGE)) && isMade(file(PAGE));
            if (isOwn) {
                names.removeAll(ALL);
            }
            return names;
        } catch (IOException e) {
            throw unwritable();
        }
    }

    /** Whether a document's first line says that the program made it. */
    static boolean isMade(Path document) {
        try (BufferedReader reader = Files.newBufferedReader(document)) {
            return MADE.equals(reader.readLine());
        } catch (IOException e) {
            return false;
        }
    }

    /** Puts files in the place of those of the same names; a file that there is no longer goes. */
    void replace(ResultFiles made) throws IOException {
        Durable.createFolders(folder);
        for (var name : ALL) {
            if (Files.exists(made.file(name))) {
                move(made.file(name), file(name));
            } else {
                Files.deleteIfExists(file(name));
            }
        }
    }

    /** Puts a file in the place of another one, in one step, once its bytes were forced. */
    static void move(Path from, Path to) throws IOException {
        Durable.force(from);
        Durable.move(from, to);
    }

    /** The bytes of all files but one. */
    long bytesBeside(String name) throws IOException {
        var bytes = 0L;
        for (var other : ALL) {
            if (!other.equals(name) && Files.exists(file(other))) {
                bytes += Files.size(file(other));
            }
        }
        return bytes;
    }

    RequestException unwritable() {
        return new RequestException("folder --to", folder, "be writable", "choose another one");
    }
}
