package org.twoworlds.stream.analysis;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.twoworlds.config.Metric;
import org.twoworlds.config.ScoredSet;
import org.twoworlds.config.Sweep;
import org.twoworlds.config.WorldName;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.RunFolder;

/**
 * The outcome of a run: the numbers of which the paper's figures are made. Where the Ideal World has no score at a step, one is
 * read off the line between the checkpoints next to the step, as long as these are near each other.
 *
 * @param folder the run's folder
 * @param view the run's events, and those of the Ideal World with which it is compared
 * @param gaps the bootstrap errors of all checkpoints that both worlds have
 * @param metric the metric of all these numbers
 * @param stopping T(n), where it was reached
 * @param unconfirmed the step at which only a part of the samples is known to have reached the criterion, so that T(n) is not
 *     known
 * @param atStopping the scores at T(n)
 * @param last the scores at the last checkpoint
 * @param largest the largest |bootstrap error| of all checkpoints up to T(n), or of all checkpoints where T(n) was not reached
 */
public record Outcome(
        RunFolder folder,
        RunView view,
        List<Gap> gaps,
        Metric metric,
        Optional<StoppingTime> stopping,
        OptionalLong unconfirmed,
        Optional<At> atStopping,
        Optional<At> last,
        OptionalDouble largest) {
    private static final double MOST_STEP_RATIO = 1.6;

    /**
     * The scores of both worlds at a step. NaN stands for a score that there is not.
     *
     * @param realTest the Real World's score on the test samples
     * @param idealTest the Ideal World's score on the test samples
     * @param realTrain the Real World's score on the train samples, without augmentation, whatever T(n) is read from
     * @param standardError the standard error of the bootstrap error by the sampling of the test set, given the two models:
     *     at the nearest checkpoint that both worlds have, and for SoftError alone
     */
    public record At(long step, double realTest, double idealTest, double realTrain, double standardError) {
        /** A step at which nothing was scored. */
        public static final At UNKNOWN = new At(0, Double.NaN, Double.NaN, Double.NaN, Double.NaN);

        /** The bootstrap error. */
        public double bootstrapError() {
            return realTest - idealTest;
        }

        /** The generalization gap. */
        public double generalizationGap() {
            return realTest - realTrain;
        }
    }

    /** The outcome of a run, by its own criterion and metric. */
    public static Outcome of(RunFolder folder) {
        return of(folder, Optional.empty());
    }

    /** The outcome of a run, in its own metric, by another criterion where one is given. */
    public static Outcome of(RunFolder folder, Optional<Criterion> criterion) {
        return of(folder, criterion, RunView.OWN_EVALUATOR);
    }

    /** The outcome of a run by the scores of one of its evaluators, T(n) included. */
    public static Outcome of(RunFolder folder, Optional<Criterion> criterion, String evaluator) {
        var view = RunView.ofPair(folder).by(evaluator);
        var config = view.config();
        var stopping = StoppingTime.search(view, config, criterion.orElseGet(() -> Criterion.of(config)));
        return of(folder, view, Gap.all(view, folder), stopping, view.metric());
    }

    /** This outcome in another metric; the log is not read again. */
    public Outcome in(Metric other) {
        return of(folder, view, gaps, new StoppingTime.Search(stopping, unconfirmed), other);
    }

    private static Outcome of(
            RunFolder folder, RunView view, List<Gap> gaps, StoppingTime.Search search, Metric metric) {
        var stopping = search.found();
        var real = view.curve(WorldName.REAL, ScoredSet.TEST);
        var ideal = view.curve(WorldName.IDEAL, ScoredSet.TEST);
        var train = view.curve(WorldName.REAL, ScoredSet.TRAIN_CLEAN);
        var largest = real.values().stream()
                .filter(s -> stopping.isEmpty() || s.step() <= stopping.get().step())
                .mapToDouble(s -> Math.abs(s.in(metric) - at(ideal, s.step(), metric)))
                .filter(d -> !Double.isNaN(d))
                .max();
        return new Outcome(
                folder,
                view,
                gaps,
                metric,
                stopping,
                search.unconfirmed(),
                stopping.filter(t -> real.containsKey(t.step()))
                        .map(t -> at(t.step(), real, ideal, train, gaps, metric)),
                (real.isEmpty() ? ideal : real)
                        .descendingKeySet().stream()
                                .findFirst()
                                .map(step -> at(step, real, ideal, train, gaps, metric)),
                largest);
    }

    private static At at(
            long step,
            TreeMap<Long, Event.Score> real,
            TreeMap<Long, Event.Score> ideal,
            TreeMap<Long, Event.Score> train,
            List<Gap> gaps,
            Metric metric) {
        var error = metric == Metric.SOFT_ERROR
                ? gaps.stream()
                        .min(Comparator.comparingLong(g -> Math.abs(g.step() - step)))
                        .map(g -> g.standardError().orElse(Double.NaN))
                        .orElse(Double.NaN)
                : Double.NaN;
        return new At(step, at(real, step, metric), at(ideal, step, metric), at(train, step, metric), error);
    }

    /**
     * The value of a curve at a step, on the line between the neighbours over the logarithm of the step; NaN beyond the
     * curve's ends, and between checkpoints of which the later is more than {@value #MOST_STEP_RATIO} times as late: log:5 is
     * the coarsest cadence that is read so.
     */
    public static double at(TreeMap<Long, Event.Score> curve, double step, Metric metric) {
        var below = curve.floorEntry((long) Math.floor(step));
        var above = curve.ceilingEntry((long) Math.ceil(step));
        if (below == null || above == null) {
            return Double.NaN;
        }
        var low = below.getValue().in(metric);
        var high = above.getValue().in(metric);
        if (below.getKey().equals(above.getKey())) {
            return low;
        }
        if (above.getKey() + 1 > MOST_STEP_RATIO * (below.getKey() + 1)) {
            return Double.NaN;
        }
        var share = (Math.log1p(step) - Math.log1p(below.getKey()))
                / (Math.log1p(above.getKey()) - Math.log1p(below.getKey()));
        return low + share * (high - low);
    }

    /** The label of the run: the keys that distinguish it in its sweep, or its name where it belongs to no sweep. */
    public String label() {
        var cell = Sweep.Cell.text(new TreeMap<>(view.started().lineage().cell()));
        if (view.worlds().equals(List.of(WorldName.IDEAL))) {
            return cell.isEmpty() ? "Ideal World" : "Ideal World, " + cell;
        }
        if (!cell.isEmpty()) {
            return cell;
        }
        var world = view.config().world();
        return view.annotations().name() + (world.isPlain(WorldName.REAL) ? "" : ", " + world.law());
    }
}
