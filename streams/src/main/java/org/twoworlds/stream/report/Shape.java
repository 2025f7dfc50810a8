package org.twoworlds.stream.report;

import java.util.stream.IntStream;

/** The shape of a point. */
enum Shape {
    CIRCLE(16, 0),
    SQUARE(4, 0.125),
    DIAMOND(4, 0),
    TRIANGLE(3, 0.75),
    CROSS(0, 0);

    private final int corners;
    private final double turn;

    Shape(int corners, double turn) {
        this.corners = corners;
        this.turn = turn;
    }

    static Shape of(int i) {
        return values()[i % values().length];
    }

    /** The number of corners; 0 for two strokes. */
    int corners() {
        return corners;
    }

    double[] x(double middle, double radius) {
        return IntStream.range(0, corners)
                .mapToDouble(i -> middle + radius * Math.cos(2 * Math.PI * ((double) i / corners + turn)))
                .toArray();
    }

    double[] y(double middle, double radius) {
        return IntStream.range(0, corners)
                .mapToDouble(i -> middle + radius * Math.sin(2 * Math.PI * ((double) i / corners + turn)))
                .toArray();
    }
}
