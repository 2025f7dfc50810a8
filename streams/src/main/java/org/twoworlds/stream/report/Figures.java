package org.twoworlds.stream.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.twoworlds.config.Metric;
import org.twoworlds.config.ScoredSet;
import org.twoworlds.config.WorldName;
import org.twoworlds.stream.analysis.Gap;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.analysis.StoppingTime;
import org.twoworlds.stream.log.Event;

/** The figures of one run, drawn as the paper's Figure 1. */
final class Figures {
    static final String STEPS = "SGD steps";
    private static final double NORMAL_95 = 1.96;

    private Figures() {}

    /** A metric over steps: Real test solid, Ideal test dashed, Real train dotted, T(n) marked with its bracket. */
    static Figure worlds(RunView view, Metric metric, Optional<StoppingTime> stopping) {
        var real = view.config().world().label(WorldName.REAL);
        List<Layer> layers = new ArrayList<>();
        add(layers, metric, "Ideal World, test", view.curve(WorldName.IDEAL, ScoredSet.TEST), Ink.IDEAL, Dash.DASHED);
        add(layers, metric, real + ", test", view.curve(WorldName.REAL, ScoredSet.TEST), Ink.REAL, Dash.SOLID);
        add(
                layers,
                metric,
                real + ", train-clean",
                view.curve(WorldName.REAL, ScoredSet.TRAIN_CLEAN),
                Ink.TRAIN,
                Dash.DOTTED);
        add(
                layers,
                metric,
                real + ", train-seen",
                view.curve(WorldName.REAL, ScoredSet.TRAIN_SEEN),
                Ink.QUIET,
                Dash.DOTTED);
        mark(layers, stopping);
        var y = Axis.of(metric.toString());
        return new Figure(
                "worlds",
                "Test " + metric + " of both worlds",
                "",
                RunText.worlds(view, metric, stopping),
                Axis.of(STEPS),
                metric == Metric.LOSS ? y : y.between(0, 1),
                List.of(new Figure.Panel("", layers)));
    }

    private static void add(
            List<Layer> layers, Metric metric, String label, Map<Long, Event.Score> curve, Ink ink, Dash dash) {
        if (!curve.isEmpty()) {
            layers.add(new Layer.Line(
                    label,
                    ink,
                    dash,
                    false,
                    curve.keySet().stream().mapToDouble(Long::doubleValue).toArray(),
                    curve.values().stream().mapToDouble(s -> s.in(metric)).toArray()));
        }
    }

    private static void mark(List<Layer> layers, Optional<StoppingTime> stopping) {
        stopping.ifPresent(t -> layers.add(new Layer.Span("T(n) = " + t.step(), t.after(), t.step(), t.step())));
    }

    /** The bootstrap error with its 95 % band of test sampling, and the generalization gap. */
    static Figure gap(List<Gap> gaps, Metric metric, Optional<StoppingTime> stopping) {
        List<Layer> layers = new ArrayList<>();
        if (!gaps.isEmpty()) {
            if (metric == Metric.SOFT_ERROR
                    && gaps.stream().anyMatch(g -> g.standardError().isPresent())) {
                layers.add(new Layer.Band(
                        "95 % by the sampling of the test set",
                        Ink.EPSILON,
                        each(gaps, Gap::step),
                        each(gaps, g -> g.in(metric) - halfWidth(g)),
                        each(gaps, g -> g.in(metric) + halfWidth(g))));
            }
            layers.add(new Layer.Line(
                    "bootstrap error (Real − Ideal test)",
                    Ink.EPSILON,
                    Dash.SOLID,
                    false,
                    each(gaps, Gap::step),
                    each(gaps, g -> g.in(metric))));
            var general =
                    gaps.stream().filter(g -> g.generalizationGap().isPresent()).toList();
            if (!general.isEmpty()) {
                layers.add(new Layer.Line(
                        "generalization gap (Real test − train)",
                        Ink.TRAIN,
                        Dash.DASHED,
                        false,
                        each(general, Gap::step),
                        each(general, g -> g.generalizationGap().getAsDouble())));
            }
            mark(layers, stopping);
        }
        return new Figure(
                "gap",
                "Bootstrap error and generalization gap",
                "",
                RunText.gap(gaps, metric, metric, stopping),
                Axis.of(STEPS),
                Axis.of("difference in " + metric),
                List.of(new Figure.Panel("", layers)));
    }

    private static double halfWidth(Gap gap) {
        return NORMAL_95 * gap.standardError().orElse(0);
    }

    private static double[] each(List<Gap> gaps, ToDoubleFunction<Gap> number) {
        return gaps.stream().mapToDouble(number).toArray();
    }
}
