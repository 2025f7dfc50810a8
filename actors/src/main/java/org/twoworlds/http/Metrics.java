package org.twoworlds.http;

import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.twoworlds.config.RunState;
import org.twoworlds.config.ScoredSet;
import org.twoworlds.config.WorldName;
import org.twoworlds.lab.LabProtocol;
import org.twoworlds.lab.RunBook;
import org.twoworlds.notice.NoticeCounts;
import org.twoworlds.stream.analysis.Look;
import org.twoworlds.stream.catalogue.Catalogue;
import org.twoworlds.stream.catalogue.RunsAsked;
import org.twoworlds.stream.log.Event;

/** The metrics that Prometheus is given: of the lab, of the runs that are under way, and of this JVM. */
final class Metrics {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final RunBook book;
    private final LabGauges lab;
    private final MultiGauge runs;
    private final MultiGauge logBytes;
    private final MultiGauge inbox;
    private final Map<String, MultiGauge> ofWorlds;

    /**
     * The metrics of a lab.
     *
     * @param notices where the lab tells a command of its events
     */
    Metrics(RunBook book, Optional<NoticeCounts> notices) {
        this.book = book;
        lab = new LabGauges(registry, notices);
        io.micrometer.core.instrument.Metrics.addRegistry(registry); // where other rooms count
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        runs = MultiGauge.builder("twoworlds.runs").description("runs by state").register(registry);
        logBytes = ofRun("log.bytes", "the log on disk");
        inbox = ofRun("inbox", "scores and attachments that wait for the log's writer");
        ofWorlds = Map.of(
                "steps", gauge("steps", "updates done"),
                "samples", gauge("samples", "samples seen"),
                "stepsPerSecond", gauge("steps.per.second", "updates a second while training"),
                "waitShare", gauge("wait.share", "share of the time in which the trainer waited for data"),
                "heldSeconds", gauge("held.seconds", "time in which the trainer was held for the evaluator"),
                "backlog", gauge("backlog", "checkpoints on disk without a test score"),
                "checkpointBytes", gauge("checkpoint.bytes", "scored checkpoints on disk"));
    }

    private MultiGauge ofRun(String name, String what) {
        return MultiGauge.builder("twoworlds.run." + name).description(what).register(registry);
    }

    private MultiGauge gauge(String name, String what) {
        return MultiGauge.builder("twoworlds.world." + name).description(what).register(registry);
    }

    /**
     * All metrics as they are now.
     *
     * @param status of the lab; empty where it did not say it in time
     */
    String scrape(Optional<LabProtocol.Status> status) {
        lab.now(status, book.lag());
        List<MultiGauge.Row<?>> byState = new ArrayList<>();
        book.listed(Catalogue::states)
                .forEach((state, count) -> byState.add(MultiGauge.Row.of(Tags.of("state", state), count)));
        Map<String, List<MultiGauge.Row<?>>> rows = new java.util.HashMap<>();
        List<MultiGauge.Row<?>> logs = new ArrayList<>();
        List<MultiGauge.Row<?>> inboxes = new ArrayList<>();
        for (var run :
                book.listed(catalogue -> catalogue.runs(RunsAsked.ofState(RunState.RUNNING), Integer.MAX_VALUE))) {
            Look.at(
                    book.home().run(run.run()),
                    folder -> book.read(run.run(), page -> {
                        WorldName.BOTH.forEach(world -> world(page, run.run(), world, rows));
                        logs.add(MultiGauge.Row.of(
                                Tags.of("run", run.run()),
                                sizes(page.folder().log()).sum()));
                        inboxes.add(MultiGauge.Row.of(
                                Tags.of("run", run.run()),
                                sizes(page.folder().inbox()).count()));
                        return true;
                    }));
        }
        runs.register(byState, true);
        logBytes.register(logs, true);
        inbox.register(inboxes, true);
        ofWorlds.forEach((name, gauge) -> gauge.register(rows.getOrDefault(name, List.of()), true));
        return registry.scrape();
    }

    /** The bytes of each file in a folder. */
    private static LongStream sizes(Path folder) {
        try (var files = Files.list(folder)) {
            return LongStream.of(files.mapToLong(f -> f.toFile().length()).toArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void world(
            RunBook.OpenRun page, String run, WorldName name, Map<String, List<MultiGauge.Row<?>>> rows) {
        var view = page.view();
        var world = view.world(name);
        var scored = view.curve(name, ScoredSet.TEST).keySet();
        var numbers = Map.<String, Number>of(
                "steps", world.step(),
                "samples", world.step() * view.config().batch(),
                "stepsPerSecond", world.stepsPerSecond(),
                "waitShare", world.waitShare(),
                "heldSeconds", world.heldSeconds(),
                "backlog",
                        world.onDisk().keySet().stream()
                                .filter(step -> !scored.contains(step))
                                .count(),
                "checkpointBytes",
                        world.onDisk().values().stream()
                                .mapToLong(Event.Checkpoint::bytes)
                                .sum());
        numbers.forEach((key, number) -> rows.computeIfAbsent(key, k -> new ArrayList<>())
                .add(MultiGauge.Row.of(Tags.of("run", run, "world", name.toString()), number)));
    }
}
