package org.twoworlds.stream.report;

/** A surface on which figures are painted, in pixels from the upper left corner. */
interface Canvas {
    /** Where a text lies beside its place. */
    enum Anchor {
        START,
        MIDDLE,
        END
    }

    /** Strokes a line through points. */
    void line(double[] x, double[] y, Ink ink, double opacity, double width, Dash dash);

    /** Fills an area; on a page, {@code words} are shown under the pointer where they are not empty. */
    void area(double[] x, double[] y, Ink ink, double opacity, String words);

    /** Writes a text upright, or turned by a quarter to the left. */
    void text(String text, double x, double y, Ink ink, Anchor anchor, int size, boolean isTurned);

    /** Paints nothing outside a rectangle, until {@link #free}. */
    void within(double x, double y, double width, double height);

    /** Paints everywhere again. */
    void free();
}
