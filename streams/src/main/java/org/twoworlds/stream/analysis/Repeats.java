package org.twoworlds.stream.analysis;

import java.util.Arrays;
import org.hipparchus.distribution.continuous.NormalDistribution;
import org.hipparchus.distribution.continuous.TDistribution;
import org.twoworlds.model.random.Draws;

/**
 * One number over repeats that differ in their seeds.
 *
 * @param mean their mean
 * @param deviation their standard deviation; NaN for one
 * @param low the lower end of a 95 % interval of the mean, by resampling the seeds; NaN for fewer than three
 * @param high its upper end
 * @param count how many there are
 */
public record Repeats(double mean, double deviation, double low, double high, int count) {
    private static final int RESAMPLES = 20_000;
    private static final int FEWEST = 3;

    /** Of values, one a seed. */
    public static Repeats of(double[] values) {
        var mean = Arrays.stream(values).average().orElse(Double.NaN);
        if (values.length < 2) {
            return new Repeats(mean, Double.NaN, Double.NaN, Double.NaN, values.length);
        }
        var squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
        var deviation = Math.sqrt(squares / (values.length - 1));
        if (values.length < FEWEST) {
            return new Repeats(mean, deviation, Double.NaN, Double.NaN, values.length);
        }
        // Percentiles of resampled means, taken so far out that for normal values the interval is Student's (Hesterberg
        // 2015).
        var n = values.length;
        var student = new TDistribution(n - 1).inverseCumulativeProbability(0.975);
        var tail = new NormalDistribution().cumulativeProbability(-student * Math.sqrt((double) n / (n - 1)));
        var draws = new Draws(n, Draws.Purpose.SEED, RESAMPLES);
        var means = new double[RESAMPLES];
        for (var r = 0; r < RESAMPLES; r++) {
            var sum = 0.0;
            for (var i = 0; i < n; i++) {
                sum += values[draws.nextInt(n)];
            }
            means[r] = sum / n;
        }
        Arrays.sort(means);
        var out = (int) Math.floor(tail * RESAMPLES);
        return new Repeats(mean, deviation, means[out], means[RESAMPLES - 1 - out], n);
    }
}
