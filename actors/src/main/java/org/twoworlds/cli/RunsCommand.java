package org.twoworlds.cli;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.twoworlds.api.Json;
import org.twoworlds.api.RunDocument;
import org.twoworlds.config.RequestException;
import org.twoworlds.stream.catalogue.Catalogue;
import org.twoworlds.stream.catalogue.RunRow;
import org.twoworlds.stream.catalogue.RunsAsked;
import org.twoworlds.stream.catalogue.SweepRow;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code runs}: the runs of a home, or its sweeps. */
@Command(
        name = "runs",
        description = {
            "Lists the runs, oldest first; without --limit the newest fifty, and by --json all. A condition of --where compares a",
            "column of the catalogue (n=1000, state!=failed, rate>=0.1, started>2026-11-01, cell.batch=64), or looks for a text",
            "in it (model~mcnn); all must hold. --sort has columns with commas, a minus before one that falls."
        })
final class RunsCommand implements Callable<Integer> {
    private static final int SHOWN = 50;

    @Option(names = "--where", paramLabel = "CONDITIONS", description = "such as \"n=1000 state=completed model~mcnn\"")
    private String where = "";

    @Option(names = "--sort", paramLabel = "COLUMNS", description = "such as -started,name (default: the oldest first)")
    private String sort = "";

    @Option(names = "--limit", paramLabel = "N", description = "at most so many: the newest, or the first by --sort")
    private Optional<Integer> limit = Optional.empty();

    @Option(names = "--sweeps", description = "a line for each sweep that has such runs, in place of the runs")
    private boolean sweeps;

    @Mixin
    private JsonOption json = new JsonOption();

    @Mixin
    private HomeOption home = new HomeOption();

    @Override
    public Integer call() {
        limit.ifPresent(n -> {
            if (n < 1) {
                throw new RequestException("limit", n, "be at least 1", "leave it out");
            }
        });
        var asked = RunsAsked.parse(where, sort);
        var most = limit.orElse(json.isSet() ? Integer.MAX_VALUE : SHOWN);
        try (var catalogue = HomeCatalogue.open(home.home())) {
            if (sweeps) {
                print(catalogue.sweeps(asked, most));
            } else {
                print(catalogue, asked, most);
            }
        }
        return 0;
    }

    private void print(Catalogue catalogue, RunsAsked asked, int most) {
        var runs = sort.isEmpty() ? newest(catalogue, asked, most) : catalogue.runs(asked, most);
        if (json.isSet()) {
            Json.print(runs.stream().map(RunDocument::summary).toList());
            return;
        }
        runs.forEach(r -> Json.out().printf("%-40s %-12s %-12s %s%n", r.run(), r.state(), r.recipe(), last(r)));
        var more = runs.size() < most ? 0 : catalogue.count(asked) - runs.size();
        if (more > 0) {
            System.err.println(more + " more are not shown: see --where, --sort and --limit.");
        }
    }

    /** The newest, the oldest of them first. */
    private static List<RunRow> newest(Catalogue catalogue, RunsAsked asked, int most) {
        var runs = new ArrayList<>(catalogue.runs(asked.newestFirst(), most));
        Collections.reverse(runs);
        return runs;
    }

    /** The name; of a run that cannot be read, the reason on one line. */
    private static String last(RunRow run) {
        return (run.isReadable() ? run.name() : run.message()).replaceAll("\\s*\\R\\s*", " ");
    }

    private void print(List<SweepRow> found) {
        if (json.isSet()) {
            Json.print(found.stream()
                    .map(s -> Json.ordered(
                            "sweep", s.sweep(), "recipe", s.recipe(), "runs", s.runs(), "states", s.states()))
                    .toList());
        } else {
            found.forEach(s ->
                    Json.out().printf("%-40s %-12s %6d runs  %s%n", s.sweep(), s.recipe(), s.runs(), s.statesAsText()));
        }
    }
}
