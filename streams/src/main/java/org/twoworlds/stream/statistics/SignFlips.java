package org.twoworlds.stream.statistics;

import java.util.random.RandomGeneratorFactory;

/**
 * The exact test that values, one of each seed, are symmetric about 0, by flipping their signs (Fisher 1935, The Design of
 * Experiments, §21): p is the share of all 2^S flips whose |sum| is at least the seen one. The test assumes no normal
 * distribution and rejects at most α; for S seeds p is at least 2^(1−S), so that fewer than six cannot reach 0.05.
 */
public final class SignFlips {
    private static final int MOST_ENUMERATED_SEEDS = 16;
    private static final int DRAWN_FLIPS = 65_535;
    private static final double ROUNDING_SHARE = 1e-12;

    private SignFlips() {}

    /**
     * The two-sided p-value, NaN where a value is NaN; for more than 16 seeds by 65,535 drawn flips and the seen one,
     * which keeps the level (Phipson and Smyth 2010).
     */
    public static double p(double[] values) {
        var seen = 0.0;
        var size = 0.0;
        for (var v : values) {
            seen += v;
            size += Math.abs(v);
        }
        if (Double.isNaN(seen)) {
            return Double.NaN;
        }
        var least = Math.abs(seen) - ROUNDING_SHARE * size;
        if (values.length <= MOST_ENUMERATED_SEEDS) {
            var all = 1 << values.length;
            var count = 0;
            for (var flips = 0; flips < all; flips++) {
                count += Math.abs(sum(values, flips)) >= least ? 1 : 0;
            }
            return (double) count / all;
        }
        var random = RandomGeneratorFactory.of("L64X128MixRandom").create(values.length);
        var count = 1;
        for (var d = 0; d < DRAWN_FLIPS; d++) {
            count += Math.abs(sum(values, random.nextLong())) >= least ? 1 : 0;
        }
        return count / (DRAWN_FLIPS + 1.0);
    }

    private static double sum(double[] values, long flips) {
        var sum = 0.0;
        for (var i = 0; i < values.length; i++) {
            sum += (flips >>> (i % Long.SIZE) & 1) == 0 ? values[i] : -values[i];
        }
        return sum;
    }
}
