package org.twoworlds.stream.statistics;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;

/**
 * The three exponents of the scaling law over seeds: T(n) ~ n^b, the Ideal World's error falls as t^(−a), the Real World's
 * error at the end as n^(−c), and the law says c = ab. Each seed gives one fit of each exponent, so that correlations within
 * a seed, as of the checkpoints of one run, make no interval too short.
 *
 * @param b the exponent b with Student's interval over seeds
 * @param a the exponent a with Student's interval over seeds
 * @param c the exponent c with Student's interval over seeds
 * @param ratio the ratio ab/c, by the geometric mean over seeds, with the interval of its logarithm; unknown where a seed's
 *     exponents differ in sign
 */
public record ScalingExponents(Interval b, Interval a, Interval c, Interval ratio) {
    /**
     * The exponents of some seeds, one fit a seed, in one order.
     *
     * @param alpha the probability with which each interval may miss
     */
    public static ScalingExponents of(double[] b, double[] a, double[] c, double alpha) {
        var ratios = perSeed(b.length, s -> a[s] * b[s] / c[s]);
        var ratio = Arrays.stream(ratios).allMatch(r -> r > 0)
                ? SeedMean.of(perSeed(b.length, s -> Math.log(ratios[s])))
                        .interval(alpha)
                        .map(Math::exp)
                : Interval.unknown(Moments.mean(a) * Moments.mean(b) / Moments.mean(c));
        return new ScalingExponents(
                SeedMean.of(b).interval(alpha),
                SeedMean.of(a).interval(alpha),
                SeedMean.of(c).interval(alpha),
                ratio);
    }

    private static double[] perSeed(int seeds, IntToDoubleFunction value) {
        var values = new double[seeds];
        Arrays.setAll(values, value);
        return values;
    }

    /** The exponent k of y ~ x^k through points above 0 at two places or more: the least-squares line of the logarithms. */
    public static double fit(double[] x, double[] y) {
        var mx = Arrays.stream(x).map(Math::log).average().orElse(Double.NaN);
        var my = Arrays.stream(y).map(Math::log).average().orElse(Double.NaN);
        var covariance = 0.0;
        var variance = 0.0;
        for (var i = 0; i < x.length; i++) {
            covariance += (Math.log(x[i]) - mx) * (Math.log(y[i]) - my);
            variance += (Math.log(x[i]) - mx) * (Math.log(x[i]) - mx);
        }
        return covariance / variance;
    }
}
