package org.twoworlds.stream.report;

import java.util.ArrayList;
import java.util.List;

/** The painting of a figure: its panels in a grid, and one legend below. */
final class FigurePainter {
    private static final int WIDTH = 760;
    private static final int POINTS_WIDTH = 480;
    private static final int HEIGHT = 340;
    private static final int SMALL_HEIGHT = 190;
    private static final int LEFT = 70;
    private static final int TITLE = 20;
    private static final int TOP = 10;
    private static final int BELOW = 26;
    private static final int LABEL = 22;
    private static final int LEGEND_LINE = 20;
    private static final int GAP = 26;
    private static final int KEY = 34;
    private static final int TEXT = 12;
    private static final double CHARACTER = 6.6;
    private static final int NAMES_LEFT = 150;
    private static final int NAME_HEIGHT = 26;

    private final Figure figure;
    private final Axis x;
    private final Axis y;
    private final int width;
    private final int columns;
    private final int rows;
    private final int left;
    private final int panelHeight;
    private final List<Layer> keys = new ArrayList<>();

    FigurePainter(Figure figure) {
        this.figure = figure;
        x = Ranges.x(figure);
        y = Ranges.y(figure);
        width = figure.isOfCurves() ? WIDTH : POINTS_WIDTH;
        columns = columns(figure.panels().size());
        rows = (figure.panels().size() + columns - 1) / columns;
        left = y.names().isEmpty() ? LEFT : NAMES_LEFT;
        panelHeight = !y.names().isEmpty()
                ? Math.max(120, NAME_HEIGHT * y.names().size()) + TITLE + BELOW
                : rows == 1 && columns == 1 ? HEIGHT : SMALL_HEIGHT + (columns < 3 ? 50 : 0);
        for (var layer : figure.layers()) {
            if (!layer.label().isEmpty()
                    && !(layer instanceof Layer.Span)
                    && keys.stream().noneMatch(k -> k.label().equals(layer.label()))) {
                keys.add(layer);
            }
        }
    }

    /** How many of so many panels stand beside each other. */
    static int columns(int panels) {
        return panels <= 3 ? Math.max(1, panels) : panels == 4 ? 2 : panels <= 9 ? 3 : 4;
    }

    private int legendLines() {
        var line = 1;
        var at = 0.0;
        for (var key : keys) {
            if (at > 0 && at + keyWidth(key) > width - left) {
                line++;
                at = 0;
            }
            at += keyWidth(key);
        }
        return keys.isEmpty() ? 0 : line;
    }

    private static double keyWidth(Layer key) {
        return KEY + CHARACTER * key.label().length() + GAP;
    }

    int height() {
        return rows * panelHeight + LABEL + legendLines() * LEGEND_LINE + 6;
    }

    /** The picture in a page. */
    String inPage() {
        var canvas = svg();
        return canvas.inPage();
    }

    /** The picture as an SVG file. */
    String svgFile() {
        return svg().ofItsOwn();
    }

    private SvgCanvas svg() {
        var canvas = new SvgCanvas(width, height(), figure.name(), figure.heading() + ". " + figure.text());
        paint(canvas);
        return canvas;
    }

    /** The picture as a PNG file. */
    byte[] png() {
        var canvas = new PngCanvas(width, height());
        paint(canvas);
        return canvas.png();
    }

    private void paint(Canvas canvas) {
        var wide = (width - left - GAP * columns) / (double) columns;
        for (var i = 0; i < figure.panels().size(); i++) {
            var column = i % columns;
            var isLowest = i + columns >= figure.panels().size();
            new PanelPainter(
                            canvas,
                            x,
                            y,
                            left + column * (wide + GAP),
                            (i / columns) * panelHeight
                                    + (figure.panels().get(i).title().isEmpty() ? TOP : TITLE),
                            wide,
                            panelHeight
                                    - BELOW
                                    - (figure.panels().get(i).title().isEmpty() ? TOP : TITLE))
                    .paint(figure.panels().get(i), column == 0, isLowest || columns == 1);
        }
        canvas.text(
                x.label(),
                left + (width - left) / 2.0,
                rows * panelHeight + 12,
                Ink.INK,
                Canvas.Anchor.MIDDLE,
                TEXT,
                false);
        canvas.text(y.label(), 13, rows * panelHeight / 2.0, Ink.INK, Canvas.Anchor.MIDDLE, TEXT, true);
        legend(canvas);
    }

    private void legend(Canvas canvas) {
        var line = rows * panelHeight + LABEL + 12.0;
        double at = left;
        for (var key : keys) {
            if (at > left && at + keyWidth(key) > width) {
                line += LEGEND_LINE;
                at = left;
            }
            key(canvas, key, at, line - 4);
            canvas.text(key.label(), at + KEY - 6, line, Ink.INK, Canvas.Anchor.START, TEXT, false);
            at += keyWidth(key);
        }
    }

    private static void key(Canvas canvas, Layer key, double at, double middle) {
        var ends = new double[] {at, at + KEY - 12};
        if (key instanceof Layer.Line line) {
            canvas.line(
                    ends,
                    new double[] {middle, middle},
                    line.ink(),
                    PanelPainter.opacity(line.isSeed()),
                    PanelPainter.width(line.isSeed()),
                    line.dash());
        } else if (key instanceof Layer.Band band) {
            canvas.area(
                    new double[] {ends[0], ends[1], ends[1], ends[0]},
                    new double[] {middle - 5, middle - 5, middle + 5, middle + 5},
                    band.ink(),
                    PanelPainter.BAND,
                    "");
        } else if (key instanceof Layer.Points points) {
            PanelPainter.point(canvas, points, at + (KEY - 12) / 2.0, middle, "");
        }
    }
}
