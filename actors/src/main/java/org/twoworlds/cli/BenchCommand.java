package org.twoworlds.cli;

import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.twoworlds.api.Json;
import org.twoworlds.bench.Bench;
import org.twoworlds.bench.Row;
import org.twoworlds.config.RequestException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bench}: the program's own speed. */
@Command(
        name = "bench",
        description = {
            "Measures the program on this machine: streams, log, train, models, worlds, memory, home, lab;",
            "and gpu, where it is asked for."
        })
final class BenchCommand implements Callable<Integer> {
    @Parameters(arity = "0..1", paramLabel = "WHAT", description = "one of them (default: all)")
    private Optional<String> what = Optional.empty();

    @Option(names = "--runs", paramLabel = "N", description = "runs of the large home of home (default: 1000)")
    private int runs = 1000;

    @Spec
    private CommandSpec command;

    @Mixin
    private JsonOption json = new JsonOption();

    @Mixin
    private HomeOption home = new HomeOption();

    @Override
    public Integer call() {
        if (runs < 1) {
            throw new RequestException("runs", runs, "be at least 1", "leave it out");
        }
        var result = Bench.run(ThisProgram.of(command), runs, what, System.err::println);
        if (json.isSet()) {
            Json.print(Json.ordered(
                    "machine", Json.ordered("cores", result.cores(), "sgemmGflops", orNull(result.sgemmGflops())),
                    "rows",
                            result.rows().stream()
                                    .map(r -> Json.ordered(
                                            "name", r.name(),
                                            "value", r.value(),
                                            "unit", r.unit(),
                                            "goal", orNull(r.goal()),
                                            "better", r.better()))
                                    .toList()));
        } else {
            result.rows().forEach(BenchCommand::print);
        }
        return 0;
    }

    private static void print(Row row) {
        var goal = Double.isNaN(row.goal())
                ? ""
                : String.format(
                        Locale.ROOT,
                        "goal %s %s  %s",
                        row.better().equals("higher") ? ">=" : "<=",
                        row.goal() >= 1000 ? String.format(Locale.ROOT, "%,.0f", row.goal()) : row.goal(),
                        row.met() ? "met" : "MISSED");
        Json.out()
                .printf(
                        Locale.ROOT,
                        "%-62s %14s %-10s %s%n",
                        row.name(),
                        String.format(Locale.ROOT, row.value() >= 1000 ? "%,.0f" : "%.4f", row.value()),
                        row.unit(),
                        goal);
    }

    private static Double orNull(double value) {
        return Double.isNaN(value) ? null : value;
    }
}
