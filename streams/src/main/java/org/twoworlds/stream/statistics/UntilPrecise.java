package org.twoworlds.stream.statistics;

/**
 * A rule by which seeds are added until a mean is known closely enough: after each seed from the fewest on, the rule stops where
 * the half width of Student's interval at confidence 1 − α/{@value #ALPHA_DIVISOR} is at most the wish, or at the most seeds.
 *
 * <p>A rule that looks after every seed stops early where the deviation happens to come out small, and then the interval at
 * 1 − α covers less than that (Anscombe 1952, Proceedings of the Cambridge Philosophical Society 48, p. 600); the stricter
 * confidence makes up for it, which a simulation shows over all ratios of wish and deviation.
 *
 * @param halfWidth the half width that is wished for
 * @param fewest the fewest seeds, at least three
 * @param most the most seeds, at least as many
 * @param alpha the probability with which the interval may miss
 */
public record UntilPrecise(double halfWidth, int fewest, int most, double alpha) {
    static final int ALPHA_DIVISOR = 2;

    /** The interval that the rule watches, and that is reported once it has stopped. */
    public Interval interval(double[] values) {
        return SeedMean.of(values).interval(alpha / ALPHA_DIVISOR);
    }

    /** Whether no seed is to be added to these. */
    public boolean isDone(double[] values) {
        return values.length >= most
                || values.length >= fewest && interval(values).halfWidth() <= halfWidth;
    }

    /** The number of seeds that it would take in all, by the deviation of the given values: at most {@code most}. */
    public int expected(double[] values) {
        var deviation = Math.sqrt(Moments.variance(values));
        for (var seeds = Math.max(fewest, values.length); seeds < most; seeds++) {
            if (SeedMean.quantile(seeds - 1, alpha / ALPHA_DIVISOR) * deviation / Math.sqrt(seeds) <= halfWidth) {
                return seeds;
            }
        }
        return most;
    }
}
