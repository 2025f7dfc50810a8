package org.twoworlds.stream.report;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.twoworlds.config.Metric;
import org.twoworlds.config.ScoredSet;
import org.twoworlds.config.WorldName;
import org.twoworlds.stream.analysis.Curves;
import org.twoworlds.stream.analysis.Gap;
import org.twoworlds.stream.analysis.Outcome;
import org.twoworlds.stream.analysis.StoppingTime;
import org.twoworlds.stream.seeds.SeedText;
import org.twoworlds.stream.statistics.Interval;

/** The sentences below the figures of one run: what they show, in numbers of the same data, and no verdict. */
public final class RunText {
    private static final double NORMAL_95 = 1.96;

    private RunText() {}

    /** The text below both worlds' scores. */
    public static String worlds(Curves curves, Metric metric, Optional<StoppingTime> stopping) {
        var real = curves.curve(WorldName.REAL, ScoredSet.TEST);
        var ideal = curves.curve(WorldName.IDEAL, ScoredSet.TEST);
        var train = curves.curve(WorldName.REAL, ScoredSet.TRAIN_CLEAN);
        if (real.isEmpty() && ideal.isEmpty()) {
            return "No checkpoint has been scored yet.";
        }
        var end = (real.isEmpty() ? ideal : real).lastKey();
        var words = new StringBuilder();
        stopping.filter(t -> real.containsKey(t.step())).ifPresent(t -> words.append("At T(n), step " + t.step() + ", ")
                .append(both(real.get(t.step()).in(metric), Outcome.at(ideal, t.step(), metric), metric))
                .append(
                        train.containsKey(t.step())
                                ? ", and the Real World's on its train samples %s"
                                        .formatted(SeedText.number(
                                                train.get(t.step()).in(metric)))
                                : "")
                .append(". "));
        return words.append("At the last checkpoint, step " + end + ", ")
                .append(both(
                        real.containsKey(end) ? real.get(end).in(metric) : Double.NaN,
                        ideal.containsKey(end) ? ideal.get(end).in(metric) : Double.NaN,
                        metric))
                .append('.')
                .toString();
    }

    private static String both(double real, double ideal, Metric metric) {
        return "the Real World's test %s is %s and the Ideal World's %s"
                .formatted(metric, SeedText.number(real), SeedText.number(ideal));
    }

    /**
     * The text below the bootstrap error and the generalization gap.
     *
     * @param own the metric by which the run is read, in which its generalization gap is
     */
    public static String gap(List<Gap> gaps, Metric metric, Metric own, Optional<StoppingTime> stopping) {
        if (gaps.isEmpty()) {
            return "No checkpoint of both worlds has been scored yet.";
        }
        var until = gaps.stream()
                .filter(g -> stopping.isEmpty() || g.step() <= stopping.get().step())
                .toList();
        var last = until.isEmpty() ? gaps.get(0) : until.get(until.size() - 1);
        var largest = (until.isEmpty() ? gaps : until)
                .stream()
                        .max(Comparator.comparingDouble(g -> Math.abs(g.in(metric))))
                        .orElseThrow();
        var hasError = metric == Metric.SOFT_ERROR && last.standardError().isPresent();
        var value = hasError
                ? Interval.around(
                        last.in(metric), NORMAL_95 * last.standardError().getAsDouble())
                : Interval.unknown(last.in(metric));
        var gap = last.generalizationGap().isPresent() && metric == own
                ? ", beside a generalization gap of "
                        + SeedText.number(last.generalizationGap().getAsDouble())
                : "";
        return "%s the bootstrap error is %s in test %s%s%s. Its largest magnitude at the %d checkpoints %s is %s, at step %d; one seed tells nothing of others."
                .formatted(
                        stopping.isPresent()
                                ? (last.step() == stopping.get().step()
                                        ? "At T(n), step " + last.step() + ","
                                        : "At step " + last.step()
                                                + ", the last checkpoint of both worlds before T(n),")
                                : "At the last checkpoint, step " + last.step() + ",",
                        SeedText.signed(value),
                        metric,
                        hasError ? ", with 95 % by the sampling of the test set" : "",
                        gap,
                        Math.max(1, until.size()),
                        stopping.isPresent() ? "up to there" : "so far",
                        SeedText.number(Math.abs(largest.in(metric))),
                        largest.step());
    }
}
