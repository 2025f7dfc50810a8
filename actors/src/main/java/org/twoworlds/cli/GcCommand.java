package org.twoworlds.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.twoworlds.api.Json;
import org.twoworlds.config.RequestException;
import org.twoworlds.config.Retention;
import org.twoworlds.stream.analysis.Look;
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

    @Override
    public Integer call() {
        var retention = Retention.parse(keep)
                .orElseThrow(() -> new RequestException("option --keep", keep, "be all, log or last:NUMBER", ""));
        List<RunFolder> folders;
        Set<Path> begunWith;
        try (var catalogue = HomeCatalogue.open(home.home())) {
            begunWith = catalogue.begunWith();
            folders = runs.isEmpty() ? catalogue.withSurplus() : home.findAll(runs);
        }
        List<Map<String, Object>> freed = new ArrayList<>();
        var total = 0L;
        for (var folder : folders) {
            var bytes = 0L;
            var look = Look.at(folder, f -> Surplus.of(f, retention, begunWith));
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
                    Surplus.remove(folder, surplus);
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
}
