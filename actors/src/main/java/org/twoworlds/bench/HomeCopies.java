package org.twoworlds.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.twoworlds.config.ConfigLoader;
import org.twoworlds.config.RunState;
import org.twoworlds.config.ScoredSet;
import org.twoworlds.config.WorldName;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.EventLog;
import org.twoworlds.stream.log.Home;
import org.twoworlds.stream.log.RunChoices;
import org.twoworlds.stream.log.RunFolder;
import org.twoworlds.stream.log.RunIdentity;
import org.twoworlds.stream.log.RunLineage;
import org.twoworlds.stream.log.RunMachine;

/** The making of homes of many runs: one log as training leaves it, copied. */
final class HomeCopies {
    static final int STEPS = 600;

    /** The name of the one run of each home that has a name of its own. */
    static final String NAMED = "sought";

    private static final int STEPS_A_CHECKPOINT = 20;

    private HomeCopies() {}

    /** Fills a home with copies of a run. */
    static void fill(Home home, RunFolder origin, int runs) {
        for (var i = 0; i < runs; i++) {
            copy(origin, home.run("20260101-000000-copy" + i));
        }
    }

    /** Gives a run a name that no other one has. */
    static void name(RunFolder run) {
        try (var lock = run.lock()) {
            EventLog.append(run, 1, InstantSource.system(), List.of(new Event.Renamed(NAMED)));
        }
    }

    static void copy(RunFolder from, RunFolder to) {
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
    static RunFolder trained(Home home) {
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
                    RunView.OWN_EVALUATOR, world, step, set, error, error, error, 1000, "", "", 0, Map.of(), ""));
        }
    }
}
