package org.twoworlds.stream.statistics;

/**
 * A rule by which seeds are added until an estimate is known closely enough: after each seed from the fewest on, the rule stops
 * where the interval at confidence 1 − α/{@value #ALPHA_DIVISOR} reaches no farther from the estimate than the wish, or at the
 * most seeds.
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
    private static final int ALPHA_DIVISOR = 2;
    private static final int BISECTIONS = 60;

    /** The probability with which the interval that the rule watches may miss, had the number of seeds been fixed. */
    public static double alphaOfLooks(double alpha) {
        return alpha / ALPHA_DIVISOR;
    }

    /** The interval of a mean that the rule watches, and that is reported once it has stopped. */
    public Interval interval(double[] values) {
        return SeedMean.of(values).interval(alphaOfLooks(alpha));
    }

    /** Whether no seed is to be added to these, whose mean is the estimate. */
    public boolean isDone(double[] values) {
        return isDone(values.length, interval(values));
    }

    /**
     * Whether no seed is to be added.
     *
     * @param seeds the number of seeds
     * @param watched the estimate's interval over them, at {@link #alphaOfLooks}
     */
    public boolean isDone(int seeds, Interval watched) {
        return seeds >= most || isPrecise(seeds, watched);
    }

    /** Whether the wish is met. */
    public boolean isPrecise(int seeds, Interval watched) {
        return seeds >= fewest && watched.reach() <= halfWidth;
    }

    /** The number of seeds that it would take in all, by the deviation of the given values: at most {@code most}. */
    public int expected(double[] values) {
        return expected(values.length, interval(values), TestShare.NONE);
    }

    /**
     * The number of seeds that it would take in all, if the scatter between seeds stays as it is: at most {@code most}.
     *
     * @param seeds the number of seeds, at least two
     * @param watched the estimate's interval over them, at {@link #alphaOfLooks}
     * @param share the test sample's part of the estimate's variance, which no seed makes less
     */
    public int expected(int seeds, Interval watched, TestShare share) {
        if (!watched.isKnown()) {
            return most;
        }
        var between = between(seeds, watched.reach(), share);
        for (var more = Math.max(fewest, seeds); more < most; more++) {
            if (reach(more, between, share) <= halfWidth) {
                return more;
            }
        }
        return most;
    }

    /** The variance between seeds from which Student's interval comes out as wide; 0 where the share alone is as wide. */
    private double between(int seeds, double reach, TestShare share) {
        var low = 0.0;
        var high = seeds * reach * reach;
        for (var i = 0; i < BISECTIONS; i++) {
            var middle = (low + high) / 2;
            if (reach(seeds, middle, share) < reach) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return high;
    }

    private double reach(int seeds, double between, TestShare share) {
        return SeedMean.of(0, between, seeds, share)
                .interval(alphaOfLooks(alpha))
                .high();
    }
}
