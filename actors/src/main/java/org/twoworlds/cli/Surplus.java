package org.twoworlds.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.twoworlds.config.FailureException;
import org.twoworlds.config.Retention;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.analysis.StoppingTime;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.EventLog;
import org.twoworlds.stream.log.RunFolder;

/**
 * A file of a run that may go.
 *
 * @param file relative to the run's folder
 * @param events the events of the log that must stand before the file goes
 */
record Surplus(String file, long bytes, List<Event.Deleted> events) {
    /**
     * The surplus of a run; nothing of one that has not completed.
     *
     * @param begunWith files with which other runs begin
     */
    static List<Surplus> of(RunFolder folder, Retention retention, Set<Path> begunWith) {
        List<Surplus> surplus = new ArrayList<>();
        var view = RunView.of(folder);
        if (folder.isLocked() || !view.isCompleted()) {
            return surplus;
        }
        Set<Long> fixed = new HashSet<>();
        StoppingTime.of(view, view.config()).ifPresent(t -> fixed.addAll(List.of(t.step(), t.after())));
        for (var world : view.worlds()) {
            var onDisk = view.world(world).onDisk();
            for (var c : onDisk.values()) {
                var file = folder.file(c.file());
                var goes = c.step() != 0
                        && c.step() != onDisk.lastKey()
                        && !fixed.contains(c.step())
                        && !retention.keeps(
                                c.step(),
                                view.config().steps(),
                                onDisk.tailMap(c.step(), false).size())
                        && !begunWith.contains(file.toAbsolutePath().normalize());
                if (goes && Files.isRegularFile(file)) {
                    surplus.add(new Surplus(c.file(), c.bytes(), List.of(new Event.Deleted(world, c.step(), "gc"))));
                }
            }
            for (var c : view.world(world).deleted()) {
                var file = folder.file(c.file());
                if (Files.isRegularFile(file)
                        && !begunWith.contains(file.toAbsolutePath().normalize())) {
                    surplus.add(new Surplus(c.file(), c.bytes(), List.of()));
                }
            }
        }
        try (var files = Files.list(folder.resume())) {
            files.filter(Files::isRegularFile)
                    .sorted()
                    .forEach(f -> surplus.add(new Surplus("resume/" + f.getFileName(), size(f), List.of())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return surplus;
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The log goes first: it never names a file that is gone. A file that is still there because this process died in between
     * goes with the next {@code gc}.
     */
    static void remove(RunFolder folder, List<Surplus> surplus) {
        try (var lock = folder.lock()) {
            var events =
                    surplus.stream().flatMap(file -> file.events().stream()).toList();
            EventLog.append(folder, RunView.of(folder).attempt(), InstantSource.system(), events);
            for (var file : surplus) {
                Files.deleteIfExists(folder.file(file.file()));
            }
        } catch (IOException e) {
            throw new FailureException("folder", folder.path(), "be writable", "check its permissions");
        }
    }
}
