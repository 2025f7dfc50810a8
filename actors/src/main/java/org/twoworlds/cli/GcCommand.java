package org.twoworlds.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.twoworlds.api.Json;
import org.twoworlds.config.FailureException;
import org.twoworlds.config.RequestException;
import org.twoworlds.config.Retention;
import org.twoworlds.stream.analysis.Look;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.analysis.StoppingTime;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.EventLog;
import org.twoworlds.stream.log.RunFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code gc}: gives disk space back. */
@Command(
        name = "gc",
        description = {
            "Says which checkpoints of completed runs are more than --keep asks for, and with --yes removes them.",
            "Logs and scores stay, and so do each world's first and last checkpoint, those next to T(n), and what another",
            "run begins with. Resume checkpoints of completed runs go."
        })
final class GcCommand implements Callable<Integer> {
    @Parameters(arity = "0..*", paramLabel = "RUN|SWEEP", description = "ids or unique names (default: all)")
    private List<String> runs = List.of();

    @Option(
            names = "--keep",
            paramLabel = "KEEP",
            description = "log (ten a decade of steps) or last:NUMBER (default: last:1)")
    private String keep = "last:1";

    @Option(names = "--yes", description = "remove them")
    private boolean yes;

    @Mixin
    private JsonOption json = new JsonOption();

    @Mixin
    private HomeOption home = new HomeOption();

    /** A file that may go. */
    private record Surplus(String file, long bytes, List<Event.Deleted> events) {}

    @Override
    public Integer call() {
        var retention = Retention.parse(keep)
                .orElseThrow(() -> new RequestException("option --keep", keep, "be all, log or last:NUMBER", ""));
        var folders = runs.isEmpty() ? home.home().all() : home.findAll(runs);
        Set<Path> begunWith = new HashSet<>();
        Look.all(home.home()).stream().flatMap(l -> l.seen().stream()).forEach(view -> {
            var init = view.config().modelInit();
            if (!init.isEmpty()) {
                begunWith.add(Path.of(init).toAbsolutePath().normalize());
            }
        });
        List<Map<String, Object>> freed = new ArrayList<>();
        var total = 0L;
        for (var folder : folders) {
            var bytes = 0L;
            var look = Look.at(folder, f -> surplus(f, retention, begunWith));
            if (!look.isReadable()) {
                System.err.println("Run " + folder.id() + " is left out: " + look.reason());
                continue;
            }
            var surplus = look.seen().orElseThrow();
            for (var file : surplus) {
                bytes += file.bytes();
            }
            if (!surplus.isEmpty()) {
                if (yes) {
                    remove(folder, surplus);
                }
                total += bytes;
                freed.add(Json.ordered("run", folder.id(), "files", surplus.size(), "bytes", bytes));
            }
        }
        if (json.isSet()) {
            Json.print(Json.ordered("removed", yes, "bytes", total, "runs", freed));
            return 0;
        }
        freed.forEach(
                f -> Json.out().printf("%-40s %5s files %12s bytes%n", f.get("run"), f.get("files"), f.get("bytes")));
        Json.out().printf("%s %d bytes%n", yes ? "freed" : "would free", total);
        if (!yes && total > 0) {
            System.err.println("  Maybe add --yes to remove them.");
        }
        return 0;
    }

    private static List<Surplus> surplus(RunFolder folder, Retention retention, Set<Path> begunWith) {
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
    private static void remove(RunFolder folder, List<Surplus> surplus) {
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
