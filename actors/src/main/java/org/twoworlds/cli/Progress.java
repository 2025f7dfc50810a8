package org.twoworlds.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.twoworlds.config.ScoredSet;
import org.twoworlds.config.WorldName;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.LogReader;
import org.twoworlds.stream.log.RunFolder;

/** Progress on standard error, read from the run's log: two live bars on a terminal, else a line now and then. */
final class Progress {
    private static final long POLL_MILLIS = 250;
    private static final long LINE_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final int BAR_MILLIS = 500;

    private Progress() {}

    /** Shows a run until it has ended, and returns how. */
    static Event.RunEnded follow(RunFolder folder, CompletableFuture<Event.RunEnded> outcome) {
        var live = System.console() != null && !"dumb".equals(System.getenv("TERM"));
        var view = new RunView();
        try (var reader = new LogReader(folder.log(), 0);
                var display = live ? new Bars() : new Lines()) {
            while (true) {
                var ended = await(outcome);
                reader.forEach(entry -> {
                    view.apply(entry);
                    display.happened(entry.event(), view);
                });
                display.show(view, ended);
                if (ended) {
                    return outcome.join();
                }
            }
        }
    }

    private static boolean await(CompletableFuture<Event.RunEnded> outcome) {
        try {
            outcome.get(POLL_MILLIS, TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private interface Display extends AutoCloseable {
        default void happened(Event event, RunView view) {
            if (event instanceof Event.WorldEnded ended && !ended.message().isEmpty()) {
                System.err.println(ended.message());
            }
            if (event instanceof Event.Missing missing) {
                System.err.printf(
                        "No score of the %s world at step %d on %s: %s%n",
                        missing.world(), missing.step(), missing.set(), missing.reason());
            }
        }

        void show(RunView view, boolean ended);

        @Override
        void close();
    }

    private static String text(RunView view, WorldName world, int batch) {
        var w = view.world(world);
        var scores = view.curve(world, ScoredSet.TEST);
        var score = scores.isEmpty()
                ? ""
                : String.format(
                        Locale.ROOT,
                        "test SoftError %.3f at %d, ",
                        scores.lastEntry().getValue().softError(),
                        scores.lastKey());
        var loss = w.last()
                .map(step -> String.format(Locale.ROOT, "batch loss %.3f, ", step.loss()))
                .orElse("");
        return score
                + loss
                + String.format(
                        Locale.ROOT, "%.1f steps/s, %.0f samples/s", w.stepsPerSecond(), w.stepsPerSecond() * batch);
    }

    private static final class Bars implements Display {
        private final List<ProgressBar> bars = new ArrayList<>();
        private int batch;

        @Override
        public void show(RunView view, boolean ended) {
            if (bars.isEmpty()) {
                var config = view.config();
                batch = config.batch();
                for (var world : view.worlds()) {
                    bars.add(new ProgressBarBuilder()
                            .setTaskName(String.format("%-5s", world))
                            .setInitialMax(config.steps())
                            .setStyle(ProgressBarStyle.UNICODE_BLOCK)
                            .setUpdateIntervalMillis(BAR_MILLIS)
                            .build());
                }
            }
            for (var i = 0; i < bars.size(); i++) {
                var world = view.worlds().get(i);
                bars.get(i).stepTo(view.world(world).step());
                bars.get(i).setExtraMessage(text(view, world, batch));
            }
        }

        @Override
        public void close() {
            bars.forEach(ProgressBar::close);
        }
    }

    private static final class Lines implements Display {
        private long next = System.nanoTime();
        private long steps;
        private int batch;

        @Override
        public void show(RunView view, boolean ended) {
            var now = System.nanoTime();
            if (now < next && !ended) {
                return;
            }
            next = now + LINE_NANOS;
            if (steps == 0) {
                steps = view.config().steps();
                batch = view.config().batch();
            }
            for (var world : view.worlds()) {
                var w = view.world(world);
                var left = w.stepsPerSecond() == 0 ? 0 : (steps - w.step()) / w.stepsPerSecond();
                System.err.printf(
                        Locale.ROOT,
                        "%-5s %d/%d, %s, %.0f s left%n",
                        world,
                        w.step(),
                        steps,
                        text(view, world, batch),
                        w.ended().isPresent() ? 0 : left);
            }
        }

        @Override
        public void close() {}
    }
}
