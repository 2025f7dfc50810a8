package org.twoworlds.stream.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.twoworlds.stream.statistics.Interval;

/** The painting of one panel into a rectangle of a canvas. */
final class PanelPainter {
    static final double BAND = 0.18;
    private static final double SPAN = 0.08;
    private static final double SEED_OPACITY = 0.55;
    private static final double SEED_WIDTH = 0.9;
    private static final double MEAN_WIDTH = 2.2;
    private static final double RADIUS = 4.5;
    private static final int TEXT = 11;
    private static final int PIXELS_A_TICK_X = 70;
    private static final int PIXELS_A_TICK_Y = 36;

    private final Canvas canvas;
    private final Axis xAxis;
    private final Axis yAxis;
    private final double left;
    private final double top;
    private final double width;
    private final double height;

    PanelPainter(Canvas canvas, Axis xAxis, Axis yAxis, double left, double top, double width, double height) {
        this.canvas = canvas;
        this.xAxis = xAxis;
        this.yAxis = yAxis;
        this.left = left;
        this.top = top;
        this.width = width;
        this.height = height;
    }

    static double opacity(boolean isSeed) {
        return isSeed ? SEED_OPACITY : 1;
    }

    static double width(boolean isSeed) {
        return isSeed ? SEED_WIDTH : MEAN_WIDTH;
    }

    /** Paints the panel; numbers stand only at the axes that lie outside. */
    void paint(Figure.Panel panel, boolean isLeftmost, boolean isLowest) {
        grid(isLeftmost, isLowest);
        canvas.within(left, top, width, height);
        panel.layers().stream().filter(l -> l instanceof Layer.Span).forEach(l -> span((Layer.Span) l));
        panel.layers().stream().filter(l -> l instanceof Layer.Band).forEach(l -> band((Layer.Band) l));
        panel.layers().stream().filter(l -> l instanceof Layer.Line).forEach(l -> line((Layer.Line) l));
        panel.layers().stream().filter(l -> l instanceof Layer.Points).forEach(l -> points((Layer.Points) l));
        canvas.free();
        var marks = panel.layers().stream()
                .filter(l -> l instanceof Layer.Span && !l.label().isEmpty())
                .toList();
        for (var i = 0; i < marks.size(); i++) {
            mark((Layer.Span) marks.get(i), i);
        }
        if (!panel.title().isEmpty()) {
            canvas.text(panel.title(), left, top - 6, Ink.INK, Canvas.Anchor.START, TEXT + 1, false);
        }
    }

    private double x(double value) {
        return left + width * share(xAxis, value);
    }

    private double y(double value) {
        return top + height * (1 - share(yAxis, value));
    }

    private static double share(Axis axis, double value) {
        return axis.isLogarithmic()
                ? Math.log(value / axis.least()) / Math.log(axis.greatest() / axis.least())
                : (value - axis.least()) / (axis.greatest() - axis.least());
    }

    private void grid(boolean isLeftmost, boolean isLowest) {
        for (var tick : Ticks.of(xAxis, Math.max(2, (int) (width / PIXELS_A_TICK_X)))) {
            rule(x(tick), top, x(tick), top + height, Ink.LINE);
            if (isLowest) {
                canvas.text(
                        Ticks.text(xAxis, tick),
                        x(tick),
                        top + height + 15,
                        Ink.INK,
                        Canvas.Anchor.MIDDLE,
                        TEXT,
                        false);
            }
        }
        for (var tick : Ticks.of(yAxis, Math.max(2, (int) (height / PIXELS_A_TICK_Y)))) {
            rule(left, y(tick), left + width, y(tick), Ink.LINE);
            if (isLeftmost) {
                canvas.text(Ticks.text(yAxis, tick), left - 6, y(tick) + 4, Ink.INK, Canvas.Anchor.END, TEXT, false);
            }
        }
        if (yAxis.least() < 0 && yAxis.greatest() > 0 && yAxis.names().isEmpty()) {
            rule(left, y(0), left + width, y(0), Ink.QUIET);
        }
    }

    private void rule(double x1, double y1, double x2, double y2, Ink ink) {
        canvas.line(new double[] {x1, x2}, new double[] {y1, y2}, ink, 1, 1, Dash.SOLID);
    }

    private void span(Layer.Span span) {
        if (span.to() > span.from()) {
            canvas.area(
                    new double[] {x(span.from()), x(span.to()), x(span.to()), x(span.from())},
                    new double[] {top, top, top + height, top + height},
                    span.ink(),
                    SPAN,
                    span.label());
        }
        if (Double.isFinite(span.at())) {
            canvas.line(
                    new double[] {x(span.at()), x(span.at())},
                    new double[] {top, top + height},
                    span.ink(),
                    1,
                    1.2,
                    Dash.DOTTED);
        }
    }

    private void mark(Layer.Span span, int line) {
        var at = Double.isFinite(span.at()) ? span.at() : span.to();
        if (!Double.isFinite(at)) {
            canvas.text(span.label(), left + width - 4, top + 13 + 14 * line, Ink.INK, Canvas.Anchor.END, TEXT, false);
            return;
        }
        var isRight = x(at) > left + 0.6 * width;
        canvas.text(
                span.label(),
                x(at) + (isRight ? -4 : 4),
                top + 13 + 14 * line,
                span.ink(),
                isRight ? Canvas.Anchor.END : Canvas.Anchor.START,
                TEXT,
                false);
    }

    private void band(Layer.Band band) {
        for (var part : parts(band.x(), band.low(), band.high())) {
            var count = part.size();
            var xs = new double[2 * count];
            var ys = new double[2 * count];
            for (var i = 0; i < count; i++) {
                xs[i] = x(band.x()[part.get(i)]);
                ys[i] = y(band.high()[part.get(i)]);
                xs[2 * count - 1 - i] = xs[i];
                ys[2 * count - 1 - i] = y(band.low()[part.get(i)]);
            }
            canvas.area(xs, ys, band.ink(), BAND, "");
            if (band.ink() == Ink.QUIET) {
                // The null is told by its edges where a colour cannot be seen.
                canvas.line(Arrays.copyOf(xs, count), Arrays.copyOf(ys, count), band.ink(), 0.7, 1, Dash.DOTTED);
                canvas.line(
                        Arrays.copyOfRange(xs, count, 2 * count),
                        Arrays.copyOfRange(ys, count, 2 * count),
                        band.ink(),
                        0.7,
                        1,
                        Dash.DOTTED);
            }
        }
    }

    private void line(Layer.Line line) {
        for (var part : parts(line.x(), line.y(), line.y())) {
            canvas.line(
                    part.stream().mapToDouble(i -> x(line.x()[i])).toArray(),
                    part.stream().mapToDouble(i -> y(line.y()[i])).toArray(),
                    line.ink(),
                    opacity(line.isSeed()),
                    width(line.isSeed()),
                    line.dash());
        }
    }

    /** The places that can be drawn, in pieces without a gap. */
    private List<List<Integer>> parts(double[] at, double[] first, double[] second) {
        List<List<Integer>> parts = new ArrayList<>();
        List<Integer> part = new ArrayList<>();
        for (var i = 0; i < at.length; i++) {
            if (Double.isFinite(share(xAxis, at[i]))
                    && Double.isFinite(share(yAxis, first[i]))
                    && Double.isFinite(share(yAxis, second[i]))) {
                part.add(i);
            } else if (!part.isEmpty()) {
                parts.add(part);
                part = new ArrayList<>();
            }
        }
        if (!part.isEmpty()) {
            parts.add(part);
        }
        return parts;
    }

    private void points(Layer.Points points) {
        for (var i = 0; i < points.across().size(); i++) {
            var across = points.across().get(i);
            var up = points.up().get(i);
            if (!Double.isFinite(share(xAxis, across.estimate())) || !Double.isFinite(share(yAxis, up.estimate()))) {
                continue;
            }
            bar(points, across, up);
            point(
                    canvas,
                    points,
                    x(across.estimate()),
                    y(up.estimate()),
                    points.names().get(i));
        }
    }

    private void bar(Layer.Points points, Interval across, Interval up) {
        if (across.isKnown()) {
            var y = y(up.estimate());
            canvas.line(
                    new double[] {x(across.low()), x(across.high())},
                    new double[] {y, y},
                    points.ink(),
                    0.8,
                    1.2,
                    Dash.SOLID);
        }
        if (up.isKnown()) {
            var x = x(across.estimate());
            canvas.line(
                    new double[] {x, x}, new double[] {y(up.low()), y(up.high())}, points.ink(), 0.8, 1.2, Dash.SOLID);
        }
    }

    static void point(Canvas canvas, Layer.Points points, double x, double y, String words) {
        var shape = points.shape();
        var radius = points.isSeed() ? RADIUS * 0.65 : RADIUS * 1.1;
        if (shape.corners() == 0) {
            for (var sign : new int[] {1, -1}) {
                canvas.line(
                        new double[] {x - radius, x + radius},
                        new double[] {y - sign * radius, y + sign * radius},
                        points.ink(),
                        opacity(points.isSeed()),
                        1.6,
                        Dash.SOLID);
            }
            return;
        }
        canvas.area(shape.x(x, radius), shape.y(y, radius), points.ink(), points.isSeed() ? 0.4 : 0.95, words);
    }
}
