package org.twoworlds.stream.analysis;

import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.twoworlds.model.checkpoint.Tensor;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.RunFolder;

/** How far confidence is from accuracy. */
public final class Calibration {
    private static final int BINS = 15;
    private static final double EQUAL = 1e-5;

    private Calibration() {}

    /**
     * The expected calibration error (Guo et al. 2017) of a score: over 15 bins of equal width, the mean distance of
     * confidence and accuracy, weighted by the samples. Empty where the samples' outcomes are not kept.
     */
    public static OptionalDouble expectedError(RunFolder folder, Event.Score score) {
        var content = SampleScores.read(folder, score);
        if (content.isEmpty()) {
            return OptionalDouble.empty();
        }
        Map<String, float[]> columns =
                content.get().tensors().stream().collect(Collectors.toMap(Tensor::name, Tensor::data));
        return OptionalDouble.of(expectedError(columns.get("confidence"), columns.get("logProbability")));
    }

    /** A sample is right where its true class has the largest probability. */
    static double expectedError(float[] confidence, float[] logProbability) {
        var confident = new double[BINS];
        var right = new double[BINS];
        for (var i = 0; i < confidence.length; i++) {
            var bin = Math.min(BINS - 1, (int) (BINS * confidence[i]));
            confident[bin] += confidence[i];
            right[bin] += Math.exp(logProbability[i]) >= confidence[i] - EQUAL ? 1 : 0;
        }
        var sum = 0.0;
        for (var bin = 0; bin < BINS; bin++) {
            sum += Math.abs(confident[bin] - right[bin]);
        }
        return sum / confidence.length;
    }
}
