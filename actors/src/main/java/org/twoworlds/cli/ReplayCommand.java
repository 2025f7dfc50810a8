package org.twoworlds.cli;

import java.io.BufferedOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.twoworlds.api.EventDocument;
import org.twoworlds.api.Json;
import org.twoworlds.config.RequestException;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.EventLog;
import org.twoworlds.stream.log.LogReader;
import org.twoworlds.stream.log.RunFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code replay}: a run's events as JSON lines. */
@Command(name = "replay", description = "Prints a run's events, one JSON object a line.")
final class ReplayCommand implements Callable<Integer> {
    private static final long LONGEST_GAP_MICROS = 60_000_000;

    @Mixin
    private RunArgument run = new RunArgument();

    @Option(names = "--from", paramLabel = "I", description = "the first index (default: 0)")
    private long from;

    @Option(
            names = "--speed",
            paramLabel = "X",
            description = {
                "writes the run once more, as a new one, its events X times as fast as they came:",
                "a lab of this home shows it as if it were live; pauses of more than a minute count as one"
            })
    private Optional<Double> speed = Optional.empty();

    @Option(names = "--json", description = "the same: the output is JSON lines in any case")
    private boolean json;

    @Override
    public Integer call() {
        if (from < 0) {
            throw new RequestException("option --from", from, "be 0 or more", "");
        }
        if (speed.isPresent()) {
            if (!(speed.get() > 0)) {
                throw new RequestException("option --speed", speed.get(), "be above 0", "");
            }
            Signals.haltOnFirst();
            return paced(run.folder());
        }
        var out = new PrintStream(new BufferedOutputStream(System.out, 1 << 16), false, StandardCharsets.UTF_8);
        try (var reader = new LogReader(run.folder().log(), from)) {
            reader.forEach(entry -> out.println(Json.text(EventDocument.of(entry))));
        }
        out.flush();
        return 0;
    }

    /** The files of scores and checkpoints stay where they are: the new run names them there. */
    private int paced(RunFolder folder) {
        var clock = InstantSource.system();
        var copy = run.home().newRun("replay", clock);
        System.err.println("Run " + copy.id() + " repeats the log of " + folder.id());
        try (var lock = copy.lock();
                var log = EventLog.open(copy, 0, clock);
                var reader = new LogReader(folder.log(), from)) {
            var pace = new ReplayPace(speed.orElseThrow());
            reader.forEach(entry -> {
                pace.await(entry.micros());
                log.append(entry.attempt(), moved(entry.event(), folder, copy));
            });
            log.sync();
        }
        Json.out().println(copy.id());
        return 0;
    }

    /** Waits as long between two events as lay between them, at a speed; a long gap is cut short. */
    private static final class ReplayPace {
        private final double speed;
        private OptionalLong last = OptionalLong.empty();
        private long due = System.nanoTime();

        ReplayPace(double speed) {
            this.speed = speed;
        }

        void await(long micros) {
            var gap = Math.min(LONGEST_GAP_MICROS, Math.max(0, micros - last.orElse(micros)));
            last = OptionalLong.of(micros);
            due += (long) (gap * 1000 / speed);
            for (var left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
        }
    }

    private static Event moved(Event event, RunFolder folder, RunFolder copy) {
        var place = "../" + folder.id() + "/";
        if (event instanceof Event.Started s) {
            return s.named(copy.id(), "replay of " + s.identity().name());
        }
        if (event instanceof Event.Checkpoint c) {
            return c.under(place);
        }
        return event instanceof Event.Score s ? s.under(place) : event;
    }
}
