package org.twoworlds.stream.report;

import java.util.List;

/**
 * An axis that all panels of a figure share.
 *
 * @param isLogarithmic whether equal distances are equal ratios
 * @param least its beginning; NaN for what the layers need
 * @param greatest its end; NaN for what the layers need
 * @param names what stands at 0, 1, 2…; empty for an axis of numbers
 */
record Axis(String label, boolean isLogarithmic, double least, double greatest, List<String> names) {
    static Axis of(String label) {
        return new Axis(label, false, Double.NaN, Double.NaN, List.of());
    }

    static Axis logarithmic(String label) {
        return new Axis(label, true, Double.NaN, Double.NaN, List.of());
    }

    static Axis named(String label, List<String> names) {
        return new Axis(label, false, -0.6, names.size() - 0.4, names);
    }

    Axis between(double from, double to) {
        return new Axis(label, isLogarithmic, from, to, names);
    }

    boolean isFixed() {
        return !Double.isNaN(least) && !Double.isNaN(greatest);
    }
}
