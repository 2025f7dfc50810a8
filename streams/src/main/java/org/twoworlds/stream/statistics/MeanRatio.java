package org.twoworlds.stream.statistics;

import java.util.Arrays;

/** The ratio of two means over the same seeds, with the exact interval for normal values (Fieller 1954, JRSS B 16, p. 175). */
public final class MeanRatio {
    private MeanRatio() {}

    /**
     * The ratio mean(numerator) / mean(denominator); its ends are unknown for one seed, and where the denominator's mean
     * cannot be told from 0.
     *
     * @param numerator the numerators, one of each seed
     * @param denominator the denominators of the same seeds in the same order
     * @param alpha the probability with which the interval may miss the true ratio
     */
    public static Interval of(double[] numerator, double[] denominator, double alpha) {
        return of(numerator, denominator, TestShare.NONE, alpha);
    }

    /** The ratio where all seeds share a test sample, with the sample's share of the variance of the numerator's mean. */
    public static Interval of(double[] numerator, double[] denominator, TestShare share, double alpha) {
        var a = Moments.mean(numerator);
        var b = Moments.mean(denominator);
        var seeds = numerator.length;
        if (seeds < 2) {
            return Interval.unknown(a / b);
        }
        var t = SeedMean.quantile(seeds - 1, alpha);
        var sum = new double[seeds];
        Arrays.setAll(sum, s -> numerator[s] + denominator[s]);
        var ofSeeds = t * t * Moments.variance(numerator) / seeds;
        var vb = t * t * Moments.variance(denominator) / seeds;
        var vab = (t * t * Moments.variance(sum) / seeds - ofSeeds - vb) / 2;
        var va = ofSeeds + t * t * share.variance();
        // The ratios r with (a − rb)² ≤ t² Var(a − rb): between the roots of a quadratic that is open upwards.
        var square = b * b - vb;
        var half = a * b - vab;
        if (square <= 0) {
            return Interval.unknown(a / b);
        }
        // The radicand is below 0 by rounding alone: a / b itself is among the ratios.
        var root = Math.sqrt(Math.max(0, half * half - square * (a * a - va)));
        return new Interval(a / b, (half - root) / square, (half + root) / square);
    }
}
