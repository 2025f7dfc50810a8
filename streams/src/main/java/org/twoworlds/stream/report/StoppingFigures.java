package org.twoworlds.stream.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.twoworlds.config.Metric;
import org.twoworlds.config.ScoredSet;
import org.twoworlds.stream.analysis.Criterion;
import org.twoworlds.stream.analysis.Outcome;
import org.twoworlds.stream.analysis.StoppingTime;
import org.twoworlds.stream.seeds.SeedFigure;
import org.twoworlds.stream.seeds.SeedRun;
import org.twoworlds.stream.seeds.SeedText;
import org.twoworlds.stream.statistics.Interval;
import org.twoworlds.stream.statistics.StoppedSeeds;

/** The figures of a sweep at T(n): a point a setting with its bars over seeds, and a small point a seed. */
final class StoppingFigures {
    private static final double LEAST_ROOM = 0.02;

    private StoppingFigures() {}

    private static List<SeedFigure> scored(List<SeedFigure> figures) {
        return figures.stream()
                .filter(f -> f.stopped().reached() > 0
                        && !Double.isNaN(f.realAtStopping().estimate())
                        && !Double.isNaN(f.idealAtStopping().estimate()))
                .toList();
    }

    private static String model(SeedRun run) {
        var text = run.setting().replaceAll("(^| )optimizer\\.rate=\\S+", "").strip();
        return text.isEmpty() || text.equals("all seeds") ? run.config().model().toString() : text;
    }

    /** Real against Ideal at T(n), with the diagonal: one colour a network, one shape a rate. */
    static Optional<Figure> scatter(List<SeedFigure> all, Metric metric) {
        var figures = scored(all);
        if (figures.isEmpty()) {
            return Optional.empty();
        }
        var values = figures.stream()
                .flatMap(f -> f.setting().seeds().stream())
                .flatMapToDouble(s -> DoubleStream.of(
                        s.atStopping().realTest(), s.atStopping().idealTest()))
                .filter(Double::isFinite)
                .summaryStatistics();
        var room = Math.max(LEAST_ROOM, (values.getMax() - values.getMin()) / 6);
        var low = Math.max(0, values.getMin() - room);
        var high = values.getMax() + room;
        List<Layer> layers = new ArrayList<>();
        var ends = new double[] {low, high};
        figures.stream()
                .flatMap(f -> f.nulls().stream())
                .filter(n -> SeedFigure.hasBand(n.seeds()))
                .mapToDouble(n -> n.largest().high())
                .max()
                .ifPresent(w -> layers.add(new Layer.Band(
                        "null: two Ideal Worlds, 95 %",
                        Ink.QUIET, ends, new double[] {low - w, high - w}, new double[] {low + w, high + w})));
        layers.add(new Layer.Line("Real = Ideal", Ink.INK, Dash.DOTTED, true, ends, ends));
        var models = figures.stream()
                .map(f -> model(f.setting().seeds().get(0)))
                .distinct()
                .toList();
        var rates =
                figures.stream().map(StoppingFigures::rate).distinct().sorted().toList();
        for (var figure : figures) {
            var model = model(figure.setting().seeds().get(0));
            points(
                    layers,
                    figure,
                    rates.size() > 1 ? model + ", rate " + rate(figure) : model,
                    Ink.of(models.indexOf(model)),
                    PointMarker.of(rates.indexOf(rate(figure))));
        }
        return Optional.of(new Figure(
                "scatter",
                "Real against Ideal at T(n)",
                SeedText.points(figures),
                SeedText.scatter(figures),
                Axis.of("Ideal World: test " + metric + " at T(n)").between(low, high),
                Axis.of("Real World: test " + metric + " at T(n)").between(low, high),
                List.of(new Figure.Panel("", layers))));
    }

    private static Double rate(SeedFigure figure) {
        return figure.setting().seeds().get(0).config().optimizer().rate();
    }

    private static void points(List<Layer> layers, SeedFigure figure, String label, Ink ink, PointMarker shape) {
        var seeds = figure.setting().seeds();
        if (seeds.size() > 1) {
            layers.add(new Layer.Points(
                    "",
                    ink,
                    shape,
                    true,
                    SweepFigures.each(seeds, s -> s.atStopping().idealTest()),
                    SweepFigures.each(seeds, s -> s.atStopping().realTest()),
                    seeds.stream().map(SeedRun::label).toList()));
        }
        layers.add(new Layer.Points(
                label,
                ink,
                shape,
                false,
                List.of(SweepFigures.bar(figure.idealAtStopping(), seeds.size())),
                List.of(SweepFigures.bar(figure.realAtStopping(), seeds.size())),
                List.of(named(figure, seeds.size()))));
    }

    private static String named(SeedFigure figure, int seeds) {
        return "%s: Ideal %s, Real %s, %d seeds"
                .formatted(
                        figure.label(),
                        SeedText.level(figure.idealAtStopping()),
                        SeedText.level(figure.realAtStopping()),
                        seeds);
    }

    /** The Ideal World at T(n) over T(n). Fast, but not too fast, is good. */
    static Optional<Figure> speed(List<SeedFigure> all, Metric metric) {
        var figures = all.stream().filter(f -> f.stopped().reached() > 0).toList();
        if (figures.size() < 2) {
            return Optional.empty();
        }
        List<Layer> layers = new ArrayList<>();
        for (var i = 0; i < figures.size(); i++) {
            var figure = figures.get(i);
            var seeds = figure.setting().seeds().stream()
                    .filter(s -> s.stopping().isPresent())
                    .toList();
            if (figure.seeds() > 1) {
                layers.add(new Layer.Points(
                        "",
                        Ink.of(i),
                        PointMarker.of(i),
                        true,
                        SweepFigures.each(seeds, s -> s.stopping().orElseThrow().interpolated()),
                        SweepFigures.each(seeds, s -> s.atStopping().idealTest()),
                        seeds.stream().map(SeedRun::label).toList()));
            }
            layers.add(new Layer.Points(
                    figure.label(),
                    Ink.of(i),
                    PointMarker.of(i),
                    false,
                    List.of(spread(figure.stopped())),
                    List.of(SweepFigures.bar(figure.idealAtStopping(), figure.seeds())),
                    List.of(figure.label() + ": " + SeedText.mark(figure.stopped()))));
        }
        return Optional.of(new Figure(
                "speed",
                "Optimize quickly, but not too quickly",
                SeedText.points(figures),
                SeedText.speed(figures),
                Axis.of("T(n) in " + Figures.STEPS),
                Axis.of("Ideal World: test " + metric + " at T(n)"),
                List.of(new Figure.Panel("", layers))));
    }

    /** The median T(n), from the earliest to the latest seed. */
    private static Interval spread(StoppedSeeds stopped) {
        return new Interval(stopped.median().estimate(), stopped.earliest(), stopped.latest());
    }

    /** T(n) by the train samples as they are and with augmentation, where augmentations differ. */
    static Optional<Figure> stoppingTimes(List<Outcome> outcomes) {
        var varied = outcomes.stream()
                .filter(o -> o.view().started().lineage().cell().containsKey("augment"))
                .toList();
        if (varied.isEmpty()) {
            return Optional.empty();
        }
        var names = varied.stream().map(SeedRun::setting).distinct().toList();
        List<Layer> layers = new ArrayList<>();
        var words = new StringBuilder();
        for (var set : List.of(ScoredSet.TRAIN_CLEAN, ScoredSet.TRAIN_SEEN)) {
            var isClean = set.equals(ScoredSet.TRAIN_CLEAN);
            var times = new TreeMap<Integer, StoppedSeeds>();
            for (var name : names) {
                var own = varied.stream()
                        .filter(o -> SeedRun.setting(o).equals(name))
                        .toList();
                var steps =
                        own.stream().flatMapToDouble(o -> time(o, set).stream()).toArray();
                times.put(names.indexOf(name), StoppedSeeds.of(steps, own.size(), SeedFigure.ALPHA));
                var place = names.size() - 1 - names.indexOf(name) + (isClean ? 0.13 : -0.13);
                layers.add(new Layer.Points(
                        "",
                        isClean ? Ink.C0 : Ink.C1,
                        isClean ? PointMarker.CIRCLE : PointMarker.SQUARE,
                        true,
                        DoubleStream.of(steps).mapToObj(Interval::unknown).toList(),
                        DoubleStream.of(steps)
                                .mapToObj(s -> Interval.unknown(place))
                                .toList(),
                        DoubleStream.of(steps).mapToObj(s -> name).toList()));
                layers.add(new Layer.Points(
                        set + ", median and spread of the seeds",
                        isClean ? Ink.C0 : Ink.C1,
                        isClean ? PointMarker.CIRCLE : PointMarker.SQUARE,
                        false,
                        List.of(spread(times.get(names.indexOf(name)))),
                        List.of(Interval.unknown(place)),
                        List.of(name + ": " + SeedText.mark(times.get(names.indexOf(name))))));
            }
            words.append(sentence(set, names, times));
        }
        var shown = new ArrayList<>(names);
        Collections.reverse(shown);
        return Optional.of(new Figure(
                "stoppingTimes",
                "Augmentation and T(n)",
                "Large: the median, with all seeds; small: each seed. No point: not reached.",
                words.toString().strip(),
                Axis.of("T(n) in " + Figures.STEPS),
                Axis.named("", shown),
                List.of(new Figure.Panel("", layers))));
    }

    private static Optional<Double> interpolated(Outcome o, ScoredSet set) {
        var own = Criterion.of(o.view().config());
        var asked = new Criterion(own.metric(), set, own.threshold());
        return StoppingTime.of(o.view(), o.view().config(), asked).map(StoppingTime::interpolated);
    }

    private static OptionalDouble time(Outcome o, ScoredSet set) {
        return interpolated(o, set).map(OptionalDouble::of).orElse(OptionalDouble.empty());
    }

    private static String sentence(ScoredSet set, List<String> names, TreeMap<Integer, StoppedSeeds> times) {
        var runs = times.values().stream().mapToInt(StoppedSeeds::seeds).sum();
        var reached = times.values().stream().mapToInt(StoppedSeeds::reached).sum();
        if (reached == 0) {
            return "By %s no run of %d reached T(n). ".formatted(set, runs);
        }
        var known = IntStream.range(0, names.size())
                .boxed()
                .filter(i -> times.get(i).reached() > 0)
                .toList();
        var first = known.stream()
                .min(Comparator.comparingDouble(i -> times.get(i).earliest()))
                .orElseThrow();
        var last = known.stream()
                .max(Comparator.comparingDouble(i -> times.get(i).latest()))
                .orElseThrow();
        return String.format(
                Locale.ROOT,
                "By %s T(n) was reached by %d of %d runs, first at step %.0f (%s) and last at step %.0f (%s). ",
                set,
                reached,
                runs,
                times.get(first).earliest(),
                names.get(first),
                times.get(last).latest(),
                names.get(last));
    }
}
