package org.twoworlds.stream.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.Color;
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
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** A figure's numbers, and the program in a page that draws them in place of the picture. */
final class LiveFigure {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String UPLOT = "/META-INF/resources/webjars/uplot/1.6.30/dist/";

    private LiveFigure() {}

    /** Whether a chart can be drawn from its numbers alone: axes that name other numbers, and points one above the other, stay a picture. */
    static boolean isPossible(XYChart chart) {
        var styler = chart.getStyler();
        return styler.getxAxisTickLabelsFormattingFunction() == null
                && styler.getyAxisTickLabelsFormattingFunction() == null
                && chart.getSeriesMap().values().stream()
                        .filter(s -> s.getMarker() != SeriesMarkers.NONE)
                        .allMatch(s -> Arrays.stream(s.getXData()).distinct().count() == s.getXData().length);
    }

    /** A painted chart's numbers, as JSON that may stand in HTML. */
    static String data(XYChart chart) {
        Map<String, @Nullable Object> figure = new LinkedHashMap<>();
        figure.put("x", chart.getXAxisTitle());
        figure.put("y", chart.getYAxisTitle());
        figure.put("logX", chart.getStyler().isXAxisLogarithmic());
        figure.put("logY", chart.getStyler().isYAxisLogarithmic());
        figure.put("least", chart.getStyler().getYAxisMin());
        figure.put("greatest", chart.getStyler().getYAxisMax());
        List<Object> all = new ArrayList<>();
        chart.getSeriesMap().values().forEach(series -> all.add(series(series)));
        figure.put("series", all);
        try {
            return JSON.writeValueAsString(figure).replace("<", "\\u003c");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, Object> series(XYSeries series) {
        var points = series.getMarker() != SeriesMarkers.NONE;
        Map<String, Object> one = new LinkedHashMap<>();
        one.put("name", series.getName());
        one.put("colour", hex(points ? series.getMarkerColor() : series.getLineColor()));
        one.put("points", points);
        one.put("line", series.getXYSeriesRenderStyle() != XYSeries.XYSeriesRenderStyle.Scatter);
        one.put("named", series.isShowInLegend());
        var dashes = series.getLineStyle().getDashArray();
        one.put("dashes", dashes == null ? new float[0] : dashes);
        one.put("at", numbers(series.getXData()));
        one.put("values", numbers(series.getYData()));
        if (series.getExtraValues() != null) {
            one.put("errors", numbers(series.getExtraValues()));
        }
        return one;
    }

    private static String hex(Color colour) {
        return "#%06x".formatted(colour.getRGB() & 0xffffff);
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
