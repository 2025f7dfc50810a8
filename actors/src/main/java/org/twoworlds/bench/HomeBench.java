package org.twoworlds.bench;

import static org.twoworlds.bench.Timing.median;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.twoworlds.start.Program;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.catalogue.Catalogue;
import org.twoworlds.stream.catalogue.RunsAsked;
import org.twoworlds.stream.log.Home;
import org.twoworlds.stream.log.LogReader;
import org.twoworlds.stream.log.RunFolder;

/** The measurement of a home of many runs beside a home of one, in processor time of one thread without the start of Java. */
final class HomeBench {
    private static final int ROUNDS = 5;
    private static final int LISTED_RUNS = 50;
    private static final int READ_RUNS = 100;
    private static final int GOAL_RUNS_A_SECOND = 100;
    private static final int GOAL_SEEN_MILLIS = 50;
    private static final int GOAL_PAGE_MILLIS = 20;

    private final List<Row> rows;
    private final Consumer<String> progress;
    private final Program program;
    private final int runs;

    HomeBench(List<Row> rows, Consumer<String> progress, Program program, int runs) {
        this.rows = rows;
        this.progress = progress;
        this.program = program;
        this.runs = runs;
    }

    void measure(Path folder) {
        var one = new Home(folder.resolve("one"));
        var many = new Home(folder.resolve("many"));
        var origin = HomeCopies.trained(one);
        progress.accept("Copying " + runs + " logs...");
        HomeCopies.fill(many, origin, runs);
        measure(one, many, origin);
    }

    private void measure(Home one, Home many, RunFolder origin) {
        var late = HomeCopies.trained(new Home(one.path().resolveSibling("late")));
        HomeCopies.name(origin);
        HomeCopies.name(many.all().get(runs / 2));
        refresh(one);
        for (var i = 0; i < 20; i++) { // so that Java has compiled the measured code
            list(one);
        }
        rows.add(Row.higher(
                "catalogue of %,d runs of %d steps made anew, one core".formatted(runs, HomeCopies.STEPS),
                runs / (millis(() -> refresh(many)) / 1e3),
                "runs/s",
                GOAL_RUNS_A_SECOND));
        var some = many.all().subList(0, Math.min(READ_RUNS, runs));
        rows.add(part("  of it: a log opened, read and checked", some, HomeBench::read));
        rows.add(part("  the same and its view made, without a catalogue", some, RunView::of));
        compared("the newest fifty runs listed", one, many, HomeBench::list);
        compared("a run found by its name", one, many, home -> called(home, HomeCopies.NAMED));
        rows.add(Row.lower("a page of fifty from the middle of the list", page(many), "ms", GOAL_PAGE_MILLIS));
        rows.add(Row.lower("one more finished run seen among many", seen(many, late), "ms", GOAL_SEEN_MILLIS));
        new HomeProcesses(rows, progress, program, ROUNDS).measure(one, many, "among %,d".formatted(runs));
    }

    /** As a lab sees it: with its catalogue open and brought up to the logs. */
    private static double seen(Home home, RunFolder late) {
        try (var catalogue = Catalogue.open(home, InstantSource.system())) {
            catalogue.refresh();
            var place = new AtomicInteger();
            return median(ROUNDS, () -> {
                HomeCopies.copy(late, home.run("20270101-000000-late" + place.incrementAndGet()));
                return millis(catalogue::refresh);
            });
        }
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
}
