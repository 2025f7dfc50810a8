package org.twoworlds.stream.statistics;

import java.util.Arrays;
import org.hipparchus.distribution.discrete.BinomialDistribution;

/**
 * The stopping times T(n) of seeds, some of which did not reach it: those are censored at their end, and count as later than
 * every seed that did.
 *
 * @param reached the number of seeds that reached T(n)
 * @param seeds the number of all seeds
 * @param median the median of all seeds' T(n), in updates, with the exact interval by order statistics (Conover, Practical
 *     Nonparametric Statistics, 3.2), an end of which is NaN where there are too few seeds or the order statistic is
 *     censored; NaN where half of the seeds or more did not reach T(n)
 * @param earliest the first T(n) of any seed; NaN where none reached it
 * @param latest the last T(n) of any seed; NaN where none reached it
 */
public record StoppedSeeds(int reached, int seeds, Interval median, double earliest, double latest) {
    /**
     * The stopping times of seeds.
     *
     * @param times the T(n) of the seeds that reached it
     * @param seeds the number of all seeds
     * @param alpha the probability with which the interval may miss the median
     */
    public static StoppedSeeds of(double[] times, int seeds, double alpha) {
        var sorted = new double[seeds];
        Arrays.fill(sorted, Double.NaN);
        System.arraycopy(times, 0, sorted, 0, times.length);
        // NaN is sorted behind every number.
        Arrays.sort(sorted);
        var median = seeds == 0 ? Double.NaN : (sorted[(seeds - 1) / 2] + sorted[seeds / 2]) / 2;
        var low = Double.NaN;
        var high = Double.NaN;
        var binomial = new BinomialDistribution(seeds, 0.5);
        for (var r = 0; r < seeds / 2 && binomial.cumulativeProbability(r) <= alpha / 2; r++) {
            low = sorted[r];
            high = sorted[seeds - 1 - r];
        }
        return new StoppedSeeds(
                times.length,
                seeds,
                new Interval(median, low, high),
                times.length == 0 ? Double.NaN : sorted[0],
                times.length == 0 ? Double.NaN : sorted[times.length - 1]);
    }
}
