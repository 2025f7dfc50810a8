package org.twoworlds.stream.report;

import java.awt.Color;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;
import org.twoworlds.config.Metric;
import org.twoworlds.config.ScoredSet;
import org.twoworlds.config.WorldName;
import org.twoworlds.stream.analysis.Criterion;
import org.twoworlds.stream.analysis.Outcome;
import org.twoworlds.stream.analysis.StoppingTime;

/** The figures of a sweep, drawn as the paper's. */
final class SweepFigures {
    private static final int MOST_NAMED = 12;
    private static final Color[] COLOURS = {
        new Color(0x1f5fa8), new Color(0xc8501e), new Color(0x2e8b57), new Color(0x8a4fa8), new Color(0xb8860b),
        new Color(0x30303a), new Color(0xd0508a), new Color(0x4aa0a8), new Color(0x7a5230), new Color(0x6f8f2f)
    };
    static final Marker[] MARKERS = {
        SeriesMarkers.CIRCLE,
        SeriesMarkers.SQUARE,
        SeriesMarkers.DIAMOND,
        SeriesMarkers.TRIANGLE_UP,
        SeriesMarkers.CROSS
    };

    private SweepFigures() {}

    static Color colour(int i) {
        return COLOURS[i % COLOURS.length];
    }

    /** Both worlds' test curves of every cell: Real solid, Ideal dashed, T(n) marked by a point. */
    static XYChart curves(List<Outcome> outcomes, Metric metric) {
        var chart = Charts.xy("SGD steps", "test " + metric);
        named(chart, outcomes.size());
        for (var i = 0; i < outcomes.size(); i++) {
            var o = outcomes.get(i);
            Charts.curve(chart, o.label(), o.view().curve(WorldName.REAL, ScoredSet.TEST), metric)
                    .ifPresent(style(i, Charts.solid()));
            Charts.curve(chart, o.label() + ", Ideal", o.view().curve(WorldName.IDEAL, ScoredSet.TEST), metric)
                    .ifPresent(style(i, Charts.dashed(Charts.DASHES)).andThen(s -> s.setShowInLegend(false)));
            var at = o.atStopping();
            if (at.isPresent() && !Double.isNaN(at.get().realTest())) {
                var point = chart.addSeries(
                        o.label() + ", T(n)",
                        new double[] {at.get().step()},
                        new double[] {at.get().realTest()});
                point.setMarker(SeriesMarkers.CIRCLE).setMarkerColor(colour(i)).setShowInLegend(false);
            }
        }
        return chart;
    }

    /** The legend stands at the side, as names of cells are long; many cells have none. */
    static void named(XYChart chart, int series) {
        chart.getStyler().setLegendVisible(series <= MOST_NAMED);
        if (series > 2) {
            chart.getStyler().setLegendPosition(Styler.LegendPosition.OutsideE);
            chart.getStyler().setLegendLayout(Styler.LegendLayout.Vertical);
        }
    }

    private static java.util.function.Consumer<XYSeries> style(int i, java.awt.BasicStroke stroke) {
        return series -> Charts.line(series, colour(i), stroke);
    }

    static List<Outcome> stopped(List<Outcome> outcomes) {
        return outcomes.stream()
                .filter(o -> o.atStopping()
                        .filter(a -> !Double.isNaN(a.bootstrapError()))
                        .isPresent())
                .toList();
    }

    /** Ideal against Real test metric at T(n), with the diagonal: one colour a network, one marker a rate. */
    static Optional<XYChart> scatter(List<Outcome> outcomes, Metric metric) {
        var stopped = stopped(outcomes);
        if (stopped.isEmpty()) {
            return Optional.empty();
        }
        var chart = Charts.xy("Ideal World: test " + metric + " at T(n)", "Real World: test " + metric + " at T(n)");
        chart.getStyler().setXAxisDecimalPattern("0.0##");
        var all = stopped.stream()
                .flatMap(o -> o.atStopping().stream())
                .flatMapToDouble(a -> java.util.stream.DoubleStream.of(a.realTest(), a.idealTest()))
                .summaryStatistics();
        var room = Math.max(0.02, (all.getMax() - all.getMin()) / 10);
        var low = Math.max(0, all.getMin() - room);
        var high = all.getMax() + room;
        chart.getStyler().setXAxisMin(low).setXAxisMax(high);
        chart.getStyler().setYAxisMin(low).setYAxisMax(high);
        var diagonal = chart.addSeries("Real = Ideal", new double[] {low, high}, new double[] {low, high});
        Charts.line(diagonal, Charts.RULE, Charts.dashed(Charts.DOTS));
        var models = stopped.stream().map(SweepFigures::model).distinct().toList();
        var rates = stopped.stream().map(SweepFigures::rate).distinct().sorted().toList();
        for (var model : models) {
            for (var rate : rates) {
                var points = stopped.stream()
                        .filter(o -> model(o).equals(model) && rate(o).equals(rate))
                        .toList();
                if (!points.isEmpty()) {
                    var series = chart.addSeries(
                            rates.size() > 1 ? model + ", rate " + rate : model,
                            numbers(points, o -> o.atStopping().orElseThrow().idealTest()),
                            numbers(points, o -> o.atStopping().orElseThrow().realTest()));
                    series.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter)
                            .setMarker(MARKERS[rates.indexOf(rate) % MARKERS.length])
                            .setMarkerColor(colour(models.indexOf(model)));
                }
            }
        }
        named(chart, models.size() * rates.size());
        return Optional.of(chart);
    }

    private static String model(Outcome o) {
        var cell = new TreeMap<>(o.view().started().lineage().cell());
        cell.remove("seed");
        cell.remove("optimizer.rate");
        return cell.isEmpty()
                ? o.view().config().model().toString()
                : cell.entrySet().stream()
                        .map(e -> e.getKey().equals("model") ? e.getValue() : e.getKey() + "=" + e.getValue())
                        .collect(Collectors.joining(" "));
    }

    private static Double rate(Outcome o) {
        return o.view().config().optimizer().rate();
    }

    private static double[] numbers(List<Outcome> outcomes, Function<Outcome, Double> number) {
        return outcomes.stream().mapToDouble(number::apply).toArray();
    }

    /** The Ideal test metric at T(n) against T(n): one point a design choice. Fast, but not too fast, is good. */
    static Optional<XYChart> speed(List<Outcome> outcomes, Metric metric) {
        var stopped = stopped(outcomes);
        if (stopped.size() < 2) {
            return Optional.empty();
        }
        var chart = Charts.xy("T(n) in SGD steps", "Ideal World: test " + metric + " at T(n)");
        chart.getStyler().setDefaultSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter);
        named(chart, stopped.size());
        for (var i = 0; i < stopped.size(); i++) {
            var at = stopped.get(i).atStopping().orElseThrow();
            chart.addSeries(stopped.get(i).label(), new double[] {at.step()}, new double[] {at.idealTest()})
                    .setMarker(SeriesMarkers.CIRCLE)
                    .setMarkerColor(colour(i));
        }
        return Optional.of(chart);
    }

    /** T(n) by the train samples as they are and with augmentation, where augmentations differ. */
    static Optional<CategoryChart> stoppingTimes(List<Outcome> outcomes) {
        var varied = outcomes.stream()
                .filter(o -> o.view().started().lineage().cell().containsKey("augment"))
                .toList();
        if (varied.isEmpty()) {
            return Optional.empty();
        }
        var chart = new CategoryChartBuilder()
                .width(Charts.WIDTH)
                .height(Charts.HEIGHT)
                .yAxisTitle("T(n) in SGD steps")
                .build();
        Charts.dress(chart.getStyler());
        chart.getStyler().setYAxisDecimalPattern("#,##0");
        chart.getStyler().setXAxisLabelRotation(20);
        chart.getStyler().setLegendPosition(Styler.LegendPosition.OutsideS);
        var names = varied.stream().map(Outcome::label).toList();
        for (var set : List.of(ScoredSet.TRAIN_CLEAN, ScoredSet.TRAIN_SEEN)) {
            List<Double> steps = new ArrayList<>();
            for (var o : varied) {
                var own = Criterion.of(o.view().config());
                var asked = new Criterion(own.metric(), set, own.threshold());
                steps.add(StoppingTime.of(o.view(), o.view().config(), asked)
                        .map(StoppingTime::interpolated)
                        .orElse(0.0));
            }
            chart.addSeries(set + " (no bar: not reached)", names, steps)
                    .setFillColor(colour(set.equals(ScoredSet.TRAIN_CLEAN) ? 0 : 1));
        }
        return Optional.of(chart);
    }
}
