package org.twoworlds.stream.statistics;

/** The mean and the variance of some numbers. */
final class Moments {
    private Moments() {}

    /** The mean; NaN of none. */
    static double mean(double[] values) {
        var sum = 0.0;
        for (var v : values) {
            sum += v;
        }
        return sum / values.length;
    }

    /** The unbiased variance; NaN of fewer than two. */
    static double variance(double[] values) {
        if (values.length < 2) {
            return Double.NaN;
        }
        var mean = mean(values);
        var squares = 0.0;
        for (var v : values) {
            squares += (v - mean) * (v - mean);
        }
        return squares / (values.length - 1);
    }
}
