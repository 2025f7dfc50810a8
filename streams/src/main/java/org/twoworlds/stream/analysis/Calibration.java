package org.twoworlds.stream.analysis;

import java.util.Arrays;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.ToDoubleBiFunction;
import java.util.stream.Collectors;
import org.hipparchus.special.Erf;
import org.twoworlds.model.checkpoint.Tensor;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.RunFolder;

/** The calibration of a score: the distance of confidence from accuracy. */
public final class Calibration {
    private static final int BINS = 15;

    private Calibration() {}

    /**
     * The expected calibration error (Guo et al. 2017) of a score: over 15 bins of equal width, the mean distance of
     * confidence and accuracy, weighted by the samples. Empty where the samples' outcomes are not kept.
     */
    public static OptionalDouble expectedError(RunFolder folder, Event.Score score) {
        return of(folder, score, Calibration::expectedError);
    }

    /**
     * The expected calibration error less an estimate of the part that chance adds in bins of few samples: bin by bin, the
     * average growth of the distance of confidence and accuracy when the accuracy is drawn again (Kumar et al. 2019,
     * 1909.10155). Four tenths of chance's part are taken off where there is nothing else, and more elsewhere. Empty where
     * the samples' outcomes are not kept.
     */
    public static OptionalDouble withoutBias(RunFolder folder, Event.Score score) {
        return of(folder, score, Calibration::withoutBias);
    }

    private static OptionalDouble of(RunFolder folder, Event.Score score, ToDoubleBiFunction<float[], float[]> error) {
        var content = SampleScores.read(folder, score);
        if (content.isEmpty()) {
            return OptionalDouble.empty();
        }
        Map<String, float[]> columns =
                content.get().tensors().stream().collect(Collectors.toMap(Tensor::name, Tensor::data));
        return OptionalDouble.of(error.applyAsDouble(columns.get("confidence"), columns.get("logProbability")));
    }

    /** The expected calibration error of samples; one is right where its true class has the largest probability. */
    static double expectedError(float[] confidence, float[] logProbability) {
        return Arrays.stream(bins(confidence, logProbability))
                        .mapToDouble(Bin::distance)
                        .sum()
                / confidence.length;
    }

    static double withoutBias(float[] confidence, float[] logProbability) {
        return Arrays.stream(bins(confidence, logProbability))
                        .mapToDouble(b -> 2 * b.distance() - b.meanDistance())
                        .sum()
                / confidence.length;
    }

    /** The samples of one bin: their number, the number of those that are right, and the sum of their confidences. */
    private record Bin(int count, int right, double confident) {
        /** The distance |confidence − accuracy| times the number of samples. */
        double distance() {
            return Math.abs(confident - right);
        }

        /** The mean distance if each sample were right with the bin's accuracy: the mean of a folded normal distribution. */
        double meanDistance() {
            var accuracy = count == 0 ? 0 : (double) right / count;
            var deviation = Math.sqrt(count * accuracy * (1 - accuracy));
            if (deviation == 0) {
                return distance();
            }
            var far = (confident - right) / deviation;
            return deviation * Math.sqrt(2 / Math.PI) * Math.exp(-far * far / 2)
                    + (confident - right) * Erf.erf(far / Math.sqrt(2));
        }
    }

    private static Bin[] bins(float[] confidence, float[] logProbability) {
        var bins = new Bin[BINS];
        Arrays.fill(bins, new Bin(0, 0, 0));
        for (var i = 0; i < confidence.length; i++) {
            var at = Math.min(BINS - 1, (int) (BINS * confidence[i]));
            var bin = bins[at];
            bins[at] = new Bin(
                    bin.count() + 1,
                    bin.right() + (SampleScores.isRight(confidence[i], logProbability[i]) ? 1 : 0),
                    bin.confident() + confidence[i]);
        }
        return bins;
    }
}
