package org.twoworlds.stream.catalogue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.twoworlds.config.ExperimentConfig;
import org.twoworlds.config.Metric;
import org.twoworlds.config.ScoredSet;
import org.twoworlds.config.Seeds;
import org.twoworlds.config.Sweep;
import org.twoworlds.config.WorldName;
import org.twoworlds.stream.analysis.Curves;

/**
 * A cell of a sweep with the numbers that its figure is made of, as the catalogue has them: no log is read for it.
 *
 * @param run its row
 * @param metric what it is read by
 * @param rate the initial learning rate
 * @param ideal the run whose Ideal World it is compared with; empty for its own
 * @param curves the scores by the run's own evaluator, and those of the Ideal World that it names
 * @param gaps the bootstrap errors in every metric, by step
 * @param stopping T(n), where it was reached
 * @param config its configuration; empty where it cannot be read
 * @param secondsPerStep the mean time of an update of each world that has done some, waiting for data included
 */
public record SweepCell(
        RunRow run,
        Metric metric,
        double rate,
        String ideal,
        Curves curves,
        Map<Metric, List<Difference>> gaps,
        Optional<Stopping> stopping,
        Optional<ExperimentConfig> config,
        Map<WorldName, Double> secondsPerStep) {

    /**
     * A bootstrap error at a step.
     *
     * @param value Real minus Ideal
     * @param standardError by the sampling of the test set; NaN where it is not known
     */
    public record Difference(long step, double value, double standardError) {}

    /**
     * T(n) with its bracket.
     *
     * @param step the first checkpoint at which the criterion holds
     * @param after the last one at which it does not
     * @param interpolated where the metric crosses the threshold
     */
    public record Stopping(String criterion, long step, long after, double interpolated) {}

    private String text(Predicate<String> keys) {
        var cell = new TreeMap<>(run.cell());
        cell.keySet().removeIf(keys.negate());
        return Sweep.Cell.text(cell);
    }

    /** What distinguishes it, or its name. */
    public String label() {
        return run.cell().isEmpty() ? run.name() : text(key -> true);
    }

    /** What distinguishes it beside its seeds; empty where that is nothing. */
    public String setting() {
        return run.cell().isEmpty() ? run.name() : text(key -> !Seeds.isKey(key));
    }

    /** What distinguishes it beside its seeds and the learning rate: the points of one colour in a scatter. */
    public String model() {
        var text = text(key -> !Seeds.isKey(key) && !key.equals("optimizer.rate"));
        return text.isEmpty() ? run.model() : text;
    }

    /** Whether it trains the Ideal World alone, as the one that others share. */
    public boolean isIdealAlone() {
        return ideal.isEmpty()
                && curves.curve(WorldName.REAL, ScoredSet.TEST).isEmpty()
                && !curves.curve(WorldName.IDEAL, ScoredSet.TEST).isEmpty();
    }
}
