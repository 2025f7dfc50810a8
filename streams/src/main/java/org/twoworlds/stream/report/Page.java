package org.twoworlds.stream.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;

/** A self-contained HTML page in the making, and the folder into which its figures go as files too. */
final class Page {
    private static final String STYLE =
            """
            body{font:16px/1.5 system-ui,sans-serif;max-width:56rem;margin:2rem auto;padding:0 1rem;color:var(--ink);background:var(--paper)}
            a{color:var(--real)}h1{font-size:1.5rem;margin-bottom:.2rem;overflow-wrap:anywhere}h2{font-size:1.15rem;margin-top:2rem}
            table{display:block;overflow-x:auto;border-collapse:collapse;font-variant-numeric:tabular-nums;font-size:.9rem}
            th,td{padding:.2rem .7rem;text-align:right;border-bottom:1px solid var(--line)}
            .note,tr.t{background:color-mix(in srgb,var(--c1) 18%,transparent)}.note{padding:.6rem .9rem}
            img{max-width:100%;height:auto}pre{background:color-mix(in srgb,var(--ink) 5%,transparent);padding:.8rem;overflow:auto;font-size:.8rem}
            figure{margin:0}figure svg{display:block;width:100%;height:auto}figcaption{font-size:.95rem;margin-top:.3rem}
            .reading{margin:.2rem 0;font-size:.85rem;color:var(--quiet)}.key{margin:.2rem 0;font-size:.85rem}.key span{white-space:nowrap;margin-right:1.2rem}.key i{display:inline-block;width:1.6rem;height:.7rem;margin-right:.4rem;vertical-align:middle}
            .panels{display:grid;gap:.4rem 12px}.panels>div{min-width:0}.panels .u-legend{font-size:.78rem;margin:0}.panels p{margin:.3rem 0 0;font-size:.85rem;overflow-wrap:anywhere}
            .uplot{font-family:inherit}.u-legend{font-size:.85rem;text-align:left}
            .u-legend th,.u-legend td{border:0;padding:.1rem .3rem;text-align:left}.u-legend .u-label{display:inline!important;font-weight:400}
            .u-legend .u-marker{height:0!important;width:1.6rem!important}.u-legend .quiet{display:none}.u-select{background:color-mix(in srgb,var(--ink) 12%,transparent)}
            @media screen{.live>svg{display:none}}@media print{pre{white-space:pre-wrap}.panels,.key{display:none}}
            """;

    private final Path folder;
    private final StringBuilder html = new StringBuilder();
    private boolean live;

    Page(Path folder, String title) {
        this.folder = folder;
        html.append("<!doctype html><html lang=\"en\"><meta charset=\"utf-8\">")
                .append("<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><title>")
                .append(Markup.escaped(title))
                .append(" – twoworlds</title><style>")
                .append(Ink.style())
                .append(STYLE)
                .append("</style><h1>")
                .append(Markup.escaped(title))
                .append("</h1>");
    }

    /** Adds markup as it is. */
    Page add(String markup) {
        html.append(markup);
        return this;
    }

    /** Adds a paragraph of text. */
    Page text(String text) {
        html.append(Markup.escaped(text));
        return this;
    }

    /**
     * Adds a figure under its heading, with what it shows below; the figure is written as SVG and PNG beside the page as well. On a
     * screen, a figure of curves is drawn by uPlot, which shows the values under the pointer, enlarges a part, and hides a curve on
     * request.
     */
    Page figure(Figure figure) throws IOException {
        var painter = new FigurePainter(figure);
        Files.writeString(folder.resolve(figure.name() + ".svg"), painter.svgFile());
        Files.write(folder.resolve(figure.name() + ".png"), painter.png());
        html.append("<h2>").append(Markup.escaped(figure.heading())).append("</h2><figure>");
        if (!figure.reading().isEmpty()) {
            html.append("<p class=\"reading\">")
                    .append(Markup.escaped(figure.reading()))
                    .append("</p>");
        }
        html.append(painter.inPage());
        if (figure.isOfCurves() && !figure.isEmpty()) {
            live = true;
            html.append("<script type=\"application/json\">")
                    .append(LiveFigure.data(figure))
                    .append("</script>");
        }
        html.append("<figcaption>").append(Markup.escaped(figure.text())).append("</figcaption></figure>");
        return this;
    }

    /** Adds a picture of the folder under a heading. */
    Page picture(String heading, Path file) throws IOException {
        html.append("<h2>")
                .append(Markup.escaped(heading))
                .append("</h2><img alt=\"")
                .append(Markup.escaped(heading))
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
}
