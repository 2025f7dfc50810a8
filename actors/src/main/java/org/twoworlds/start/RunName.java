package org.twoworlds.start;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import org.twoworlds.config.FailureException;
import org.twoworlds.config.RequestException;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.Home;
import org.twoworlds.stream.log.LogReader;
import org.twoworlds.stream.log.RunFolder;

/** The name that a person gives a run: a word that fits on a line and that no other run of the home has. */
public final class RunName {
    private static final int MOST_CHARACTERS = 200;
    private static final Object ONE_AT_A_TIME = new Object();

    private RunName() {}

    /**
     * Checks a name by itself; an empty one is none.
     *
     * @throws RequestException where it is not one
     */
    public static void check(String name) {
        if (name.length() > MOST_CHARACTERS
                || !name.strip().equals(name)
                || name.matches("(?s).*[\\p{Cntrl}\\p{Cf}\\p{Zl}\\p{Zp}].*")) {
            var shown = name.replaceAll("[\\p{Cntrl}\\p{Cf}\\p{Zl}\\p{Zp}]", "?");
            throw new RequestException(
                    "name",
                    shown.length() > MOST_CHARACTERS ? shown.substring(0, MOST_CHARACTERS) + "…" : shown,
                    "be one line of at most " + MOST_CHARACTERS + " characters, without spaces around it",
                    "choose another one");
        }
    }

    /**
     * Writes record 0 of a new run, as the only one that takes a name in its home. Where another run has it, the new folder goes.
     *
     * @throws RequestException where it is taken
     */
    static void take(RunFolder folder, String name, Runnable record) {
        check(name);
        if (name.isEmpty()) {
            record.run();
            return;
        }
        var home = new Home(folder.path().getParent().getParent());
        synchronized (ONE_AT_A_TIME) {
            try (var channel = FileChannel.open(
                            home.path().resolve("names.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    var alone = channel.lock()) {
                if (home.all().stream().filter(f -> !f.id().equals(folder.id())).anyMatch(f -> isOf(f, name))) {
                    throw new RequestException("name", name, "be free", "choose another one");
                }
                record.run();
            } catch (IOException e) {
                throw new FailureException(
                        "home", home.path(), "be a folder that can be written", "choose another one");
            }
        }
    }

    /** Removes the folder of a run that did not come to be. */
    static void discard(Path folder) {
        try (var files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(f -> f.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether any run of a home has a name, or is called so by its id. */
    public static boolean isTaken(Home home, String name) {
        return home.all().stream().anyMatch(f -> isOf(f, name));
    }

    /** The runs that a word may mean: the one whose id it is, or else all whose name it is. */
    public static List<RunFolder> meant(List<RunFolder> all, String word) {
        return meant(all, word, RunName::of);
    }

    /**
     * The runs that a word may mean, where the names are known already.
     *
     * @param name gives the name of a run; empty where the run cannot be read
     */
    public static List<RunFolder> meant(List<RunFolder> all, String word, Function<RunFolder, String> name) {
        var byId = all.stream().filter(f -> f.id().equals(word)).toList();
        return byId.isEmpty()
                ? all.stream().filter(f -> name.apply(f).equals(word)).toList()
                : byId;
    }

    private static boolean isOf(RunFolder folder, String name) {
        return folder.id().equals(name) || of(folder).equals(name);
    }

    /** The name of a run; empty where the run cannot be read. */
    public static String of(RunFolder folder) {
        try (var reader = new LogReader(folder.log(), 0)) {
            return reader.next()
                    .map(e -> e.event() instanceof Event.Started started ? started.name() : "")
                    .orElse("");
        } catch (RuntimeException e) {
            return "";
        }
    }
}
