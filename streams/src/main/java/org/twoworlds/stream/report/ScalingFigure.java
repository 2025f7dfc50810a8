package org.twoworlds.stream.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.twoworlds.config.Law;
import org.twoworlds.config.Metric;
import org.twoworlds.config.Seeds;
import org.twoworlds.config.Sweep;
import org.twoworlds.stream.analysis.Outcome;
import org.twoworlds.stream.seeds.SeedFigure;
import org.twoworlds.stream.statistics.Interval;
import org.twoworlds.stream.statistics.ScalingExponents;
import org.twoworlds.stream.statistics.SeedMean;

/**
 * L(n), the Real World's at the end, and the Ideal World's at T(n), over n, on logarithmic axes: the mean over seeds with its
 * interval, and each seed. Each setting beside n and seed has a power law of its own, whose exponent is the mean of one fit a seed.
 */
final class ScalingFigure {
    private static final int FEWEST = 3;
    private static final String READING =
            "Large: the mean over seeds, with its 95 % from three seeds on; small: each seed.";

    private final List<Layer> layers = new ArrayList<>();
    private final List<String> laws = new ArrayList<>();
    private final boolean isOne;

    private ScalingFigure(boolean isOne) {
        this.isOne = isOne;
    }

    private static long n(Outcome o) {
        return o.view().config().world().n();
    }

    /** The figure; empty where no setting has two n. */
    static Optional<Figure> of(List<Outcome> outcomes, Metric metric) {
        var stopped = outcomes.stream()
                .filter(o -> o.atStopping()
                        .filter(a -> !Double.isNaN(a.bootstrapError()))
                        .isPresent())
                .toList();
        Map<String, List<Outcome>> settings = stopped.stream()
                .collect(Collectors.groupingBy(o -> cell(o, false), LinkedHashMap::new, Collectors.toList()));
        if (settings.values().stream()
                .noneMatch(s -> s.stream().map(ScalingFigure::n).distinct().count() > 1)) {
            return Optional.empty();
        }
        var figure = new ScalingFigure(settings.size() == 1);
        var i = 0;
        for (var setting : settings.entrySet()) {
            figure.world(setting, "Real World at the end, L(n)", i, true, o -> o.last()
                    .orElseThrow()
                    .realTest());
            figure.world(setting, "Ideal World at T(n)", i, false, o -> o.atStopping()
                    .orElseThrow()
                    .idealTest());
            i++;
        }
        return Optional.of(new Figure(
                "scaling",
                "Over n",
                READING,
                figure.text(
                        stopped,
                        outcomes.stream().filter(ScalingFigure::isReusing).count()),
                Axis.logarithmic("n"),
                Axis.logarithmic("test " + metric),
                List.of(new Figure.Panel("", figure.layers))));
    }

    private static boolean isReusing(Outcome o) {
        return o.view().config().world().law().reused().isPresent();
    }

    private String text(List<Outcome> stopped, long all) {
        var n = stopped.stream().mapToLong(ScalingFigure::n).summaryStatistics();
        return "%d of %d runs reached T(n), at n from %d to %d. %s"
                .formatted(
                        stopped.size(),
                        all,
                        n.getMin(),
                        n.getMax(),
                        laws.isEmpty()
                                ? "No seed reached it at three n or more, as a power law needs."
                                : "The power laws, one fit a seed: " + String.join("; ", laws) + ".");
    }

    private static String cell(Outcome o, boolean seeds) {
        var cell = new TreeMap<>(o.view().started().lineage().cell());
        var isReplay = o.view().config().world().law() instanceof Law.Replay;
        cell.keySet()
                .removeIf(k -> k.equals("world.n") || isReplay && k.equals("world.law") || seeds != Seeds.isKey(k));
        return Sweep.Cell.text(cell);
    }

    private static double[] each(List<Outcome> outcomes, ToDoubleFunction<Outcome> number) {
        return outcomes.stream().mapToDouble(number).toArray();
    }

    private void world(
            Map.Entry<String, List<Outcome>> setting,
            String world,
            int i,
            boolean isReal,
            ToDoubleFunction<Outcome> number) {
        var name = setting.getKey().isEmpty() ? world : setting.getKey() + ", " + world;
        var ink = isOne ? (isReal ? Ink.REAL : Ink.IDEAL) : Ink.of(i);
        var shape = isReal ? PointMarker.CIRCLE : PointMarker.SQUARE;
        var outcomes = setting.getValue();
        var byN = new TreeMap<>(outcomes.stream().collect(Collectors.groupingBy(ScalingFigure::n)));
        if (byN.values().stream().anyMatch(o -> o.size() > 1)) {
            layers.add(new Layer.Points(
                    "",
                    ink,
                    shape,
                    true,
                    places(each(outcomes, ScalingFigure::n)),
                    places(each(outcomes, number)),
                    outcomes.stream().map(Outcome::label).toList()));
        }
        layers.add(new Layer.Points(
                name,
                ink,
                shape,
                false,
                places(byN.keySet().stream().mapToDouble(Long::doubleValue).toArray()),
                byN.values().stream()
                        .map(o -> SweepFigures.bar(SeedMean.of(each(o, number)).interval(SeedFigure.ALPHA), o.size()))
                        .toList(),
                byN.keySet().stream().map(n -> name + ", n = " + n).toList()));
        law(outcomes, name, ink, isReal ? Dash.SOLID : Dash.DASHED, number);
    }

    private static List<Interval> places(double[] values) {
        return Arrays.stream(values).mapToObj(Interval::unknown).toList();
    }

    private void law(List<Outcome> outcomes, String name, Ink ink, Dash dash, ToDoubleFunction<Outcome> number) {
        var exponents = outcomes.stream().collect(Collectors.groupingBy(o -> cell(o, true))).values().stream()
                .filter(s -> s.stream().map(ScalingFigure::n).distinct().count() >= FEWEST)
                .mapToDouble(s -> ScalingExponents.fit(each(s, ScalingFigure::n), each(s, number)))
                .toArray();
        if (exponents.length == 0) {
            return;
        }
        var exponent = SeedMean.of(exponents).interval(SeedFigure.ALPHA);
        var x = Arrays.stream(each(outcomes, ScalingFigure::n))
                .sorted()
                .distinct()
                .toArray();
        var meanX = Arrays.stream(each(outcomes, ScalingFigure::n))
                .map(Math::log)
                .average()
                .orElseThrow();
        var meanY =
                Arrays.stream(each(outcomes, number)).map(Math::log).average().orElseThrow();
        var fitted = Arrays.stream(x)
                .map(v -> Math.exp(meanY + exponent.estimate() * (Math.log(v) - meanX)))
                .toArray();
        var law = exponent.isKnown()
                ? String.format(
                        Locale.ROOT,
                        "n^(%.3f ± %.3f), %d seeds",
                        exponent.estimate(),
                        exponent.halfWidth(),
                        exponents.length)
                : String.format(Locale.ROOT, "n^(%.3f), one seed", exponent.estimate());
        laws.add(name + " " + law);
        layers.add(new Layer.Line("", ink, dash, true, x, fitted));
    }
}
