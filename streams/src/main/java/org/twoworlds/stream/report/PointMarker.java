package org.twoworlds.stream.report;

import java.util.stream.IntStream;

/** The marker of a figure's point: its shape tells designs apart without colour. */
enum PointMarker {
    CIRCLE(16, 0),
    SQUARE(4, 0.125),
    DIAMOND(4, 0),
    TRIANGLE(3, 0.75),
    CROSS(0, 0);

    private final int corners;
    private final double turn;

    PointMarker(int corners, double turn) {
        this.corners = corners;
        this.turn = turn;
    }

    static PointMarker of(int i) {
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
