package org.twoworlds.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.twoworlds.actor.Machine;
import org.twoworlds.api.Json;
import org.twoworlds.config.RequestException;
import org.twoworlds.recheck.ComparedWorld;
import org.twoworlds.recheck.Recheck;
import org.twoworlds.recheck.RecheckReport;
import org.twoworlds.recheck.RecheckText;
import org.twoworlds.stream.results.RecordedResults;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code audit}: recorded runs once more, compared with the record. */
@Command(
        name = "audit",
        description = {
            "Trains runs of a folder that results wrote again from step 0, in an order drawn by a seed and as far as the time allows, and",
            "compares batch losses, digests and scores. Exit code 1 where they differ on a machine that must give the same bits,",
            "or where on another machine the first update's loss is too far off."
        })
final class RecheckCommand implements Callable<Integer> {
    private static final double MOST_MINUTES = 1e6;
    private static final double NANOS_A_MINUTE = 60e9;

    @Parameters(index = "0", paramLabel = "DIR", description = "a folder that results wrote, such as results/RECIPE")
    private Path folder = Path.of("");

    @Option(names = "--minutes", paramLabel = "M", description = "time for training and scoring (default: 1)")
    private double minutes = 1;

    @Option(names = "--seed", paramLabel = "S", description = "draws the order of the runs (default: by the clock)")
    private Optional<Long> seed = Optional.empty();

    @Mixin
    private SettingsOption settings = new SettingsOption();

    @Mixin
    private JsonOption json = new JsonOption();

    @Mixin
    private HomeOption home = new HomeOption();

    @Override
    public Integer call() {
        if (!(minutes > 0 && minutes <= MOST_MINUTES)) {
            throw new RequestException(
                    "option --minutes", minutes, "be above 0, and at most a million", "leave it out");
        }
        var time = Duration.ofNanos(Math.round(minutes * NANOS_A_MINUTE));
        var recheck = new Recheck(RecordedResults.read(folder), settings.all(), time, System::nanoTime);
        var drawn = seed.orElseGet(() -> System.nanoTime() % 1_000_000);
        var report = recheck.run(drawn, world -> System.err.println(RecheckText.of(world)));
        if (json.isSet()) {
            Json.print(document(report));
        } else {
            RecheckText.of(report).forEach(Json.out()::println);
        }
        return report.isOk() ? 0 : 1;
    }

    private static Map<String, Object> document(RecheckReport report) {
        return Json.ordered(
                "ok", report.isOk(),
                "checked", report.worlds().size(),
                "identical", report.identical(),
                "share", report.share(),
                "largestDifference", report.largestDifference(),
                "machine",
                        Json.ordered(
                                "here", Machine.describe(),
                                "isEqual", report.difference().isEmpty(),
                                "difference", report.difference()),
                "seed", report.seed(),
                "runs", report.runs(),
                "allRuns", report.results().runs().size(),
                "updates", report.sum(ComparedWorld::updates),
                "allUpdates", report.allUpdates(),
                "losses", report.sum(ComparedWorld::losses),
                "digests", report.sum(ComparedWorld::digests),
                "scores", report.sum(ComparedWorld::scores),
                "worlds", report.worlds().stream().map(RecheckCommand::document).toList(),
                "leftOut", report.leftOut());
    }

    private static Map<String, Object> document(ComparedWorld world) {
        return Json.ordered(
                "run",
                world.run(),
                "world",
                world.world(),
                "updates",
                world.updates(),
                "steps",
                world.steps(),
                "identical",
                world.isIdentical(),
                "difference",
                world.first().orElse(""),
                "largest",
                world.largest(),
                "largestRelative",
                world.largestRelative(),
                "trail",
                world.trail(),
                "scores",
                world.last());
    }
}
