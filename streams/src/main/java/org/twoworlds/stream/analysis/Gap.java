package org.twoworlds.stream.analysis;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.RunFolder;

/**
 * The two decompositions of the test error at one step: TestError = Ideal TestError + bootstrap error, and TestError =
 * TrainError + generalization gap.
 *
 * @param step updates done in both worlds
 * @param softError the bootstrap error: Real minus Ideal test SoftError
 * @param error the same in Error
 * @param loss the same in Loss
 * @param standardError of {@code softError} by the sampling of the test set, given the two models: both worlds score the
 *     same samples, so it is the paired one
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
    public double in(String metric) {
        return switch (metric) {
            case "error" -> error;
            case "loss" -> loss;
            default -> softError;
        };
    }

    /** The gaps at every step at which both worlds have a test score. */
    public static List<Gap> all(RunView view, RunFolder folder) {
        var ideal = view.curve("ideal", "test");
        var train = view.curve("real", "train-clean");
        var metric = view.metric();
        List<Gap> gaps = new ArrayList<>();
        for (var real : view.curve("real", "test").values()) {
            var other = ideal.get(real.step());
            if (other != null) {
                var trained = train.get(real.step());
                gaps.add(new Gap(
                        real.step(),
                        real.softError() - other.softError(),
                        real.error() - other.error(),
                        real.loss() - other.loss(),
                        pairedStandardError(folder, real, other),
                        trained == null
                                ? OptionalDouble.empty()
                                : OptionalDouble.of(Criterion.value(real, metric) - Criterion.value(trained, metric))));
            }
        }
        return gaps;
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
