package org.twoworlds.stream.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;
import org.twoworlds.config.Metric;
import org.twoworlds.stream.log.Event;

/** The style of this project's figures, and their way into files. */
final class Charts {
    static final int WIDTH = 760;
    static final int HEIGHT = 420;
    static final Color RULE = new Color(0x555555);
    static final float[] DASHES = {7, 5};
    static final float[] DOTS = {2, 4};

    private Charts() {}

    static XYChart xy(String x, String y) {
        var chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .xAxisTitle(x)
                .yAxisTitle(y)
                .build();
        dress(chart.getStyler());
        chart.getStyler().setXAxisDecimalPattern("#,##0");
        return chart;
    }

    static void dress(AxesChartStyler styler) {
        styler.setLegendPosition(Styler.LegendPosition.OutsideS);
        styler.setLegendLayout(Styler.LegendLayout.Horizontal);
        styler.setLegendBorderColor(Color.WHITE);
        styler.setChartBackgroundColor(Color.WHITE);
        styler.setPlotBorderVisible(false);
        styler.setPlotGridLinesColor(new Color(0xe4e4e4));
        styler.setAxisTitleFont(new Font(Font.SANS_SERIF, Font.PLAIN, 14));
        styler.setYAxisDecimalPattern("0.0##");
    }

    static void line(XYSeries series, Color colour, BasicStroke stroke) {
        series.setLineColor(colour);
        series.setLineStyle(stroke);
        series.setMarker(SeriesMarkers.NONE);
    }

    /** Adds a curve in a metric; a curve without points adds nothing. */
    static Optional<XYSeries> curve(XYChart chart, String name, Map<Long, Event.Score> curve, Metric metric) {
        if (curve.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(chart.addSeries(
                name,
                curve.keySet().stream().mapToDouble(Long::doubleValue).toArray(),
                curve.values().stream().mapToDouble(s -> s.in(metric)).toArray()));
    }

    static BasicStroke solid() {
        return new BasicStroke(2.2f);
    }

    static BasicStroke dashed(float[] pattern) {
        return new BasicStroke(2.2f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, pattern, 0);
    }

    /** The loss of a world that diverged is beyond every axis: a gap in its curve. */
    private static void finite(Chart<?, ?> chart) {
        if (chart instanceof XYChart xy) {
            xy.getSeriesMap().values().forEach(series -> {
                var y = Arrays.stream(series.getYData())
                        .map(v -> Double.isFinite(v) ? v : Double.NaN)
                        .toArray();
                series.replaceData(series.getXData(), y, series.getExtraValues());
            });
        }
    }

    static String svg(Chart<?, ?> chart) {
        finite(chart);
        try (var out = new ByteArrayOutputStream()) {
            VectorGraphicsEncoder.saveVectorGraphic(chart, out, VectorGraphicsEncoder.VectorGraphicsFormat.SVG);
            return out.toString(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] png(Chart<?, ?> chart) {
        finite(chart);
        try {
            return BitmapEncoder.getBitmapBytes(chart, BitmapEncoder.BitmapFormat.PNG);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
