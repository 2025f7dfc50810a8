package org.twoworlds.stream.statistics;

import java.util.Arrays;

/**
 * The test that the mean of one number is nearer to 0 than the mean of another, paired over seeds. |μ₁| < |μ₂| exactly where
 * μ₂ − μ₁ and μ₂ + μ₁ have one sign, so that this is an intersection–union test of two paired Student's intervals (Berger 1982,
 * Technometrics 24, p. 295), of the stated level. Means of magnitudes would not do: they grow with the noise of either number.
 */
public final class PairedMagnitudes {
    private PairedMagnitudes() {}

    /**
     * The difference |mean of first| − |mean of second|, with an interval; below 0 where the first mean is nearer to 0.
     *
     * @param first the first numbers, one of each seed
     * @param second the second numbers of the same seeds in the same order
     * @param alpha the probability with which the interval may lie on the wrong side of 0
     */
    public static Interval difference(double[] first, double[] second, double alpha) {
        return difference(first, second, TestShare.NONE, TestShare.NONE, alpha);
    }

    /**
     * The difference where all seeds share a test sample.
     *
     * @param ofLess the test sample's share in the variance of the mean of ±second − first, with the sign of second's mean
     * @param ofMore the test sample's share in the variance of the mean of ±second + first
     */
    public static Interval difference(
            double[] first, double[] second, TestShare ofLess, TestShare ofMore, double alpha) {
        var sign = Math.signum(Moments.mean(second)) < 0 ? -1 : 1;
        var less = new double[first.length];
        var more = new double[first.length];
        Arrays.setAll(less, s -> sign * second[s] - first[s]);
        Arrays.setAll(more, s -> sign * second[s] + first[s]);
        var a = SeedMean.of(less, ofLess).interval(alpha);
        var b = SeedMean.of(more, ofMore).interval(alpha);
        return new Interval(
                -Math.min(a.estimate(), b.estimate()), -Math.min(a.high(), b.high()), -Math.min(a.low(), b.low()));
    }
}
