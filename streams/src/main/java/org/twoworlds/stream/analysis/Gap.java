package org.twoworlds.stream.analysis;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.twoworlds.config.Metric;
import org.twoworlds.config.ScoredSet;
import org.twoworlds.config.WorldName;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.RunFolder;

/**
 * The gaps at one step, of the two decompositions of the test error: TestError = Ideal TestError + bootstrap error, and
 * TestError = TrainError + generalization gap.
 *
 * @param step the number of updates done in both worlds
 * @param softError the bootstrap error: Real minus Ideal test SoftError
 * @param error the bootstrap error in Error
 * @param loss the bootstrap error in Loss
 * @param standardError the standard error of {@code softError} by the sampling of the test set, given the two models: both worlds
 *     score the same samples, so it is the paired one
 * @param generalizationGap Real test minus Real train-clean SoftError, or loss where a run has no SoftError
 */
public record Gap(
        long step,
        double softError,
        double error,
        double loss,
        OptionalDouble standardError,
        OptionalDouble generalizationGap) {
    /** The bootstrap error in a metric. */
    public double in(Metric metric) {
        return switch (metric) {
            case SOFT_ERROR -> softError;
            case ERROR -> error;
            case LOSS -> loss;
        };
    }

    /** The gaps at every step at which both worlds have a test score. */
    public static List<Gap> all(RunView view, RunFolder folder) {
        var ideal = view.curve(WorldName.IDEAL, ScoredSet.TEST);
        var train = view.curve(WorldName.REAL, ScoredSet.TRAIN_CLEAN);
        var metric = view.metric();
        List<Gap> gaps = new ArrayList<>();
        for (var real : view.curve(WorldName.REAL, ScoredSet.TEST).values()) {
            var other = ideal.get(real.step());
            if (other != null) {
                gaps.add(of(real, other, Optional.ofNullable(train.get(real.step())), metric, folder));
            }
        }
        return gaps;
    }

    /**
     * The gap at one step.
     *
     * @param real the Real World's score on the test samples
     * @param ideal the Ideal World's score on the test samples, at the same step
     * @param trained the Real World's score on the train samples, where there is one
     * @param metric the metric of the generalization gap
     * @param folder the folder to which the names of the scores' files are relative
     */
    public static Gap of(
            Event.Score real, Event.Score ideal, Optional<Event.Score> trained, Metric metric, RunFolder folder) {
        return new Gap(
                real.step(),
                real.softError() - ideal.softError(),
                real.error() - ideal.error(),
                real.loss() - ideal.loss(),
                pairedStandardError(folder, real, ideal),
                trained.map(t -> OptionalDouble.of(real.in(metric) - t.in(metric)))
                        .orElseGet(OptionalDouble::empty));
    }

    private static OptionalDouble pairedStandardError(RunFolder folder, Event.Score real, Event.Score ideal) {
        var a = SampleScores.softErrors(folder, real);
        var b = SampleScores.softErrors(folder, ideal);
        return a.isPresent() && b.isPresent() && a.get().length == b.get().length
                ? OptionalDouble.of(pairedStandardError(a.get(), b.get()))
                : OptionalDouble.empty();
    }

    /** The standard error of mean(a − b): the standard deviation of the differences over √count. */
    static double pairedStandardError(double[] a, double[] b) {
        var mean = 0.0;
        var squares = 0.0;
        for (var i = 0; i < a.length; i++) {
            var delta = a[i] - b[i] - mean;
            mean += delta / (i + 1);
            squares += delta * (a[i] - b[i] - mean);
        }
        return a.length < 2 ? Double.NaN : Math.sqrt(squares / (a.length - 1) / a.length);
    }
}
