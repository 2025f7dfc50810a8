package org.twoworlds.api;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.twoworlds.config.Metric;
import org.twoworlds.config.ScoredSet;
import org.twoworlds.config.WorldName;
import org.twoworlds.stream.analysis.FurtherMetric;
import org.twoworlds.stream.analysis.Gap;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.analysis.StepCurve;
import org.twoworlds.stream.analysis.StepCurve.Bucket;
import org.twoworlds.stream.analysis.StepCurve.Range;
import org.twoworlds.stream.analysis.StoppingTime;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.report.RunText;

/** A run's curves as columns of numbers, as figures want them. */
public final class CurvesDocument {
    private CurvesDocument() {}

    /** The curves of a run, its updates gathered in buckets. */
    public static Map<String, Object> of(RunView view, Function<WorldName, StepCurve> steps, List<Gap> gaps) {
        var stopping = StoppingTime.of(view, view.config());
        Map<String, Object> batches = new LinkedHashMap<>();
        for (var world : WorldName.BOTH) {
            batches.put(world.toString(), batches(steps.apply(world).buckets()));
        }
        return Json.ordered(
                "batches", batches,
                "scores", scores(view),
                "bootstrapError", gaps.stream().map(RunDocument::gap).toList(),
                "stoppingTime", RunDocument.stoppingTime(stopping),
                "text", text(view, gaps, stopping),
                "next", view.next());
    }

    /** The sentences below both figures, in each metric. */
    private static Map<String, Object> text(RunView view, List<Gap> gaps, Optional<StoppingTime> stopping) {
        Map<String, Object> text = new LinkedHashMap<>();
        for (var metric : Metric.values()) {
            text.put(
                    metric.toString(),
                    Json.ordered(
                            "scores", RunText.worlds(view, metric, stopping),
                            "gap", RunText.gap(gaps, metric, view.metric(), stopping)));
        }
        return text;
    }

    private static Map<String, Object> batches(List<Bucket> buckets) {
        var columns = Json.ordered("step", buckets.stream().map(Bucket::last).toList());
        ranges(columns, Metric.LOSS.toString(), buckets, Bucket::loss);
        ranges(columns, Metric.ERROR.toString(), buckets, Bucket::error);
        columns.put("rate", column(buckets, b -> b.rate().mean()));
        columns.put(
                "stepsPerSecond",
                column(buckets, b -> 1e9 / (b.stepNanos().mean() + b.waitNanos().mean())));
        columns.put(
                "waitShare",
                column(
                        buckets,
                        b -> b.waitNanos().mean()
                                / Math.max(
                                        1, b.stepNanos().mean() + b.waitNanos().mean())));
        return columns;
    }

    private static void ranges(
            Map<String, Object> columns, String name, List<Bucket> buckets, Function<Bucket, Range> range) {
        columns.put(name, column(buckets, b -> range.apply(b).mean()));
        columns.put(name + "Least", column(buckets, b -> range.apply(b).least()));
        columns.put(name + "Greatest", column(buckets, b -> range.apply(b).greatest()));
    }

    /** Numbers that are not finite have no place in JSON: they are null. */
    private static List<Double> column(List<Bucket> buckets, ToDoubleFunction<Bucket> number) {
        List<Double> column = new ArrayList<>();
        for (var bucket : buckets) {
            var value = number.applyAsDouble(bucket);
            column.add(Double.isFinite(value) ? (Double) value : null);
        }
        return column;
    }

    private record Curve(String evaluator, WorldName world, ScoredSet set) {}

    private static List<Object> scores(RunView view) {
        Map<Curve, TreeMap<Long, Event.Score>> curves = new LinkedHashMap<>();
        view.scores()
                .forEach(s -> curves.computeIfAbsent(new Curve(s.evaluator(), s.world(), s.set()), c -> new TreeMap<>())
                        .put(s.step(), s));
        List<Object> documents = new ArrayList<>();
        curves.forEach((curve, scores) -> {
            var all = scores.values();
            var document = Json.ordered(
                    "evaluator",
                    curve.evaluator(),
                    "world",
                    curve.world(),
                    "set",
                    curve.set(),
                    "step",
                    all.stream().map(Event.Score::step).toList(),
                    Metric.SOFT_ERROR,
                    all.stream().map(Event.Score::softError).toList(),
                    Metric.ERROR,
                    all.stream().map(Event.Score::error).toList(),
                    Metric.LOSS,
                    all.stream().map(Event.Score::loss).toList());
            var metric = FurtherMetric.CALIBRATION;
            if (all.stream().anyMatch(s -> metric.in(s).isPresent())) {
                document.put(
                        metric.key(),
                        all.stream()
                                .map(s -> metric.in(s).isPresent()
                                        ? (Double) metric.in(s).getAsDouble()
                                        : null)
                                .toList());
            }
            documents.add(document);
        });
        return documents;
    }
}
