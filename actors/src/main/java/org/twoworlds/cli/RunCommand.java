package org.twoworlds.cli;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.twoworlds.api.Json;
import org.twoworlds.api.RunDocument;
import org.twoworlds.config.ConfigLoader;
import org.twoworlds.config.RequestException;
import org.twoworlds.config.Sweep;
import org.twoworlds.model.device.CudaProbe;
import org.twoworlds.start.RunChecks;
import org.twoworlds.start.RunName;
import org.twoworlds.start.RunProcess;
import org.twoworlds.start.SeedGrowth;
import org.twoworlds.start.SweepRuns;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.claims.SeedRule;
import org.twoworlds.stream.report.Report;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code run}: one experiment, here, with progress and a report. */
@Command(name = "run", description = "Trains both worlds of a recipe here, scores them, and writes a report.")
final class RunCommand implements Callable<Integer> {
    @Parameters(arity = "0..1", paramLabel = "RECIPE|FILE", description = "a recipe's name, or a file of your own")
    private String recipe = "";

    @Mixin
    private SettingsOption settings = new SettingsOption();

    @Option(names = "--name", paramLabel = "NAME", description = "what to call the run (default: its id)")
    private String name = "";

    @Option(names = "--resume", paramLabel = "RUN", description = "go on with a run that was interrupted")
    private String resume = "";

    @Option(names = "--size", paramLabel = "SIZE", description = "smoke, lab or full, where the recipe has sizes")
    private Optional<String> size = Optional.empty();

    @Option(names = "--smoke", description = "short for --size smoke")
    private boolean smoke;

    @Option(
            names = "--until",
            paramLabel = "WISH",
            description =
                    "add seeds until a claim's interval is short enough: \"claim=close precision=0.01 seeds=3..20\" (claims by the "
                            + "names that claims prints)")
    private Optional<String> until = Optional.empty();

    @Option(names = "--json", description = "print the run as one JSON document at the end")
    private boolean json;

    private final InstantSource clock = InstantSource.system();

    @Mixin
    private HomeOption home = new HomeOption();

    @Override
    public Integer call() {
        if (!resume.isEmpty()) {
            if (!recipe.isEmpty()
                    || !settings.all().isEmpty()
                    || smoke
                    || size.isPresent()
                    || !name.isEmpty()
                    || until.isPresent()) {
                throw new RequestException(
                        "option --resume", resume, "stand alone: a run goes on as it began", "leave the rest out");
            }
            var sweep = home.home().sweep(resume);
            return sweep.isEmpty()
                    ? one(() -> RunProcess.resume(home.find(resume), clock, List.of()))
                    : new SweepHere(home.home(), resume, json, clock).run();
        }
        var rule = until.map(SeedRule::parse);
        var sweep = load(settings.all());
        if (until.isEmpty() && sweep.isSingle() && !sweep.single().isPretrained()) {
            return one(() -> RunProcess.start(home.home(), sweep.single(), name, clock, List.of()));
        }
        if (!name.isEmpty()) {
            throw new RequestException(
                    "option --name", name, "name one run: a sweep's are named by it", "leave it out");
        }
        var probe = new CudaProbe();
        var folders = rule.isPresent()
                ? SeedGrowth.begin(home.home(), sweep, this::withSeeds, rule.get(), probe, clock)
                : SweepRuns.submit(home.home(), sweep, false, probe, clock);
        return new SweepHere(home.home(), folders.get(0).sweep(), json, clock).run();
    }

    private Integer one(Supplier<RunProcess> start) {
        try (var process = start.get()) {
            var signals = Signals.onFirst(process::interrupt);
            process.devices().forEach(System.err::println);
            System.err.println(
                    "Run " + process.folder().id() + " in " + process.folder().path());
            var ended = Progress.follow(process.folder(), process.outcome());
            if (!ended.state().isOver()) {
                System.err.println("The run is " + ended.state() + ". " + ended.message());
                System.err.println("  Go on with: twoworlds run --resume "
                        + process.folder().id());
                return signals.exitCodeOr(1);
            }
            var view = RunView.ofPair(process.folder());
            var report =
                    Report.write(process.folder(), view, process.folder().path().resolve("report"));
            if (json) {
                Json.print(RunDocument.of(process.folder(), view));
            } else {
                ResultTable.print(process.folder(), view, Json.out());
            }
            System.err.println("Report: " + report.toAbsolutePath());
            return 0;
        }
    }

    private Sweep withSeeds(String setting) {
        List<String> all = new ArrayList<>(settings.all());
        all.add(setting);
        return load(all);
    }

    private Sweep load(List<String> settings) {
        if (recipe.isEmpty()) {
            throw new RequestException(
                    "recipe", "", "be given", "choose one of " + String.join(", ", ConfigLoader.recipes()));
        }
        RunName.check(name);
        if (!name.isEmpty() && home.isTaken(name)) {
            throw new RequestException("name", name, "be free", "choose another one");
        }
        if (smoke && size.filter(s -> !s.equals("smoke")).isPresent()) {
            throw new RequestException("size", size.get(), "not contradict --smoke", "leave one out");
        }
        return new ConfigLoader()
                .check(RunChecks::check)
                .loadSweep(recipe, smoke ? Optional.of("smoke") : size, settings);
    }
}
