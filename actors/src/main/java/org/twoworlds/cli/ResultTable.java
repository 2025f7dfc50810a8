package org.twoworlds.cli;

import java.io.PrintStream;
import java.util.Locale;
import org.twoworlds.config.Metric;
import org.twoworlds.config.ScoredSet;
import org.twoworlds.config.WorldName;
import org.twoworlds.stream.analysis.Gap;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.analysis.StoppingTime;
import org.twoworlds.stream.log.RunFolder;

/** The final table at the terminal. */
final class ResultTable {
    private ResultTable() {}

    static void print(RunFolder folder, RunView view, PrintStream out) {
        var config = view.config();
        out.printf(
                "Run %s (%s): %s, %s, batch %d, %s%n",
                view.annotations().name(),
                view.state(folder.isLocked()),
                config.model(),
                config.world().isPlain(WorldName.REAL)
                        ? "n = " + config.world().n()
                        : config.world().law(),
                config.batch(),
                config.data().type());
        out.println();
        out.printf(
                "  step   %-19s train-clean   bootstrap error       generalization%n",
                (view.metric() == Metric.LOSS ? "Loss" : "SoftError") + " on test");
        out.println("         Real      Ideal     Real          Real - Ideal ± s.e.   gap");
        var stopping = StoppingTime.of(view, config);
        var gaps = Gap.all(view, folder);
        var metric = view.metric();
        var real = view.curve(WorldName.REAL, ScoredSet.TEST);
        var ideal = view.curve(WorldName.IDEAL, ScoredSet.TEST);
        var train = view.curve(WorldName.REAL, ScoredSet.TRAIN_CLEAN);
        for (var gap : gaps) {
            var atStopping = stopping.isPresent() && stopping.get().step() == gap.step();
            if (!atStopping && !isShown(gap.step(), config.steps(), gaps.size())) {
                continue;
            }
            out.printf(
                    Locale.ROOT,
                    "%6d   %.4f    %.4f    %-13s %+.4f ± %-12s %s%s%n",
                    gap.step(),
                    real.get(gap.step()).in(metric),
                    ideal.get(gap.step()).in(metric),
                    train.containsKey(gap.step())
                            ? String.format(
                                    Locale.ROOT, "%.4f", train.get(gap.step()).in(metric))
                            : "",
                    gap.in(metric),
                    gap.standardError().isPresent()
                            ? String.format(
                                    Locale.ROOT, "%.4f", gap.standardError().getAsDouble())
                            : "?",
                    gap.generalizationGap().isPresent()
                            ? String.format(
                                    Locale.ROOT, "%.4f", gap.generalizationGap().getAsDouble())
                            : "",
                    atStopping ? "   <- T(n)" : "");
        }
        out.println();
        out.println(stopping.map(t -> "T(n): step %d, the first checkpoint with %s; the last without is step %d."
                        .formatted(t.step(), t.criterion(), t.after()))
                .orElse(
                        config.world().law().reused().isPresent()
                                ? "T(n): not reached in " + config.steps() + " steps."
                                : "T(n): there is none, since no sample is re-used."));
        view.missing().stream()
                .findFirst()
                .ifPresent(first -> out.printf(
                        "%d scores are missing; the first, of evaluator %s at step %d on %s: %s%n",
                        view.missing().size(), first.evaluator(), first.step(), first.set(), first.reason()));
        for (var world : view.worlds()) {
            var w = view.world(world);
            out.printf(
                    Locale.ROOT,
                    "%-5s  %d steps, %.1f steps/s, waiting for data %.2f %% of the time%s%n",
                    world,
                    w.step(),
                    w.stepsPerSecond(),
                    100 * w.waitShare(),
                    w.ended()
                            .map(e -> ", weights " + e.digest().substring(0, 12))
                            .orElse(""));
        }
    }

    private static boolean isShown(long step, long steps, int count) {
        if (count <= 20 || step == steps || step == 0) {
            return true;
        }
        return new org.twoworlds.config.Cadence(org.twoworlds.config.Cadence.Kind.LOG, 5).includes(step, steps);
    }
}
