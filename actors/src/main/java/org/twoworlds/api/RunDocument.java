package org.twoworlds.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import org.twoworlds.config.Metric;
import org.twoworlds.config.RunState;
import org.twoworlds.config.WorldName;
import org.twoworlds.stream.analysis.Gap;
import org.twoworlds.stream.analysis.Look;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.analysis.StoppingTime;
import org.twoworlds.stream.catalogue.RunRow;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.RunFolder;

/** A run as a JSON document: what {@code show --json} and {@code run --json} print. */
public final class RunDocument {
    private RunDocument() {}

    /** All of a run. */
    public static Map<String, Object> of(RunFolder folder, RunView view) {
        var config = view.config();
        Map<String, Object> document = summary(folder, view);
        document.put("config", json(view.started().identity().config()));
        document.put("machine", view.started().machine().machine());
        document.put("threads", view.started().choices().threads());
        document.put("precision", view.started().choices().precision());
        document.put("device", view.started().choices().device());
        document.put("evaluatorDevice", view.started().choices().evaluatorDevice());
        document.put("attempts", view.attempt());
        document.put("forked", view.forked());
        document.put("message", view.ended().map(Event.RunEnded::message).orElse(""));
        Map<String, Object> worlds = new LinkedHashMap<>();
        for (var world : view.worlds()) {
            worlds.put(world.toString(), world(view, world));
        }
        document.put("worlds", worlds);
        document.put("stoppingTime", stoppingTime(view));
        document.put("scores", view.scores().stream().map(RunDocument::score).toList());
        document.put(
                "missing",
                view.missing().stream()
                        .map(m -> Json.ordered(
                                "world",
                                m.world(),
                                "step",
                                m.step(),
                                "set",
                                m.set(),
                                "evaluator",
                                m.evaluator(),
                                "reason",
                                m.reason()))
                        .toList());
        document.put(
                "bootstrapError",
                Gap.all(view, folder).stream().map(RunDocument::gap).toList());
        return document;
    }

    /** A run in a list. */
    public static Map<String, Object> summary(RunFolder folder, RunView view) {
        return Json.ordered(
                "run", folder.id(),
                "name", view.annotations().name(),
                "state", view.state(folder.isLocked()),
                "recipe", view.started().identity().recipe(),
                "started", Instant.ofEpochMilli(view.startedMicros() / 1000).toString(),
                "sweep", view.started().lineage().sweep(),
                "cell", view.started().lineage().cell(),
                "tags", view.annotations().tags(),
                "note", view.annotations().note());
    }

    /** A run in a list, as the catalogue has it. */
    public static Map<String, Object> summary(RunRow run) {
        var document = Json.ordered(
                "run",
                run.run(),
                "name",
                run.name(),
                "state",
                run.state(),
                "recipe",
                run.recipe(),
                "started",
                started(run.startedMicros()),
                "sweep",
                run.sweep(),
                "cell",
                run.cell(),
                "tags",
                run.tags(),
                "note",
                run.note());
        if (!run.isReadable()) {
            document.put("message", run.message());
        }
        return document;
    }

    /** A time in microseconds since 1970 as text; empty for 0, which nobody knows. */
    static String started(long micros) {
        return micros == 0 ? "" : Instant.ofEpochMilli(micros / 1000).toString();
    }

    /** A run in a lab's list, as the catalogue has it. */
    public static Map<String, Object> listed(RunRow run) {
        var document = summary(run);
        if (run.isReadable()) {
            document.put("model", run.model());
            document.put("data", run.data());
            document.put("steps", run.steps());
            document.put(WorldName.REAL.toString(), run.realStep());
            document.put(WorldName.IDEAL.toString(), run.idealStep());
            document.put("parent", run.parent());
            document.put("message", run.message());
        }
        return document;
    }

    /** A run in a list that cannot be read, with the reason. */
    public static <T> Map<String, Object> unreadable(Look<T> look) {
        return Json.ordered(
                "run",
                look.folder().id(),
                "name",
                look.folder().id(),
                "state",
                RunState.UNREADABLE,
                "recipe",
                "",
                "started",
                "",
                "sweep",
                "",
                "cell",
                Map.of(),
                "message",
                look.reason());
    }

    /** T(n), or null. */
    public static @Nullable Object stoppingTime(RunView view) {
        return stoppingTime(StoppingTime.of(view, view.config()));
    }

    /** T(n), or null. */
    static @Nullable Object stoppingTime(Optional<StoppingTime> stopping) {
        return stopping.map(t -> Json.ordered(
                        "criterion",
                        t.criterion().toString(),
                        "step",
                        t.step(),
                        "after",
                        t.after(),
                        "interpolated",
                        t.interpolated()))
                .orElse(null);
    }

    /** The checkpoints that are still on disk. */
    public static List<Map<String, Object>> checkpoints(RunFolder folder, RunView view) {
        List<Map<String, Object>> all = new ArrayList<>();
        for (var world : view.worlds()) {
            for (var c : view.world(world).onDisk().values()) {
                var file = folder.file(c.file()).toAbsolutePath();
                if (Files.isRegularFile(file)) {
                    all.add(Json.ordered(
                            "world", world,
                            "step", c.step(),
                            "file", file.toString(),
                            "sha256", c.sha256(),
                            "bytes", c.bytes(),
                            "digest", c.digest()));
                }
            }
        }
        return all;
    }

    private static Map<String, Object> world(RunView view, WorldName name) {
        var world = view.world(name);
        var law = view.config().world().lawOf(name);
        var digest = world.ended().map(Event.WorldEnded::digest).orElse(null);
        var document = Json.ordered(
                "law", law.toString(),
                "n", law.reused().isPresent() ? law.reused().getAsLong() : null,
                "step", world.step(),
                "digest", digest,
                "samples", world.step() * view.config().batch(),
                "waitShare", world.waitShare(),
                "stepsPerSecond", world.stepsPerSecond(),
                "heldSeconds", world.heldSeconds());
        world.ended().ifPresent(e -> {
            document.put("ended", e.reason());
            document.put("discarded", e.discarded());
            document.put("message", e.message());
        });
        return document;
    }

    private static Map<String, Object> score(Event.Score s) {
        var document = Json.ordered(
                "world",
                s.world(),
                "step",
                s.step(),
                "set",
                s.set(),
                Metric.SOFT_ERROR,
                s.softError(),
                Metric.ERROR,
                s.error(),
                Metric.LOSS,
                s.loss(),
                "count",
                s.count(),
                "evaluator",
                s.evaluator());
        s.further().forEach((metric, values) -> document.put(metric, values.size() == 1 ? values.get(0) : values));
        if (!s.repeats().isEmpty()) {
            document.put("repeats", s.repeats());
        }
        return document;
    }

    /** A bootstrap error. */
    public static Map<String, Object> gap(Gap g) {
        return Json.ordered(
                "step",
                g.step(),
                Metric.SOFT_ERROR,
                g.softError(),
                Metric.ERROR,
                g.error(),
                Metric.LOSS,
                g.loss(),
                "testStandardError",
                orNull(g.standardError()),
                "generalizationGap",
                orNull(g.generalizationGap()));
    }

    private static Object orNull(OptionalDouble value) {
        return value.isPresent() ? value.getAsDouble() : null;
    }

    private static Object json(String text) {
        try {
            return Json.MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
