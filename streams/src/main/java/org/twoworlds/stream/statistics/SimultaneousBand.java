package org.twoworlds.stream.statistics;

import java.util.Arrays;
import java.util.Comparator;

/**
 * A band that holds the true mean curve over seeds at every place at once, however its places are correlated. The band is as
 * wide at one place as at another, by the largest standard error of all. A place at which nothing varies, as where both
 * worlds are still the same, has no width.
 *
 * @param means the means over seeds, {@code [places]}
 * @param halfWidths half the band's width, {@code [places]}; NaN for one seed
 * @param factor the half width in units of the largest standard error
 */
public record SimultaneousBand(double[] means, double[] halfWidths, double factor) {
    /**
     * The band of means that are known with their variances.
     *
     * @param places the means at the places, at least one, all of the same seeds
     * @param alpha the probability with which the band may miss the curve somewhere
     */
    public static SimultaneousBand of(SeedMean[] places, double alpha) {
        var varying = (int) Arrays.stream(places).filter(p -> p.variance() > 0).count();
        var factor = varying == 0 ? 0 : MaximumModulus.factor(widest(places).freedom(), varying, alpha);
        return scaled(places, places[0].seeds() < 2 ? Double.NaN : factor);
    }

    /** The band of values {@code [seeds][places]} that share no test sample. */
    public static SimultaneousBand of(double[][] values, double alpha) {
        return of(places(values), alpha);
    }

    static SimultaneousBand scaled(SeedMean[] places, double factor) {
        var halfWidth = factor * widest(places).standardError();
        return new SimultaneousBand(
                Arrays.stream(places).mapToDouble(SeedMean::mean).toArray(),
                Arrays.stream(places)
                        .mapToDouble(p -> p.variance() == 0 ? 0 : halfWidth)
                        .toArray(),
                factor);
    }

    static SeedMean[] places(double[][] values) {
        var places = new SeedMean[values[0].length];
        for (var p = 0; p < places.length; p++) {
            var place = p;
            places[p] =
                    SeedMean.of(Arrays.stream(values).mapToDouble(v -> v[place]).toArray());
        }
        return places;
    }

    private static SeedMean widest(SeedMean[] places) {
        return Arrays.stream(places)
                .max(Comparator.comparingDouble(SeedMean::variance))
                .orElseThrow();
    }

    /**
     * The largest |mean| of all places, with an interval that holds the largest |true mean| as often as the band holds the
     * curve.
     */
    public Interval largest() {
        var estimate = 0.0;
        var low = 0.0;
        var high = 0.0;
        for (var i = 0; i < means.length; i++) {
            estimate = Math.max(estimate, Math.abs(means[i]));
            low = Math.max(low, Math.abs(means[i]) - halfWidths[i]);
            high = Math.max(high, Math.abs(means[i]) + halfWidths[i]);
        }
        return new Interval(estimate, low, high);
    }
}
