package org.twoworlds.stream.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.twoworlds.config.Metric;
import org.twoworlds.config.ScoredSet;
import org.twoworlds.config.WorldName;
import org.twoworlds.stream.analysis.Gap;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.analysis.StoppingTime;
import org.twoworlds.stream.log.Event;

/** The figures of one run, drawn as the paper's Figure 1. */
final class Figures {
    private static final Color REAL = new Color(0x1f5fa8);
    private static final Color IDEAL = new Color(0xc8501e);
    private static final Color TRAIN = new Color(0x7a9cc6);
    private static final double NORMAL_95 = 1.96;

    private Figures() {}

    /** A metric over steps: Real test solid, Ideal test dashed, Real train dotted, T(n) marked. */
    static XYChart worlds(RunView view, Metric metric, Optional<StoppingTime> stopping) {
        var chart = Charts.xy("SGD steps", metric.toString());
        if (metric != Metric.LOSS) {
            chart.getStyler().setYAxisMin(0.0).setYAxisMax(1.0);
        }
        var real = view.config().world().label(WorldName.REAL);
        add(chart, metric, real + ", test", view.curve(WorldName.REAL, ScoredSet.TEST), REAL, Charts.solid());
        add(
                chart,
                metric,
                "Ideal World, test",
                view.curve(WorldName.IDEAL, ScoredSet.TEST),
                IDEAL,
                Charts.dashed(Charts.DASHES));
        add(
                chart,
                metric,
                real + ", train-clean",
                view.curve(WorldName.REAL, ScoredSet.TRAIN_CLEAN),
                TRAIN,
                Charts.dashed(Charts.DOTS));
        add(
                chart,
                metric,
                real + ", train-seen",
                view.curve(WorldName.REAL, ScoredSet.TRAIN_SEEN),
                Color.GRAY,
                Charts.dashed(Charts.DOTS));
        var highest = chart.getSeriesMap().values().stream()
                .mapToDouble(XYSeries::getYMax)
                .max()
                .orElse(1);
        stopping.ifPresent(t -> mark(chart, t, metric == Metric.LOSS ? highest : 1));
        return chart;
    }

    /** The bootstrap error with its 95 % band of test sampling, and the generalization gap. */
    static XYChart gap(List<Gap> gaps, Metric metric, Optional<StoppingTime> stopping) {
        var chart = Charts.xy("SGD steps", "difference in " + metric);
        if (!gaps.isEmpty()) {
            var steps = gaps.stream().mapToDouble(Gap::step).toArray();
            var bootstrap = gaps.stream().mapToDouble(g -> g.in(metric)).toArray();
            var band = gaps.stream()
                    .mapToDouble(g -> NORMAL_95 * g.standardError().orElse(0))
                    .toArray();
            Charts.line(
                    chart.addSeries("bootstrap error (Real − Ideal test)", steps, bootstrap, band),
                    IDEAL,
                    Charts.solid());
            var general =
                    gaps.stream().filter(g -> g.generalizationGap().isPresent()).toList();
            if (!general.isEmpty()) {
                Charts.line(
                        chart.addSeries(
                                "generalization gap (Real test − train)",
                                general.stream().mapToDouble(Gap::step).toArray(),
                                general.stream()
                                        .mapToDouble(g -> g.generalizationGap().getAsDouble())
                                        .toArray()),
                        REAL,
                        Charts.dashed(Charts.DASHES));
            }
            var highest = gaps.stream()
                    .mapToDouble(
                            g -> Math.max(g.in(metric), g.generalizationGap().orElse(0)))
                    .max()
                    .orElse(1);
            stopping.ifPresent(t -> mark(chart, t, highest));
        }
        return chart;
    }

    private static void add(
            XYChart chart, Metric metric, String name, Map<Long, Event.Score> curve, Color colour, BasicStroke stroke) {
        Charts.curve(chart, name, curve, metric).ifPresent(series -> Charts.line(series, colour, stroke));
    }

    private static void mark(XYChart chart, StoppingTime t, double y) {
        var line = chart.addSeries("T(n) = " + t.step(), new double[] {t.step(), t.step()}, new double[] {0, y});
        Charts.line(line, Charts.RULE, Charts.dashed(Charts.DOTS));
    }
}
