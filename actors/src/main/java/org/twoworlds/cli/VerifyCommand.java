package org.twoworlds.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.twoworlds.api.Json;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.analysis.Verification;
import org.twoworlds.stream.descent.ToyDescent;
import org.twoworlds.stream.experiment.Experiment;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code verify}: whether a run's log holds what its record 0 implies. */
@Command(
        name = "verify",
        description = {
            "Makes every logged batch again and compares its hash, checks all digests, counts how often samples",
            "were used, and looks for overlap with the test stream. Exit code 1 where something does not hold."
        })
final class VerifyCommand implements Callable<Integer> {
    @Mixin
    private RunArgument run = new RunArgument();

    @Mixin
    private JsonOption json = new JsonOption();

    @Override
    public Integer call() {
        var folder = run.folder();
        var view = RunView.of(folder);
        var experiment = Experiment.open(view.config());
        var checks = Verification.of(folder, view, experiment);
        var ok = checks.stream().allMatch(Verification.CheckResult::ok);
        if (json.isSet()) {
            Json.print(Json.ordered("ok", ok, "checks", checks, "worlds", worlds(view, experiment)));
        } else {
            checks.forEach(c -> Json.out()
                    .printf(
                            "%-4s %-6s %-34s %,12d  %s%n",
                            c.ok() ? "ok" : "FAIL",
                            c.law() == 0 ? "" : "law " + c.law(),
                            c.name(),
                            c.count(),
                            c.detail()));
        }
        return ok ? 0 : 1;
    }

    /** What each world's law came to. */
    private static Map<String, Object> worlds(RunView view, Experiment experiment) {
        Map<String, Object> worlds = new LinkedHashMap<>();
        if (!ToyDescent.isAsked(view.config())) {
            for (var world : view.worlds()) {
                var certificate =
                        experiment.certificate(world, view.world(world).step());
                worlds.put(
                        world.toString(),
                        Json.ordered(
                                "law", certificate.law().toString(),
                                "positions", certificate.positions(),
                                "samples", certificate.samples(),
                                "uses", certificate.uses(),
                                "fresh", certificate.fresh(),
                                "distances", certificate.distances()));
            }
        }
        return worlds;
    }
}
