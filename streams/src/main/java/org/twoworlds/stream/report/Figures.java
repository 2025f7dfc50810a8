package org.twoworlds.stream.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;
import org.twoworlds.stream.analysis.Gap;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.analysis.StoppingTime;
import org.twoworlds.stream.log.Event;

/** The figures of one run as SVG, drawn as the paper's Figure 1. */
final class Figures {
    private static final int WIDTH = 760;
    private static final int HEIGHT = 420;
    private static final Color REAL = new Color(0x1f5fa8);
    private static final Color IDEAL = new Color(0xc8501e);
    private static final Color TRAIN = new Color(0x7a9cc6);
    private static final Color RULE = new Color(0x555555);
    private static final float[] DASHES = {7, 5};
    private static final float[] DOTS = {2, 4};
    private static final double NORMAL_95 = 1.96;

    private Figures() {}

    /** SoftError over steps: Real test solid, Ideal test dashed, Real train dotted, T(n) marked. */
    static String softError(RunView view, Optional<StoppingTime> stopping) {
        var chart = chart("SoftError");
        chart.getStyler().setYAxisMin(0.0).setYAxisMax(1.0);
        add(chart, "Real World, test", view.curve("real", "test"), REAL, new BasicStroke(2.2f));
        add(chart, "Ideal World, test", view.curve("ideal", "test"), IDEAL, dashed(DASHES));
        add(chart, "Real World, train-clean", view.curve("real", "train-clean"), TRAIN, dashed(DOTS));
        add(chart, "Real World, train-seen", view.curve("real", "train-seen"), Color.GRAY, dashed(DOTS));
        stopping.ifPresent(t -> mark(chart, t, 1));
        return svg(chart);
    }

    /** The bootstrap error with its 95 % band of test sampling, and the generalization gap. */
    static String gap(List<Gap> gaps, Optional<StoppingTime> stopping) {
        var chart = chart("difference in SoftError");
        if (!gaps.isEmpty()) {
            var steps = gaps.stream().mapToDouble(Gap::step).toArray();
            var bootstrap = gaps.stream().mapToDouble(Gap::softError).toArray();
            var band = gaps.stream()
                    .mapToDouble(g -> NORMAL_95 * g.standardError().orElse(0))
                    .toArray();
            style(
                    chart.addSeries("bootstrap error (Real − Ideal test)", steps, bootstrap, band),
                    IDEAL,
                    new BasicStroke(2.2f));
            var general =
                    gaps.stream().filter(g -> g.generalizationGap().isPresent()).toList();
            if (!general.isEmpty()) {
                style(
                        chart.addSeries(
                                "generalization gap (Real test − train)",
                                general.stream().mapToDouble(Gap::step).toArray(),
                                general.stream()
                                        .mapToDouble(g -> g.generalizationGap().getAsDouble())
                                        .toArray()),
                        REAL,
                        dashed(DASHES));
            }
            var highest = gaps.stream()
                    .mapToDouble(
                            g -> Math.max(g.softError(), g.generalizationGap().orElse(0)))
                    .max()
                    .orElse(1);
            stopping.ifPresent(t -> mark(chart, t, highest));
        }
        return svg(chart);
    }

    private static XYChart chart(String y) {
        var chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .xAxisTitle("SGD steps")
                .yAxisTitle(y)
                .build();
        var styler = chart.getStyler();
        styler.setLegendPosition(Styler.LegendPosition.OutsideS);
        styler.setLegendLayout(Styler.LegendLayout.Horizontal);
        styler.setLegendBorderColor(Color.WHITE);
        styler.setChartBackgroundColor(Color.WHITE);
        styler.setPlotBorderVisible(false);
        styler.setPlotGridLinesColor(new Color(0xe4e4e4));
        styler.setAxisTitleFont(new Font(Font.SANS_SERIF, Font.PLAIN, 14));
        styler.setXAxisDecimalPattern("#,##0");
        styler.setYAxisDecimalPattern("0.0##");
        return chart;
    }

    private static void add(
            XYChart chart, String name, Map<Long, Event.Score> curve, Color colour, BasicStroke stroke) {
        if (!curve.isEmpty()) {
            var steps = curve.keySet().stream().mapToDouble(Long::doubleValue).toArray();
            var values =
                    curve.values().stream().mapToDouble(Event.Score::softError).toArray();
            style(chart.addSeries(name, steps, values), colour, stroke);
        }
    }

    private static void style(XYSeries series, Color colour, BasicStroke stroke) {
        series.setLineColor(colour);
        series.setLineStyle(stroke);
        series.setMarker(SeriesMarkers.NONE);
    }

    private static BasicStroke dashed(float[] pattern) {
        return new BasicStroke(2.2f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, pattern, 0);
    }

    private static void mark(XYChart chart, StoppingTime t, double y) {
        var line = chart.addSeries("T(n) = " + t.step(), new double[] {t.step(), t.step()}, new double[] {0, y});
        style(line, RULE, dashed(DOTS));
    }

    private static String svg(XYChart chart) {
        try (var out = new ByteArrayOutputStream()) {
            VectorGraphicsEncoder.saveVectorGraphic(chart, out, VectorGraphicsEncoder.VectorGraphicsFormat.SVG);
            return out.toString(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
