package org.twoworlds.bench;

import static org.twoworlds.bench.Timing.median;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.twoworlds.config.ConfigLoader;
import org.twoworlds.config.RunState;
import org.twoworlds.config.ScoredSet;
import org.twoworlds.config.WorldName;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.catalogue.Catalogue;
import org.twoworlds.stream.catalogue.RunsAsked;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.EventLog;
import org.twoworlds.stream.log.Home;
import org.twoworlds.stream.log.LogReader;
import org.twoworlds.stream.log.RunChoices;
import org.twoworlds.stream.log.RunFolder;
import org.twoworlds.stream.log.RunIdentity;
import org.twoworlds.stream.log.RunLineage;
import org.twoworlds.stream.log.RunMachine;

/** The measurement of a home of many runs beside a home of one, in processor time of one thread without the start of Java. */
final class HomeBench {
    private static final int ROUNDS = 5;
    private static final int STEPS = 600;
    private static final int STEPS_A_CHECKPOINT = 20;
    private static final int LISTED_RUNS = 50;
    private static final int READ_RUNS = 100;
    private static final int GOAL_RUNS_A_SECOND = 100;
    private static final int GOAL_SEEN_MILLIS = 50;
    private static final int GOAL_PAGE_MILLIS = 20;

    private final List<Row> rows;
    private final Consumer<String> progress;
    private final int runs;

    HomeBench(List<Row> rows, Consumer<String> progress, int runs) {
        this.rows = rows;
        this.progress = progress;
        this.runs = runs;
    }

    void measure(Path folder) {
        var one = new Home(folder.resolve("one"));
        var many = new Home(folder.resolve("many"));
        var origin = trained(one);
        progress.accept("Copying " + runs + " logs...");
        for (var i = 0; i < runs; i++) {
            copy(origin, many.run("20260101-000000-copy" + i));
        }
        refresh(one);
        for (var i = 0; i < 20; i++) { // so that Java has compiled the measured code
            list(one);
        }
        rows.add(Row.higher(
                "catalogue of %,d runs of %d steps made anew, one core".formatted(runs, STEPS),
                runs / (millis(() -> refresh(many)) / 1e3),
                "runs/s",
                GOAL_RUNS_A_SECOND));
        var some = many.all().subList(0, Math.min(READ_RUNS, runs));
        rows.add(part("  of it: a log opened, read and checked", some, HomeBench::read));
        rows.add(part("  the same and its view made, without a catalogue", some, RunView::of));
        compared("the newest fifty runs listed", one, many, HomeBench::list);
        compared("a run found by its name", one, many, home -> called(home, "origin"));
        rows.add(Row.lower("a page of fifty from the middle of the list", page(many), "ms", GOAL_PAGE_MILLIS));
        copy(origin, many.run("20270101-000000-late"));
        rows.add(Row.lower(
                "one more finished run seen among many", millis(() -> refresh(many)), "ms", GOAL_SEEN_MILLIS));
    }

    private Row part(String name, List<RunFolder> some, Consumer<RunFolder> work) {
        return Row.lower(name, millis(() -> some.forEach(work)) / some.size(), "ms", Double.NaN);
    }

    private void compared(String what, Home one, Home many, Consumer<Home> work) {
        var ofOne = median(ROUNDS, () -> millis(() -> work.accept(one)));
        var ofMany = median(ROUNDS, () -> millis(() -> work.accept(many)));
        rows.add(Row.lower(what + ", of one run", ofOne, "ms", Double.NaN));
        rows.add(Row.lower(what + ", of %,d".formatted(runs), ofMany, "ms", Double.NaN));
    }

    private static double millis(Runnable work) {
        var threads = ManagementFactory.getThreadMXBean();
        var before = threads.getCurrentThreadCpuTime();
        work.run();
        return (threads.getCurrentThreadCpuTime() - before) / 1e6;
    }

    private static void refresh(Home home) {
        try (var catalogue = Catalogue.open(home, InstantSource.system())) {
            catalogue.refresh();
        }
    }

    private static void list(Home home) {
        try (var catalogue = Catalogue.open(home, InstantSource.system())) {
            catalogue.refresh();
            catalogue.runs(RunsAsked.ALL.newestFirst(), LISTED_RUNS);
        }
    }

    /** As a lab answers it: with its catalogue open and brought up to the logs. */
    private static double page(Home home) {
        try (var catalogue = Catalogue.open(home, InstantSource.system())) {
            catalogue.refresh();
            var ids = catalogue.runs(RunsAsked.ALL, Integer.MAX_VALUE);
            var middle = ids.get(ids.size() / 2).run();
            return median(ROUNDS, () -> millis(() -> catalogue.runs(RunsAsked.ALL.newestFirst(), LISTED_RUNS, middle)));
        }
    }

    private static void called(Home home, String name) {
        try (var catalogue = Catalogue.open(home, InstantSource.system())) {
            catalogue.refresh();
            catalogue.called(name);
        }
    }

    private static void read(RunFolder run) {
        try (var reader = new LogReader(run.log(), 0)) {
            reader.forEach(entry -> {});
        }
    }

    private static void copy(RunFolder from, RunFolder to) {
        try {
            Files.createDirectories(to.log());
            try (var files = Files.newDirectoryStream(from.log())) {
                for (var file : files) {
                    Files.copy(file, to.log().resolve(file.getFileName().toString()));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes a run as training leaves it, but for the files of its checkpoints and scores. */
    private static RunFolder trained(Home home) {
        var folder = home.newRun("origin", InstantSource.system());
        var config = new ConfigLoader().load("quickstart", Optional.empty(), List.of("steps=" + STEPS));
        try (var log = EventLog.open(folder, 1, InstantSource.system())) {
            log.append(new Event.Started(
                    new RunIdentity(folder.id(), "origin", "quickstart", config.toJson(), "", ""),
                    new RunChoices(1, 1, "fp32", "cpu", "cpu"),
                    new RunMachine(Map.of(), ""),
                    new RunLineage(true, "", "", Map.of())));
            log.append(new Event.Attempt(1, 1, false, Map.of()));
            for (var step = 1; step <= STEPS; step++) {
                for (var world : WorldName.BOTH) {
                    log.append(new Event.Step(world, step, 1f, 0.5f, 0.5f, 0.1, 1_000_000, 1_000, step * 31L));
                    if (step % STEPS_A_CHECKPOINT == 0) {
                        scored(log, world, step);
                    }
                }
            }
            log.append(new Event.RunEnded(RunState.COMPLETED, ""));
            log.sync();
        }
        return folder;
    }

    private static void scored(EventLog log, WorldName world, long step) {
        log.append(new Event.Checkpoint(world, step, RunFolder.checkpointFile(world, step), "", 100, ""));
        var sets = world == WorldName.REAL ? List.of(ScoredSet.TEST, ScoredSet.TRAIN_CLEAN) : List.of(ScoredSet.TEST);
        for (var set : sets) {
            var error = 1.0 / step;
            log.append(new Event.Score(
                    RunView.OWN_EVALUATOR, world, step, set, error, error, error, 1000, "", "", 0, Map.of()));
        }
    }
}
