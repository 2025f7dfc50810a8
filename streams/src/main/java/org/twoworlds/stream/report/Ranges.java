package org.twoworlds.stream.report;

import java.util.Arrays;
import java.util.function.Function;
import java.util.stream.DoubleStream;

/**
 * The ranges of a figure's axes: all curves and points, and as much of bands and bars as lies no farther beyond them than they
 * reach themselves, so that the band of few seeds does not press all curves into one line.
 */
final class Ranges {
    private static final double ROOM = 0.05;
    private static final double FACTOR = 1.15;

    private Ranges() {}

    /** The x axis with its ends. */
    static Axis x(Figure figure) {
        var points = !figure.isOfCurves();
        return fitted(figure.x(), all(figure, Layer::x), DoubleStream.empty(), points);
    }

    /** The y axis with its ends. */
    static Axis y(Figure figure) {
        return fitted(figure.y(), all(figure, Layer::y), all(figure, Layer::ends), true);
    }

    private static DoubleStream all(Figure figure, Function<Layer, double[]> numbers) {
        return figure.layers().stream().flatMapToDouble(l -> Arrays.stream(numbers.apply(l)));
    }

    private static Axis fitted(Axis axis, DoubleStream must, DoubleStream may, boolean hasRoom) {
        if (axis.isFixed()) {
            return axis;
        }
        var data = must.filter(v -> Double.isFinite(v) && (!axis.isLogarithmic() || v > 0))
                .summaryStatistics();
        if (data.getCount() == 0) {
            return axis.between(axis.isLogarithmic() ? 0.1 : 0, 1);
        }
        var bands = may.filter(Double::isFinite).summaryStatistics();
        var low = data.getMin();
        var high = data.getMax();
        if (axis.isLogarithmic()) {
            return axis.between(low / FACTOR, high * FACTOR);
        }
        var reach = high > low ? high - low : Math.max(Math.abs(high), 1e-3);
        if (bands.getCount() > 0) {
            low = Math.max(data.getMin() - reach, Math.min(low, bands.getMin()));
            high = Math.min(data.getMax() + reach, Math.max(high, bands.getMax()));
        }
        if (low == high) {
            low -= reach / 2;
            high += reach / 2;
        }
        var room = hasRoom ? ROOM * (high - low) : 0;
        // A score is never below 0, and so neither is its axis.
        var least = data.getMin() >= 0 ? Math.max(0, low - room) : low - room;
        return axis.between(
                Double.isNaN(axis.least()) ? least : axis.least(),
                Double.isNaN(axis.greatest()) ? high + room : axis.greatest());
    }
}
