package org.twoworlds.stream.statistics;

/**
 * The value of repeated samples by Muennighoff et al. 2023 (2305.16264, equation 5): K epochs over n samples are worth n′ = n + n
 * R* (1 − e^(−(K − 1)/R*)) fresh ones. Its constant is fitted as the decay ρ = 1/R*, in which the law goes smoothly through ρ = 0, where
 * every epoch is worth fresh samples.
 */
public final class RepeatDecay {
    /** R* as Muennighoff et al. found it for language models. */
    public static final double THEIRS = 15.387756;

    private static final double LEAST = -0.2;
    private static final double MOST = 20;
    private static final int PARTS = 300;
    private static final int REFINEMENTS = 60;
    private static final double NEAR_ZERO = 1e-9;

    private RepeatDecay() {}

    /** The effective re-use rate n′/n of K epochs. */
    public static double worth(double epochs, double decay) {
        return Math.abs(decay) < NEAR_ZERO ? epochs : 1 - Math.expm1(-(epochs - 1) * decay) / decay;
    }

    /**
     * The decay with the least squares of the logarithms of effective re-use rates, between {@value #LEAST} and {@value #MOST}.
     *
     * @param epochs the numbers of epochs, at least one of them above 1
     * @param worths the effective re-use rates n′/n, above 0
     */
    public static double fit(double[] epochs, double[] worths) {
        // The squares may have several minima, of which the grid finds the least.
        var best = 0;
        var least = squares(epochs, worths, grid(0));
        for (var i = 1; i <= PARTS; i++) {
            var here = squares(epochs, worths, grid(i));
            best = here < least ? i : best;
            least = Math.min(least, here);
        }
        var low = grid(Math.max(0, best - 1));
        var high = grid(Math.min(PARTS, best + 1));
        for (var i = 0; i < REFINEMENTS; i++) {
            var a = low + (high - low) / 3;
            var b = high - (high - low) / 3;
            if (squares(epochs, worths, a) < squares(epochs, worths, b)) {
                high = b;
            } else {
                low = a;
            }
        }
        return (low + high) / 2;
    }

    /** The places of the grid, closer where decays are small. */
    private static double grid(int i) {
        return LEAST + (MOST - LEAST) * Math.pow((double) i / PARTS, 2);
    }

    private static double squares(double[] epochs, double[] worths, double decay) {
        var sum = 0.0;
        for (var i = 0; i < epochs.length; i++) {
            var left = Math.log(worths[i]) - Math.log(worth(epochs[i], decay));
            sum += left * left;
        }
        return sum;
    }

    /**
     * R* over seeds: one over the mean decay, with the interval of the mean decay; infinite where a decay of 0 is not excluded, and
     * the upper end with it.
     *
     * @param decays the decays, one of each seed
     * @param alpha the probability with which the interval may miss
     */
    public static Interval rStar(double[] decays, double alpha) {
        var decay = SeedMean.of(decays).interval(alpha);
        return new Interval(inverse(decay.estimate()), inverse(decay.high()), inverse(decay.low()));
    }

    private static double inverse(double decay) {
        return decay <= 0 ? Double.POSITIVE_INFINITY : 1 / decay;
    }
}
