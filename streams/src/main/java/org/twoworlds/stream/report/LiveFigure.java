package org.twoworlds.stream.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A figure's numbers, and the program in a page that draws them in place of the picture. */
final class LiveFigure {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String UPLOT = "/META-INF/resources/webjars/uplot/1.6.30/dist/";

    private LiveFigure() {}

    /** The numbers of a figure of curves, as JSON that may stand in HTML. */
    static String data(Figure figure) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("x", axis(Ranges.x(figure)));
        all.put("y", axis(Ranges.y(figure)));
        all.put("columns", FigurePainter.columns(figure.panels().size()));
        all.put("panels", figure.panels().stream().map(LiveFigure::panel).toList());
        try {
            return JSON.writeValueAsString(all).replace("<", "\\u003c");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, Object> axis(Axis axis) {
        return Map.of(
                "label", axis.label(), "log", axis.isLogarithmic(), "range", List.of(axis.least(), axis.greatest()));
    }

    private static Map<String, Object> panel(Figure.Panel panel) {
        List<Object> lines = new ArrayList<>();
        List<Object> bands = new ArrayList<>();
        List<Object> spans = new ArrayList<>();
        for (var layer : panel.layers()) {
            if (layer instanceof Layer.Line line) {
                lines.add(Map.of(
                        "label", line.label(),
                        "ink", line.ink().css(),
                        "dash", line.dash().pattern(),
                        "seed", line.isSeed(),
                        "x", numbers(line.x()),
                        "y", numbers(line.y())));
            } else if (layer instanceof Layer.Band band) {
                bands.add(Map.of(
                        "label", band.label(),
                        "ink", band.ink().css(),
                        "x", numbers(band.x()),
                        "low", numbers(band.low()),
                        "high", numbers(band.high())));
            } else if (layer instanceof Layer.Span span) {
                spans.add(
                        Map.of("label", span.label(), "at", numbers(new double[] {span.from(), span.at(), span.to()})));
            }
        }
        return Map.of("title", panel.title(), "lines", lines, "bands", bands, "spans", spans);
    }

    /** A series as JSON numbers; those that are not finite have no form in JSON and become null. */
    private static List<@Nullable Double> numbers(double[] numbers) {
        List<@Nullable Double> all = new ArrayList<>();
        Arrays.stream(numbers).forEach(n -> all.add(Double.isFinite(n) ? (Double) n : null));
        return all;
    }

    /** The drawing program and its style, which a page holds once. */
    static String program() {
        return "<style>" + text(UPLOT + "uPlot.min.css") + "</style><script>" + text(UPLOT + "uPlot.iife.min.js")
                + "</script><script>" + text("/twoworlds/figures.js") + "</script>";
    }

    private static String text(String resource) {
        try (var in = Objects.requireNonNull(LiveFigure.class.getResourceAsStream(resource), resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
