package org.twoworlds.stream.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.internal.chartpart.Chart;

/** A self-contained HTML page in the making, and the folder into which its figures go as files too. */
final class Page {
    private static final String STYLE =
            """
            body{font:16px/1.5 system-ui,sans-serif;max-width:56rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a}
            h1{font-size:1.5rem;margin-bottom:.2rem}h2{font-size:1.15rem;margin-top:2rem}
            table{display:block;overflow-x:auto;border-collapse:collapse;font-variant-numeric:tabular-nums;font-size:.9rem}
            th,td{padding:.2rem .7rem;text-align:right;border-bottom:1px solid #ddd}tr.t{background:#fff3d6}
            img{max-width:100%;height:auto}pre{background:#f5f5f5;padding:.8rem;overflow:auto;font-size:.8rem}
            .note{background:#fff3d6;padding:.6rem .9rem}figure{margin:0}
            .u-legend .quiet{display:none}@media screen{.live img{display:none}}@media print{pre{white-space:pre-wrap}.uplot{display:none}}
            """;

    private final Path folder;
    private final StringBuilder html = new StringBuilder();
    private boolean live;

    Page(Path folder, String title) {
        this.folder = folder;
        html.append("<!doctype html><html lang=\"en\"><meta charset=\"utf-8\">")
                .append("<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><title>")
                .append(escaped(title))
                .append(" – twoworlds</title><style>")
                .append(STYLE)
                .append("</style><h1>")
                .append(escaped(title))
                .append("</h1>");
    }

    /** Adds markup as it is. */
    Page add(String markup) {
        html.append(markup);
        return this;
    }

    /** Adds a paragraph of text. */
    Page text(String text) {
        html.append(escaped(text));
        return this;
    }

    /**
     * Adds a figure under a heading; the figure is written as SVG and PNG beside the page as well. On a screen, a figure with axes of
     * numbers and one value of a series at a place is drawn by uPlot, which shows the values under the pointer, enlarges a part, and
     * hides a curve on request.
     */
    Page figure(String heading, String name, String words, Chart<?, ?> chart) throws IOException {
        var svg = Charts.svg(chart);
        Files.writeString(folder.resolve(name + ".svg"), svg);
        Files.write(folder.resolve(name + ".png"), Charts.png(chart));
        html.append("<h2>")
                .append(escaped(heading))
                .append("</h2><figure><img alt=\"")
                .append(escaped(words))
                .append("\" src=\"data:image/svg+xml;base64,")
                .append(Base64.getEncoder().encodeToString(svg.getBytes(StandardCharsets.UTF_8)))
                .append("\">");
        if (chart instanceof XYChart xy && LiveFigure.isPossible(xy)) {
            live = true;
            html.append("<script type=\"application/json\">")
                    .append(LiveFigure.data(xy))
                    .append("</script>");
        }
        html.append("</figure>");
        return this;
    }

    /** Adds a picture of the folder under a heading. */
    Page picture(String heading, Path file) throws IOException {
        html.append("<h2>")
                .append(escaped(heading))
                .append("</h2><img alt=\"")
                .append(escaped(heading))
                .append("\" src=\"data:image/png;base64,")
                .append(Base64.getEncoder().encodeToString(Files.readAllBytes(file)))
                .append("\">");
        return this;
    }

    /** Writes the page into its folder. */
    Path write() throws IOException {
        if (live) {
            html.append(LiveFigure.program());
        }
        return Files.writeString(folder.resolve("report.html"), html.append("</html>\n"));
    }

    static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
