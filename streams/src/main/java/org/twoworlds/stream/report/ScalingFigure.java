package org.twoworlds.stream.report;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.twoworlds.config.Metric;
import org.twoworlds.config.Seeds;
import org.twoworlds.config.Sweep;
import org.twoworlds.stream.analysis.Outcome;
import org.twoworlds.stream.statistics.ScalingExponents;
import org.twoworlds.stream.statistics.SeedMean;

/**
 * L(n), the Real World's at the end, and the Ideal World's at T(n), over n, on logarithmic axes. Each setting beside n and seed has
 * a colour and a power law of its own, whose exponent is the mean of one fit a seed.
 */
final class ScalingFigure {
    private static final int FEWEST = 3;
    private static final double ALPHA = 0.05;

    private final XYChart chart;

    private ScalingFigure(XYChart chart) {
        this.chart = chart;
    }

    private static long n(Outcome o) {
        return o.view().config().world().n();
    }

    /** The figure; empty where there are fewer than two n. */
    static Optional<XYChart> of(List<Outcome> outcomes, Metric metric) {
        var stopped = SweepFigures.stopped(outcomes);
        if (stopped.stream().map(ScalingFigure::n).distinct().count() < 2) {
            return Optional.empty();
        }
        var chart = Charts.xy("n", "test " + metric);
        // The chart's own logarithmic axes name whole decades alone: here the logarithms are drawn, and named by their
        // numbers.
        chart.getStyler()
                .setxAxisTickLabelsFormattingFunction(v -> String.format(Locale.ROOT, "%,.0f", Math.pow(10, v)));
        chart.getStyler()
                .setyAxisTickLabelsFormattingFunction(v -> String.format(Locale.ROOT, "%.3f", Math.pow(10, v)));
        var figure = new ScalingFigure(chart);
        Map<String, List<Outcome>> settings = stopped.stream()
                .collect(Collectors.groupingBy(ScalingFigure::setting, LinkedHashMap::new, Collectors.toList()));
        var i = 0;
        for (var setting : settings.entrySet()) {
            figure.points(setting, "Real World at the end, L(n)", 2 * i, o -> o.last()
                    .orElseThrow()
                    .realTest());
            figure.points(setting, "Ideal World at T(n)", 2 * i + 1, o -> o.atStopping()
                    .orElseThrow()
                    .idealTest());
            i++;
        }
        SweepFigures.named(chart, 2 * settings.size());
        return Optional.of(chart);
    }

    private static String cell(Outcome o, boolean seeds) {
        var cell = new TreeMap<>(o.view().started().lineage().cell());
        cell.keySet().removeIf(k -> k.equals("world.n") || seeds != Seeds.isKey(k));
        return Sweep.Cell.text(cell);
    }

    private static String setting(Outcome o) {
        return cell(o, false);
    }

    private static double[] each(List<Outcome> outcomes, ToDoubleFunction<Outcome> number) {
        return outcomes.stream().mapToDouble(number).toArray();
    }

    private void points(
            Map.Entry<String, List<Outcome>> setting, String world, int i, ToDoubleFunction<Outcome> number) {
        var name = setting.getKey().isEmpty() ? world : setting.getKey() + ", " + world;
        var outcomes = setting.getValue();
        chart.addSeries(name, logarithms(each(outcomes, ScalingFigure::n)), logarithms(each(outcomes, number)))
                .setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter)
                .setMarker(SweepFigures.MARKERS[i % SweepFigures.MARKERS.length])
                .setMarkerColor(SweepFigures.colour(i));
        var bySeed = outcomes.stream()
                .collect(Collectors.groupingBy(o -> cell(o, true)))
                .values();
        var exponents = bySeed.stream()
                .filter(s -> s.stream().map(ScalingFigure::n).distinct().count() >= FEWEST)
                .mapToDouble(s -> ScalingExponents.fit(each(s, ScalingFigure::n), each(s, number)))
                .toArray();
        if (exponents.length == 0) {
            return;
        }
        var exponent = SeedMean.of(exponents).interval(ALPHA);
        var x = each(outcomes, ScalingFigure::n);
        var meanX = Arrays.stream(x).map(Math::log).average().orElseThrow();
        var meanY =
                Arrays.stream(each(outcomes, number)).map(Math::log).average().orElseThrow();
        var fitted = Arrays.stream(x)
                .map(v -> Math.exp(meanY + exponent.estimate() * (Math.log(v) - meanX)))
                .toArray();
        var title = exponent.isKnown()
                ? String.format(
                        Locale.ROOT,
                        "n^(%.3f ± %.3f), %d seeds",
                        exponent.estimate(),
                        exponent.halfWidth(),
                        exponents.length)
                : String.format(Locale.ROOT, "n^(%.3f), one seed", exponent.estimate());
        Charts.line(
                chart.addSeries(title + " ".repeat(i), logarithms(x), logarithms(fitted)),
                SweepFigures.colour(i),
                Charts.dashed(Charts.DOTS));
    }

    private static double[] logarithms(double[] values) {
        return Arrays.stream(values).map(Math::log10).toArray();
    }
}
