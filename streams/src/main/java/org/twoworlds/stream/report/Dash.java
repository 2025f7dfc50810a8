package org.twoworlds.stream.report;

/** The stroke of a line: a world is told by it where a colour cannot be seen. */
enum Dash {
    SOLID(),
    DASHED(7, 5),
    DOTTED(2, 4),
    DASH_DOT(8, 3, 2, 3);

    private final float[] pattern;

    Dash(float... pattern) {
        this.pattern = pattern;
    }

    /** Lengths of strokes and gaps in pixels; empty for a solid line. */
    float[] pattern() {
        return pattern.clone();
    }

    /** The stroke of the setting with a number from 0. */
    static Dash of(int setting) {
        return new Dash[] {SOLID, DASHED, DASH_DOT, DOTTED}[setting % 4];
    }
}
