package org.twoworlds.stream.report;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A figure as SVG in a page, whose style has the colours; or of its own, with both colours in it. */
final class SvgCanvas implements Canvas {
    private final StringBuilder svg = new StringBuilder();
    private final int width;
    private final int height;
    private final String words;
    private final String prefix;
    private int clips;

    SvgCanvas(int width, int height, String name, String words) {
        this.width = width;
        this.height = height;
        this.words = words;
        prefix = name;
    }

    private static String number(double value) {
        var text = String.format(Locale.ROOT, "%.1f", value);
        return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    }

    private static String points(double[] x, double[] y) {
        return IntStream.range(0, x.length)
                .mapToObj(i -> number(x[i]) + "," + number(y[i]))
                .collect(Collectors.joining(" "));
    }

    @Override
    public void line(double[] x, double[] y, Ink ink, double opacity, double width, Dash dash) {
        svg.append("<polyline fill=\"none\" class=\"s-")
                .append(ink.css())
                .append("\" stroke=\"")
                .append(ink.light())
                .append("\" stroke-width=\"")
                .append(number(width))
                .append('"');
        if (opacity < 1) {
            svg.append(" stroke-opacity=\"").append(opacity).append('"');
        }
        if (dash.pattern().length > 0) {
            svg.append(" stroke-dasharray=\"")
                    .append(Arrays.toString(dash.pattern())
                            .replaceAll("[\\[\\],]", "")
                            .replace(".0", ""))
                    .append('"');
        }
        svg.append(" points=\"").append(points(x, y)).append("\"/>");
    }

    @Override
    public void area(double[] x, double[] y, Ink ink, double opacity, String shown) {
        svg.append("<polygon class=\"f-")
                .append(ink.css())
                .append("\" fill=\"")
                .append(ink.light())
                .append("\" fill-opacity=\"")
                .append(opacity)
                .append("\" points=\"")
                .append(points(x, y))
                .append('"')
                .append(shown.isEmpty() ? "/>" : "><title>" + Markup.escaped(shown) + "</title></polygon>");
    }

    @Override
    public void text(String text, double x, double y, Ink ink, Anchor anchor, int size, boolean isTurned) {
        svg.append("<text class=\"f-")
                .append(ink.css())
                .append("\" fill=\"")
                .append(ink.light())
                .append("\" font-size=\"")
                .append(size)
                .append("\" text-anchor=\"")
                .append(anchor.name().toLowerCase(Locale.ROOT))
                .append('"');
        if (isTurned) {
            svg.append(" transform=\"rotate(-90 %s %s)\"".formatted(number(x), number(y)));
        }
        svg.append(" x=\"")
                .append(number(x))
                .append("\" y=\"")
                .append(number(y))
                .append("\">")
                .append(Markup.escaped(text))
                .append("</text>");
    }

    @Override
    public void within(double x, double y, double wide, double high) {
        var id = prefix + "-clip-" + clips++;
        svg.append(
                "<clipPath id=\"%s\"><rect x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\"/></clipPath><g clip-path=\"url(#%s)\">"
                        .formatted(id, number(x), number(y), number(wide), number(high), id));
    }

    @Override
    public void free() {
        svg.append("</g>");
    }

    /** The picture as a part of a page. */
    String inPage() {
        return opened(" role=\"img\" style=\"max-width:" + width + "px\" aria-label=\"" + Markup.escaped(words) + "\"")
                + svg + "</svg>";
    }

    /** The picture as a file of its own: dark where the reader's pages are. */
    String ofItsOwn() {
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                + opened(" xmlns=\"http://www.w3.org/2000/svg\" width=\"" + width + "\" height=\"" + height + "\"")
                + "<style>" + Ink.style() + "</style><title>" + Markup.escaped(words) + "</title><rect width=\"" + width
                + "\" height=\"" + height + "\" class=\"f-paper\" fill=\"" + Ink.PAPER.light() + "\"/>" + svg
                + "</svg>\n";
    }

    private String opened(String more) {
        return "<svg viewBox=\"0 0 " + width + " " + height + "\" font-family=\"system-ui, sans-serif\"" + more + ">";
    }
}
