package org.twoworlds.stream.statistics;

/** The mean and the variance of some numbers. */
final class Moments {
    private Moments() {}

    /** The mean; NaN for no numbers. */
    static double mean(double[] values) {
        var sum = 0.0;
        for (var v : values) {
            sum += v;
        }
        return sum / values.length;
    }

    /** The unbiased variance; NaN for fewer than two numbers. */
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
