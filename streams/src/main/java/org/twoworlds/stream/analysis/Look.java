package org.twoworlds.stream.analysis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.twoworlds.config.FailureException;
import org.twoworlds.config.Fault;
import org.twoworlds.stream.log.Home;
import org.twoworlds.stream.log.LogReader;
import org.twoworlds.stream.log.RunFolder;

/**
 * A look at a run: something that was read of the run, or the reason why nothing can be read. Of many runs each is looked at by
 * itself, so that one which is damaged, gone or another account's hides none of the others.
 *
 * @param folder where the run lies
 * @param seen what was read; empty where nothing can be
 * @param reason why not; empty where something was read
 */
public record Look<T>(RunFolder folder, Optional<T> seen, String reason) {
    private static final Logger LOG = LoggerFactory.getLogger(Look.class);

    /** Reads something of a run. */
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

    /** A run's view. */
    public static Look<RunView> at(RunFolder folder) {
        return at(folder, RunView::of);
    }

    /** Reads something of each run of a home, oldest first, but for those that are being made just now. */
    public static <T> List<Look<T>> all(Home home, Function<RunFolder, T> read) {
        return home.all().stream()
                .map(folder -> at(folder, read))
                .filter(look -> look.seen().isPresent() || !isBeingMade(look.folder()))
                .toList();
    }

    /** The views of a home's runs, oldest first. */
    public static List<Look<RunView>> all(Home home) {
        return all(home, RunView::of);
    }

    /** Whether a run is not there yet: its name is taken, and its log not begun, or somebody begins it. */
    public static boolean isBeingMade(RunFolder folder) {
        try (var files = Files.list(folder.path())) {
            return files.findAny().isEmpty() || !LogReader.isMade(folder) && folder.isLocked();
        } catch (IOException | UncheckedIOException | FailureException e) {
            return false;
        }
    }

    /** Whether it can be read. */
    public boolean isReadable() {
        return seen.isPresent();
    }
}
