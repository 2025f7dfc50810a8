package org.twoworlds.stream.statistics;

import java.util.function.DoubleUnaryOperator;

/**
 * An estimate with the ends of its confidence interval, all in the estimate's unit. Ends that cannot be known, as for one seed,
 * are NaN.
 *
 * @param estimate the number itself
 * @param low the lower end
 * @param high the upper end
 */
public record Interval(double estimate, double low, double high) {
    /** An estimate whose ends are not known. */
    public static Interval unknown(double estimate) {
        return new Interval(estimate, Double.NaN, Double.NaN);
    }

    /** The interval that reaches as far to either side. */
    public static Interval around(double estimate, double halfWidth) {
        return new Interval(estimate, estimate - halfWidth, estimate + halfWidth);
    }

    /** The half width of the interval. */
    public double halfWidth() {
        return (high - low) / 2;
    }

    /** The distance of the estimate from the farther end: the half width, where both ends are as far. */
    public double reach() {
        return Math.max(high - estimate, estimate - low);
    }

    /** Whether both ends are numbers. */
    public boolean isKnown() {
        return !Double.isNaN(low) && !Double.isNaN(high);
    }

    /** Whether a value lies between the ends, or on one. */
    public boolean contains(double value) {
        return low <= value && value <= high;
    }

    /** The interval of an increasing function of the estimate. */
    public Interval map(DoubleUnaryOperator increasing) {
        return new Interval(
                increasing.applyAsDouble(estimate), increasing.applyAsDouble(low), increasing.applyAsDouble(high));
    }
}
