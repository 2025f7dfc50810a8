package org.twoworlds.cli;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.twoworlds.api.Json;
import org.twoworlds.audit.AuditEntry;
import org.twoworlds.audit.AuditLog;
import org.twoworlds.config.FailureException;
import org.twoworlds.config.Fault;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code rm}: runs that nobody needs any more. */
@Command(
        name = "rm",
        description = {
            "Says which runs would go, with their logs, scores and checkpoints, and with --yes removes them for ever. A run",
            "that is under way stays, and so does one that another run needs: its Ideal World, or weights to begin with."
        })
final class RmCommand implements Callable<Integer> {
    private static final String ACTION = "remove";

    @Parameters(arity = "1..*", paramLabel = "RUN|SWEEP", description = "ids or unique names")
    private List<String> runs = List.of();

    @Option(names = "--yes", description = "remove them")
    private boolean yes;

    @Mixin
    private JsonOption json = new JsonOption();

    @Mixin
    private HomeOption home = new HomeOption();

    @Override
    public Integer call() {
        var sweeps = sweeps();
        var removal = Removal.of(home.home(), home.findAll(runs), sweeps);
        List<Object> gone = new ArrayList<>();
        for (var part : removal.parts()) {
            gone.add(Json.ordered("run", part.run(), "files", part.files(), "bytes", part.bytes()));
        }
        var bytes = removal.parts().stream().mapToLong(Removal.Part::bytes).sum();
        if (!json.isSet()) {
            removal.parts()
                    .forEach(p -> Json.out().printf("%-40s %5d files %14d bytes%n", p.run(), p.files(), p.bytes()));
            Json.out().printf("%s %d runs, %d bytes%n", yes ? "removing" : "would remove", gone.size(), bytes);
        }
        if (yes) {
            removal.run();
            note(removal, sweeps);
        } else if (!json.isSet()) {
            System.err.println("  Maybe add --yes to remove them for ever.");
        }
        if (json.isSet()) {
            Json.print(Json.ordered("removed", yes, "bytes", bytes, "runs", gone));
        }
        return 0;
    }

    /** Writes down who removed what: whole sweeps by their names. */
    private void note(Removal removal, List<String> whole) {
        var now = Instant.now();
        var who = AuditEntry.Who.here();
        var alone = removal.parts().stream()
                .map(Removal.Part::run)
                .filter(run -> !whole.contains(home.home().run(run).family()))
                .map(run -> new AuditEntry(now, who, ACTION, run, "", ""));
        var all = Stream.concat(whole.stream().map(sweep -> new AuditEntry(now, who, ACTION, "", sweep, "")), alone)
                .toList();
        try {
            AuditLog.of(home.home()).append(all);
        } catch (IOException e) {
            throw new FailureException(
                    "audit of",
                    home.home().path(),
                    "be writable (" + Fault.of(e).message() + "): the runs are removed, and nobody will know by whom",
                    "check its permissions");
        }
    }

    /** The words that name whole sweeps. */
    private List<String> sweeps() {
        return runs.stream().filter(word -> !home.home().sweep(word).isEmpty()).toList();
    }
}
