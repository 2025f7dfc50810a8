package org.twoworlds.start;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;
import org.twoworlds.actor.InboxKeeper;
import org.twoworlds.config.FailureException;
import org.twoworlds.config.RequestException;
import org.twoworlds.model.checkpoint.Durable;
import org.twoworlds.stream.catalogue.Catalogue;
import org.twoworlds.stream.catalogue.RunRow;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.Home;
import org.twoworlds.stream.log.RunFolder;

/** The name that a person gives a run: a word that fits on a line and that no other run of the home has. */
public final class RunName {
    private static final int MOST_CHARACTERS = 200;
    private static final Object ONE_AT_A_TIME = new Object();

    /** The time that a run's writer has to log a word on the run before the word is left to it. */
    static final Duration PATIENCE = Duration.ofSeconds(2);

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
                if (called(home, name).stream().anyMatch(r -> !r.run().equals(folder.id()))) {
                    throw new RequestException("name", name, "be free", "choose another one");
                }
                record.run();
            } catch (IOException e) {
                throw new FailureException(
                        "home", home.path(), "be a folder that can be written", "choose another one");
            }
        }
    }

    /**
     * Gives a run another name; on return that survives a power cut.
     *
     * @throws RequestException where it is no name, or another run has it
     */
    public static void give(RunFolder folder, String name, InstantSource clock) {
        if (name.isEmpty()) {
            throw new RequestException("name", name, "have at least one character", "choose another one");
        }
        take(folder, name, () -> InboxKeeper.write(folder, new Event.Renamed(name), clock, PATIENCE));
    }

    /** Removes the folder of a run that did not come to be. */
    static void discard(Path folder) {
        try {
            Durable.remove(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether any run of a home has a name, or is called so by its id. */
    public static boolean isTaken(Home home, String name) {
        return !called(home, name).isEmpty();
    }

    /** The runs that a word may mean: the one whose id it is, or else all whose name it is, oldest first. */
    public static List<RunFolder> meant(Home home, String word) {
        return meant(home, word, () -> called(home, word));
    }

    /** The same by the home's catalogue, which is open already. */
    public static List<RunFolder> meant(Home home, Catalogue catalogue, String word) {
        return meant(home, word, () -> called(catalogue, word));
    }

    /** An id is found without a look at the other runs. */
    private static List<RunFolder> meant(Home home, String word, Supplier<List<RunRow>> called) {
        return home.find(word).map(List::of).orElseGet(() -> called.get().stream()
                .map(r -> home.run(r.run()))
                .toList());
    }

    private static List<RunRow> called(Home home, String name) {
        try (var catalogue = Catalogue.open(home, InstantSource.system())) {
            return called(catalogue, name);
        }
    }

    private static List<RunRow> called(Catalogue catalogue, String name) {
        return catalogue.find(name);
    }
}
