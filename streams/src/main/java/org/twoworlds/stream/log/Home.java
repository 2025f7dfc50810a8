package org.twoworlds.stream.log;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import org.twoworlds.config.RequestException;
import org.twoworlds.model.checkpoint.Durable;

/**
 * All runs of one person or lab.
 *
 * @param path the folder, by default {@code ~/.twoworlds}
 */
public record Home(Path path) {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

    /** The folder where nothing else is said, below the user's folder as a shell has it, which Java alone would not ask. */
    public static Path standard() {
        var home = System.getenv("HOME");
        return Path.of(home == null || home.isBlank() ? System.getProperty("user.home") : home, ".twoworlds");
    }

    private Path runs() {
        return path.resolve("runs");
    }

    /** A new run's folder, made. */
    public RunFolder newRun(String recipe, InstantSource clock) {
        return newRun(recipe, "", clock);
    }

    private RunFolder newRun(String recipe, String ending, InstantSource clock) {
        var base = TIME.format(clock.instant()) + "-" + recipe.replaceAll("[^A-Za-z0-9_-]", "_");
        for (var i = 1; ; i++) {
            var folder = new RunFolder(runs().resolve((i == 1 ? base : base + "-" + i) + ending));
            if (claimed(folder.path())) {
                folder.create();
                return folder;
            }
        }
    }

    /** The folders of a new sweep's runs, made: they are named SWEEP.1, SWEEP.2, …. */
    public List<RunFolder> newSweep(String recipe, int runs, InstantSource clock) {
        var first = newRun(recipe, ".1", clock);
        var sweep = first.sweep();
        List<RunFolder> all = new ArrayList<>(List.of(first));
        for (var i = 2; i <= runs; i++) {
            var folder = new RunFolder(runs().resolve(sweep + "." + i));
            folder.create();
            all.add(folder);
        }
        return all;
    }

    /** The runs of a sweep in the order in which they are trained; empty where there is no such sweep. */
    public List<RunFolder> sweep(String sweep) {
        List<RunFolder> found = new ArrayList<>();
        for (var i = 1; ; i++) {
            var folder = runs().resolve(sweep + "." + i);
            if (!Files.isDirectory(folder)) {
                return found;
            }
            found.add(new RunFolder(folder));
        }
    }

    private boolean claimed(Path folder) {
        try {
            Durable.createFolders(runs());
            Files.createDirectory(folder);
            Durable.forceFolder(folder);
            return true;
        } catch (java.nio.file.FileAlreadyExistsException e) {
            if (Files.isDirectory(runs())) {
                return false;
            }
            throw notWritable();
        } catch (IOException e) {
            throw notWritable();
        }
    }

    private RequestException notWritable() {
        return new RequestException("home", path, "be a folder that can be written", "choose another one by --home");
    }

    /** All runs' folders, oldest first. */
    public List<RunFolder> all() {
        if (!Files.isDirectory(runs())) {
            return List.of();
        }
        List<RunFolder> all = new ArrayList<>();
        try (var folders = Files.list(runs())) {
            folders.filter(Files::isDirectory).sorted().forEach(f -> all.add(new RunFolder(f)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return all;
    }
}
