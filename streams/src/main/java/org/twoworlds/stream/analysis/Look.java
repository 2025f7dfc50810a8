package org.twoworlds.stream.analysis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.twoworlds.config.FailureException;
import org.twoworlds.config.Fault;
import org.twoworlds.stream.log.Home;
import org.twoworlds.stream.log.LogReader;
import org.twoworlds.stream.log.RunFolder;

/**
 * A look at a run: a value that was read of the run, or the reason for which nothing can be read. Each of many runs is looked
 * at by itself, so that a run which is damaged, gone or another account's hides none of the others.
 *
 * @param folder the run's folder
 * @param seen the value that was read; empty where nothing can be read
 * @param reason the reason for which nothing can be read; empty where a value was read
 */
public record Look<T>(RunFolder folder, Optional<T> seen, String reason) {
    private static final Logger LOG = LoggerFactory.getLogger(Look.class);

    /** Reads a value of a run. */
    public static <T> Look<T> at(RunFolder folder, Function<RunFolder, T> read) {
        try {
            return new Look<>(folder, Optional.of(read.apply(folder)), "");
        } catch (RuntimeException | Error e) {
            var fault = Fault.of(e);
            if (fault.isOurs()) {
                LOG.error("Run {} could not be read in a way that should not happen", folder.id(), e);
            }
            return new Look<>(folder, Optional.empty(), fault.message());
        }
    }

    /** Reads the view of a run. */
    public static Look<RunView> at(RunFolder folder) {
        return at(folder, RunView::of);
    }

    /** Reads a value of each run of a home, oldest first, but for runs that are being made just now. */
    public static <T> List<Look<T>> all(Home home, Function<RunFolder, T> read) {
        return stream(home, read).toList();
    }

    /** The same, each of which is read only when its turn comes. */
    public static <T> Stream<Look<T>> stream(Home home, Function<RunFolder, T> read) {
        return home.all().stream()
                .map(folder -> at(folder, read))
                .filter(look -> look.seen().isPresent() || !isBeingMade(look.folder()));
    }

    /** Reads the views of a home's runs, oldest first, but for runs that are being made just now. */
    public static List<Look<RunView>> all(Home home) {
        return all(home, RunView::of);
    }

    /** Whether a run is being made: its name is taken, and its log is not begun, or is just begun by a process. */
    public static boolean isBeingMade(RunFolder folder) {
        try (var files = Files.list(folder.path())) {
            return files.findAny().isEmpty() || !LogReader.isMade(folder) && folder.isLocked();
        } catch (IOException | UncheckedIOException | FailureException e) {
            return false;
        }
    }

    /** Whether the run can be read. */
    public boolean isReadable() {
        return seen.isPresent();
    }
}
