package org.twoworlds.stream.report;

import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.twoworlds.stream.statistics.Interval;

/** A layer of a panel, in the units of its axes. Numbers that are not finite leave gaps. */
sealed interface Layer {
    /** The words of the legend; empty for a layer that it does not name. */
    String label();

    /** The colour. */
    Ink ink();

    /** The places on the x axis that must be seen. */
    double[] x();

    /** The places on the y axis that must be seen. */
    double[] y();

    /** The ends of bands and bars along the y axis, which may reach out of the figure. */
    default double[] ends() {
        return new double[0];
    }

    /**
     * A curve.
     *
     * @param isSeed whether it is one seed's, and stands back behind the mean
     */
    record Line(String label, Ink ink, Dash dash, boolean isSeed, double[] x, double[] y) implements Layer {}

    /** A band between two curves. */
    record Band(String label, Ink ink, double[] x, double[] low, double[] high) implements Layer {
        @Override
        public double[] y() {
            return new double[0];
        }

        @Override
        public double[] ends() {
            return DoubleStream.concat(DoubleStream.of(low), DoubleStream.of(high))
                    .toArray();
        }
    }

    /**
     * Points, each with bars where its intervals are known.
     *
     * @param isSeed whether each is one seed's, and stands back behind the mean
     * @param across the places on the x axis
     * @param up the places on the y axis
     * @param names what each is, one a point
     */
    record Points(
            String label,
            Ink ink,
            PointMarker shape,
            boolean isSeed,
            List<Interval> across,
            List<Interval> up,
            List<String> names)
            implements Layer {
        @Override
        public double[] x() {
            return numbers(across, Interval::estimate);
        }

        @Override
        public double[] y() {
            return numbers(up, Interval::estimate);
        }

        @Override
        public double[] ends() {
            return DoubleStream.concat(
                            DoubleStream.of(numbers(up, Interval::low)), DoubleStream.of(numbers(up, Interval::high)))
                    .toArray();
        }

        private static double[] numbers(List<Interval> all, ToDoubleFunction<Interval> number) {
            return all.stream().mapToDouble(number).toArray();
        }
    }

    /** A place on the x axis with its spread: from the least to the greatest, and the middle; NaN where it is not known. */
    record Span(String label, double from, double at, double to) implements Layer {
        @Override
        public Ink ink() {
            return Ink.INK;
        }

        @Override
        public double[] x() {
            return Stream.of(from, to).mapToDouble(v -> v).toArray();
        }

        @Override
        public double[] y() {
            return new double[0];
        }
    }
}
