package org.twoworlds.stream.catalogue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.twoworlds.config.Metric;
import org.twoworlds.config.ScoredSet;
import org.twoworlds.config.WorldName;
import org.twoworlds.stream.analysis.Gap;
import org.twoworlds.stream.analysis.Look;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.analysis.StoppingTime;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.Home;
import org.twoworlds.stream.log.RunFolder;

/** All that a catalogue tells of a home, as texts: once from its tables, once from the logs by what analyses them. */
final class FromNothing {
    private static final Comparator<Object> BY_TEXT = Comparator.comparing(Object::toString);

    private FromNothing() {}

    /** What the tables hold, a list of rows for each run. */
    static Map<String, List<String>> tables(Catalogue catalogue) {
        Map<String, List<String>> all = new TreeMap<>();
        for (var question : List.of(
                "SELECT run, 'run', name, state, message, started, n, batch, steps, seed, model, data, recipe, sweep, parent,"
                        + " forked, metric, folded FROM runs WHERE state <> 'unreadable'",
                "SELECT run, 'unreadable', name, message FROM runs WHERE state = 'unreadable'",
                "SELECT run, 'cell', key, value FROM cells ORDER BY run, place",
                "SELECT run, 'world', world, step, digest, reason, samples, stepsPerSecond, waitShare, heldNanos / 1e9"
                        + " FROM worlds ORDER BY run, world",
                "SELECT run, 'score', evaluator, world, \"set\", step, softError, error, loss, count, file FROM scores"
                        + " ORDER BY run, evaluator, world, \"set\", step",
                "SELECT run, 'gap', step, metric, bootstrapError, standardError, generalizationGap FROM gaps"
                        + " ORDER BY run, step, metric",
                "SELECT run, 'T(n)', criterion, step, after, interpolated FROM stoppingTimes",
                "SELECT run, 'checkpoint', world, step, digest, kept FROM checkpoints ORDER BY run, world, step",
                "SELECT run, 'tag', tag FROM tags ORDER BY run, tag",
                "SELECT run, 'note', note FROM runs WHERE note <> ''",
                "SELECT run, 'evaluator', evaluator, source FROM evaluators ORDER BY run, evaluator",
                "SELECT run, 'attempts', max(attempt) FROM attempts GROUP BY run")) {
            for (var row : catalogue.query(question, Duration.ofMinutes(1)).rows()) {
                all.computeIfAbsent((String) row.get(0), k -> new ArrayList<>())
                        .add(text(row.subList(1, row.size()).toArray()));
            }
        }
        return all;
    }

    /** What the logs hold. */
    static Map<String, List<String>> logs(Home home) {
        Map<String, List<String>> all = new TreeMap<>();
        for (var look : Look.all(home, FromNothing::rows)) {
            var id = look.folder().id();
            all.put(id, look.seen().orElseGet(() -> List.of(text("unreadable", id, look.reason()))));
        }
        return all;
    }

    private static List<String> rows(RunFolder folder) {
        var view = RunView.of(folder);
        var config = view.config();
        var s = view.started();
        List<String> rows = new ArrayList<>();
        rows.add(text(
                "run",
                view.annotations().name(),
                view.state(folder.path().toFile().exists() && folder.isLocked()),
                view.ended().map(Event.RunEnded::message).orElse(""),
                view.startedMicros(),
                config.world().n(),
                config.batch(),
                config.steps(),
                config.seed(),
                config.model().toString(),
                config.data().type(),
                s.identity().recipe(),
                s.lineage().sweep(),
                s.lineage().parent(),
                view.forked() ? 1 : 0,
                view.metric(),
                view.next()));
        s.lineage().cell().forEach((key, value) -> rows.add(text("cell", key, value)));
        view.worlds().stream().sorted(BY_TEXT).forEach(name -> {
            var w = view.world(name);
            rows.add(text(
                    "world",
                    name,
                    w.step(),
                    w.ended().map(Event.WorldEnded::digest).orElse(null),
                    w.ended().map(Event.WorldEnded::reason).orElse(null),
                    w.step() * config.batch(),
                    w.stepsPerSecond(),
                    w.waitShare(),
                    w.heldSeconds()));
        });
        view.scores().stream()
                .sorted(Comparator.comparing(Event.Score::evaluator)
                        .thenComparing(each -> each.world().toString())
                        .thenComparing(each -> each.set().toString())
                        .thenComparing(Event.Score::step))
                .forEach(x -> rows.add(text(
                        "score",
                        x.evaluator(),
                        x.world(),
                        x.set(),
                        x.step(),
                        x.softError(),
                        x.error(),
                        x.loss(),
                        x.count(),
                        x.file())));
        compared(folder, rows);
        view.worlds().stream().sorted(BY_TEXT).forEach(world -> view.world(world)
                .checkpoints()
                .values()
                .forEach(c -> rows.add(text(
                        "checkpoint",
                        world,
                        c.step(),
                        c.digest(),
                        view.world(world).onDisk().containsKey(c.step()) ? 1 : 0))));
        view.annotations().tags().forEach(tag -> rows.add(text("tag", tag)));
        if (!view.annotations().note().isEmpty()) {
            rows.add(text("note", view.annotations().note()));
        }
        view.attached().values().stream()
                .sorted(Comparator.comparing(Event.Attached::evaluator))
                .forEach(a -> rows.add(text("evaluator", a.evaluator(), a.on())));
        if (view.attempt() > 0) {
            rows.add(text("attempts", view.attempt()));
        }
        return rows;
    }

    private static void compared(RunFolder folder, List<String> rows) {
        var pair = Look.at(folder, RunView::ofPair).seen().orElseGet(() -> RunView.of(folder));
        var train = pair.curve(WorldName.REAL, ScoredSet.TRAIN_CLEAN);
        var real = pair.curve(WorldName.REAL, ScoredSet.TEST);
        for (var gap : Gap.all(pair, folder)) {
            for (var metric : Arrays.stream(Metric.values()).sorted(BY_TEXT).toList()) {
                var trained = train.get(gap.step());
                rows.add(text(
                        "gap",
                        gap.step(),
                        metric,
                        gap.in(metric),
                        metric == Metric.SOFT_ERROR && gap.standardError().isPresent()
                                ? gap.standardError().getAsDouble()
                                : null,
                        trained == null ? null : real.get(gap.step()).in(metric) - trained.in(metric)));
            }
        }
        StoppingTime.of(pair, pair.config())
                .ifPresent(
                        t -> rows.add(text("T(n)", t.criterion().toString(), t.step(), t.after(), t.interpolated())));
    }

    /** Numbers by their values: SQLite has no NaN, and one kind of whole number. */
    private static String text(Object... values) {
        return Arrays.stream(values)
                .map(v -> v instanceof Double d && d.isNaN() ? "null" : String.valueOf(v))
                .reduce((a, b) -> a + " | " + b)
                .orElse("");
    }
}
