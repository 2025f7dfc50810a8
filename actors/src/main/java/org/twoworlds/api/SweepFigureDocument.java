package org.twoworlds.api;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.twoworlds.config.Metric;
import org.twoworlds.config.ScoredSet;
import org.twoworlds.config.WorldName;
import org.twoworlds.stream.analysis.Outcome;
import org.twoworlds.stream.catalogue.SweepCell;
import org.twoworlds.stream.log.RunFolder;
import org.twoworlds.stream.seeds.SeedFigure;
import org.twoworlds.stream.seeds.SeedRun;
import org.twoworlds.stream.seeds.SeedText;
import org.twoworlds.stream.statistics.Interval;
import org.twoworlds.stream.statistics.SeedCurve;

/**
 * The figure of a sweep as a JSON document: each cell's test curves, bootstrap errors and T(n), and of those that differ in their
 * seed alone the mean with its band, the null and T(n) with its spread, with a text below each figure. The curve of an Ideal World
 * that many cells share is in it once.
 */
public final class SweepFigureDocument {
    /** How often an interval over seeds may miss. */
    private static final double ALPHA = SeedFigure.ALPHA;

    private static final String ERROR = "bootstrapError";
    private static final String STEP = "step";
    private static final String VALUE = "value";

    private final Metric metric;
    private final List<SweepCell> cells;
    private final Set<String> shared;
    private final Map<String, SeedFigure> figures = new LinkedHashMap<>();

    private SweepFigureDocument(Metric metric, List<SweepCell> cells, Function<String, RunFolder> folders) {
        this.metric = metric;
        this.cells = cells;
        shared = cells.stream().map(SweepCell::ideal).collect(Collectors.toSet());
        var runs = cells.stream()
                .filter(cell -> !isIdealAlone(cell) && cell.config().isPresent())
                .filter(cell -> !curve(cell, WorldName.REAL).isEmpty())
                .map(cell -> run(cell, folders.apply(cell.run().run())))
                .toList();
        SeedFigure.of(runs).forEach(f -> figures.put(f.label(), f));
    }

    /**
     * The document of a sweep's cells, at least one, in one metric.
     *
     * @param folders the folder of a run, in which the outcomes of single samples lie
     */
    public static Map<String, Object> of(
            String sweep, Metric metric, List<SweepCell> cells, Function<String, RunFolder> folders) {
        return new SweepFigureDocument(metric, cells, folders).document(sweep);
    }

    private SeedRun run(SweepCell cell, RunFolder folder) {
        return new SeedRun(
                cell.setting(),
                cell.label(),
                folder,
                cell.config().orElseThrow(),
                cell.curves(),
                metric,
                cell.stopping().map(t -> new SeedRun.Stop(t.step(), t.interpolated())));
    }

    private Map<String, Object> document(String sweep) {
        Map<String, List<SweepCell>> settings = cells.stream()
                .filter(cell -> !isIdealAlone(cell))
                .collect(Collectors.groupingBy(SweepCell::setting, LinkedHashMap::new, Collectors.toList()));
        var labels = List.copyOf(settings.keySet());
        Map<String, Object> ideals = new LinkedHashMap<>();
        cells.forEach(cell -> ideals.computeIfAbsent(idealOf(cell), run -> column(curve(cell, WorldName.IDEAL))));
        return Json.ordered(
                "sweep",
                sweep,
                "metric",
                metric,
                "confidence",
                1 - ALPHA,
                "settings",
                settings.entrySet().stream().map(this::setting).toList(),
                "text",
                text(),
                "reading",
                reading(),
                "ideals",
                ideals,
                "cells",
                cells.stream()
                        .map(cell -> cell(cell, labels.indexOf(cell.setting())))
                        .toList());
    }

    /** The sentences below each figure. */
    private Map<String, Object> text() {
        var all = List.copyOf(figures.values());
        return Json.ordered(
                "curves", SeedText.curves(all),
                "errors", SeedText.errors(all),
                "scatter", SeedText.scatter(all));
    }

    /** How to read each figure. */
    private Map<String, Object> reading() {
        var all = List.copyOf(figures.values());
        return Json.ordered(
                "curves", SeedText.key(all), "errors", SeedText.bands(all), "scatter", SeedText.points(all));
    }

    /** Whether a run trains the Ideal World alone, as one that others share does from its beginning. */
    private boolean isIdealAlone(SweepCell cell) {
        return cell.isIdealAlone() || shared.contains(cell.run().run());
    }

    private static String idealOf(SweepCell cell) {
        return cell.ideal().isEmpty() ? cell.run().run() : cell.ideal();
    }

    private TreeMap<Long, Double> curve(SweepCell cell, WorldName world) {
        var values = new TreeMap<Long, Double>();
        cell.curves().curve(world, ScoredSet.TEST).forEach((step, score) -> values.put(step, score.in(metric)));
        return values;
    }

    private TreeMap<Long, Double> gaps(SweepCell cell) {
        var values = new TreeMap<Long, Double>();
        cell.gaps().getOrDefault(metric, List.of()).forEach(gap -> values.put(gap.step(), gap.value()));
        return values;
    }

    private Map<String, Object> setting(Map.Entry<String, List<SweepCell>> setting) {
        var seeds = setting.getValue();
        var document = Json.ordered(
                "label",
                setting.getKey(),
                "seeds",
                seeds.size(),
                WorldName.REAL,
                mean(seeds, cell -> curve(cell, WorldName.REAL)),
                WorldName.IDEAL,
                mean(seeds, cell -> curve(cell, WorldName.IDEAL)),
                ERROR,
                mean(seeds, this::gaps));
        document.put(
                "batch",
                seeds.stream()
                        .flatMap(c -> c.config().stream())
                        .map(c -> c.batch())
                        .findFirst()
                        .orElse(null));
        document.put("secondsPerStep", secondsPerStep(seeds));
        // Without a figure of its own: a null, which is in the figures of others, or a setting that has not begun.
        SeedFigureDocument.add(document, Optional.ofNullable(figures.get(setting.getKey())));
        return document;
    }

    private static Map<String, Object> secondsPerStep(List<SweepCell> seeds) {
        return Json.ordered(WorldName.BOTH.stream()
                .flatMap(world -> Stream.of(
                        world,
                        seeds.stream()
                                .flatMap(c ->
                                        Stream.ofNullable(c.secondsPerStep().get(world)))
                                .mapToDouble(s -> s)
                                .average()
                                .orElse(Double.NaN)))
                .toArray());
    }

    /** The mean over the seeds that have begun. */
    private static Map<String, Object> mean(
            List<SweepCell> seeds, Function<SweepCell, ? extends SortedMap<Long, Double>> curve) {
        var begun = seeds.stream().map(curve).filter(c -> !c.isEmpty()).toList();
        var mean = SeedCurve.of(begun, ALPHA);
        return Json.ordered(
                "seeds",
                mean.seeds(),
                STEP,
                mean.steps(),
                "mean",
                mean.means().stream().map(Interval::estimate).toList(),
                "low",
                mean.means().stream().map(Interval::low).toList(),
                "high",
                mean.means().stream().map(Interval::high).toList());
    }

    private static Map<String, Object> column(SortedMap<Long, Double> curve) {
        return Json.ordered(STEP, List.copyOf(curve.keySet()), VALUE, new ArrayList<>(curve.values()));
    }

    private Map<String, Object> cell(SweepCell cell, int setting) {
        var document = RunDocument.listed(cell.run());
        document.put("label", cell.label());
        document.put("model", cell.model());
        document.put("rate", cell.rate());
        document.put("setting", isIdealAlone(cell) ? -1 : setting);
        document.put("idealOf", idealOf(cell));
        document.put("curve", column(curve(cell, WorldName.REAL)));
        var gaps = cell.gaps().getOrDefault(metric, List.of());
        document.put(
                ERROR,
                Json.ordered(
                        STEP,
                        gaps.stream().map(SweepCell.Difference::step).toList(),
                        VALUE,
                        gaps.stream().map(SweepCell.Difference::value).toList(),
                        "standardError",
                        gaps.stream().map(SweepCell.Difference::standardError).toList()));
        document.put("stoppingTime", cell.stopping().map(t -> stopping(cell, t)).orElse(null));
        return document;
    }

    private @Nullable Object stopping(SweepCell cell, SweepCell.Stopping t) {
        var real = cell.curves().curve(WorldName.REAL, ScoredSet.TEST);
        var ideal = cell.curves().curve(WorldName.IDEAL, ScoredSet.TEST);
        return Json.ordered(
                "criterion",
                t.criterion(),
                STEP,
                t.step(),
                "after",
                t.after(),
                "interpolated",
                t.interpolated(),
                WorldName.REAL,
                Outcome.at(real, t.step(), metric),
                WorldName.IDEAL,
                Outcome.at(ideal, t.step(), metric));
    }
}
