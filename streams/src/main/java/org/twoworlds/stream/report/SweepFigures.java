package org.twoworlds.stream.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.twoworlds.config.Metric;
import org.twoworlds.config.WorldName;
import org.twoworlds.stream.seeds.ErrorBand;
import org.twoworlds.stream.seeds.SeedFigure;
import org.twoworlds.stream.seeds.SeedRun;
import org.twoworlds.stream.seeds.SeedText;
import org.twoworlds.stream.statistics.Interval;
import org.twoworlds.stream.statistics.SeedCurve;

/** The curves of a sweep: a panel a setting, with mean and band over its seeds, each seed, the null, and T(n) with its spread. */
final class SweepFigures {
    /** The most settings whose bootstrap errors are drawn into one panel. */
    static final int MOST_IN_ONE = 3;

    private static final String ONE_SEED = "one seed";
    private static final String NULL = "null (another Ideal World), 95 %";

    private SweepFigures() {}

    private static String title(SeedFigure figure, int of) {
        return of == 1 ? "" : figure.label();
    }

    /** Both worlds' test curves: Real solid, Ideal dashed. */
    static Figure curves(List<SeedFigure> figures, Metric metric) {
        List<Figure.Panel> panels = new ArrayList<>();
        for (var figure : figures) {
            List<Layer> layers = new ArrayList<>();
            figure.nulls().flatMap(n -> beside(figure.ideal(), n)).ifPresent(layers::add);
            mean(layers, figure, figure.ideal(), WorldName.IDEAL);
            mean(layers, figure, figure.real(), WorldName.REAL);
            layers.add(span(figure, ""));
            panels.add(new Figure.Panel(title(figure, figures.size()), layers));
        }
        return new Figure(
                "curves",
                "Both worlds",
                SeedText.key(figures),
                SeedText.curves(figures),
                Axis.of(Figures.STEPS),
                Axis.of("test " + metric),
                panels);
    }

    private static void mean(List<Layer> layers, SeedFigure figure, SeedCurve curve, WorldName world) {
        var ink = world == WorldName.REAL ? Ink.REAL : Ink.IDEAL;
        var dash = world == WorldName.REAL ? Dash.SOLID : Dash.DASHED;
        var steps = numbers(curve.steps());
        if (SeedFigure.hasBand(curve.seeds())) {
            var which = world == WorldName.REAL ? "Real" : "Ideal";
            layers.add(band("95 % of the " + which + " mean, each step by itself", ink, steps, curve.means()));
        }
        if (figure.seeds() > 1) {
            for (var seed : figure.setting().seeds()) {
                var own = seed.curve(world);
                layers.add(line(ONE_SEED, ink, dash, true, own));
            }
        }
        var values = curve.means().stream().mapToDouble(Interval::estimate).toArray();
        layers.add(new Layer.Line(
                (world == WorldName.REAL ? "Real World" : "Ideal World") + (figure.seeds() > 1 ? ", mean" : ""),
                ink,
                dash,
                false,
                steps,
                values));
    }

    /** The band in which the mean of another Ideal World lies beside the Ideal World's. */
    private static Optional<Layer> beside(SeedCurve ideal, ErrorBand nulls) {
        if (!SeedFigure.hasBand(nulls.seeds())) {
            return Optional.empty();
        }
        var means = new TreeMap<Long, Double>();
        for (var i = 0; i < ideal.steps().size(); i++) {
            means.put(ideal.steps().get(i), ideal.means().get(i).estimate());
        }
        List<Long> steps = new ArrayList<>();
        List<Interval> around = new ArrayList<>();
        for (var i = 0; i < nulls.steps().size(); i++) {
            var mean = means.get(nulls.steps().get(i));
            if (mean != null) {
                steps.add(nulls.steps().get(i));
                around.add(nulls.means().get(i).map(v -> mean + v));
            }
        }
        return Optional.of(band(NULL, Ink.QUIET, numbers(steps), around));
    }

    /** The bootstrap errors: of few settings in one panel, of more in a panel each. */
    static Figure errors(List<SeedFigure> figures, Metric metric) {
        List<Figure.Panel> panels = new ArrayList<>();
        if (figures.size() <= MOST_IN_ONE) {
            List<Layer> layers = new ArrayList<>();
            figures.stream()
                    .flatMap(f -> f.nulls().stream())
                    .filter(n -> SeedFigure.hasBand(n.seeds()))
                    .max(Comparator.comparingDouble(n -> n.largest().high()))
                    .ifPresent(n -> layers.add(band(NULL, Ink.QUIET, numbers(n.steps()), n.means())));
            for (var i = 0; i < figures.size(); i++) {
                var isOne = figures.size() == 1;
                error(
                        layers,
                        figures.get(i),
                        isOne ? Ink.EPSILON : Ink.of(i),
                        Dash.of(i),
                        isOne ? "bootstrap error" : figures.get(i).label());
                layers.add(span(figures.get(i), isOne ? "" : figures.get(i).label() + ": "));
            }
            panels.add(new Figure.Panel("", layers));
        } else {
            for (var figure : figures) {
                List<Layer> layers = new ArrayList<>();
                figure.nulls()
                        .filter(n -> SeedFigure.hasBand(n.seeds()))
                        .ifPresent(n -> layers.add(band(NULL, Ink.QUIET, numbers(n.steps()), n.means())));
                error(layers, figure, Ink.EPSILON, Dash.SOLID, "bootstrap error");
                layers.add(span(figure, ""));
                panels.add(new Figure.Panel(figure.label(), layers));
            }
        }
        return new Figure(
                "errors",
                "Bootstrap error",
                SeedText.bands(figures),
                SeedText.errors(figures),
                Axis.of(Figures.STEPS),
                Axis.of("Real − Ideal test " + metric),
                panels);
    }

    private static void error(List<Layer> layers, SeedFigure figure, Ink ink, Dash dash, String label) {
        var errors = figure.errors();
        var steps = numbers(errors.steps());
        if (SeedFigure.hasBand(errors.seeds())) {
            layers.add(band(
                    ink == Ink.EPSILON ? "95 % of the mean" : label + ", 95 % of the mean",
                    ink,
                    steps,
                    errors.means()));
        }
        if (figure.seeds() > 1) {
            figure.setting().seeds().forEach(s -> layers.add(line(ONE_SEED, ink, dash, true, s.errors())));
        }
        layers.add(new Layer.Line(
                label + (figure.seeds() > 1 ? ", mean" : ""),
                ink,
                dash,
                false,
                steps,
                errors.means().stream().mapToDouble(Interval::estimate).toArray()));
    }

    private static Layer span(SeedFigure figure, String of) {
        var stopped = figure.stopped();
        return new Layer.Span(
                of + SeedText.mark(stopped),
                stopped.earliest(),
                stopped.median().estimate(),
                stopped.latest());
    }

    static Layer line(String label, Ink ink, Dash dash, boolean isSeed, TreeMap<Long, Double> curve) {
        return new Layer.Line(
                label,
                ink,
                dash,
                isSeed,
                numbers(List.copyOf(curve.keySet())),
                curve.values().stream().mapToDouble(v -> v).toArray());
    }

    static Layer band(String label, Ink ink, double[] x, List<Interval> means) {
        return new Layer.Band(
                label,
                ink,
                x,
                means.stream().mapToDouble(Interval::low).toArray(),
                means.stream().mapToDouble(Interval::high).toArray());
    }

    static double[] numbers(List<Long> steps) {
        return steps.stream().mapToDouble(Long::doubleValue).toArray();
    }

    /** The interval of a mean where a bar of so many seeds is drawn. */
    static Interval bar(Interval mean, int seeds) {
        return SeedFigure.hasBand(seeds) ? mean : Interval.unknown(mean.estimate());
    }

    /** Each seed's number as a point without a bar. */
    static List<Interval> each(List<SeedRun> seeds, ToDoubleFunction<SeedRun> number) {
        return seeds.stream()
                .map(s -> Interval.unknown(number.applyAsDouble(s)))
                .toList();
    }
}
