package org.twoworlds;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.twoworlds.config.ScoredSet;
import org.twoworlds.config.WorldName;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.EventLog;
import org.twoworlds.stream.log.LogReader;
import org.twoworlds.stream.log.RunChoices;
import org.twoworlds.stream.log.RunFolder;
import org.twoworlds.stream.log.RunIdentity;
import org.twoworlds.stream.log.RunLineage;
import org.twoworlds.stream.log.RunMachine;

/** Events of a small run, of which a test only needs some parts. */
public final class TestEvents {
    private TestEvents() {}

    /** A record 0 with a configuration as JSON. */
    public static Event.Started started(String config) {
        return new Event.Started(
                new RunIdentity("r", "n", "quickstart", config, "", "d"),
                new RunChoices(1, 1, "fp32", "cpu", "cpu"),
                new RunMachine(Map.of(), "0.1.0"),
                new RunLineage(false, "", "", Map.of()));
    }

    /** A record 0. */
    public static Event.Started started() {
        return started("{}");
    }

    /** A record 0 that a sweep plans for one of its runs. */
    public static Event.Started planned(String run) {
        var sweep = run.substring(0, run.lastIndexOf('.'));
        return new Event.Started(
                new RunIdentity(run, "", "quickstart", "{}", "", "d"),
                new RunChoices(1, 1, "fp32", "cpu", "cpu"),
                new RunMachine(Map.of(), ""),
                new RunLineage(true, "", sweep, Map.of()));
    }

    /** A checkpoint's event; its file is not made. */
    public static Event.Checkpoint checkpoint(WorldName world, long step) {
        return new Event.Checkpoint(world, step, RunFolder.checkpointFile(world, step), "", 100, "");
    }

    /** A score whose SoftError, error and loss are the same. */
    public static Event.Score score(String evaluator, WorldName world, long step, ScoredSet set, double error) {
        return new Event.Score(evaluator, world, step, set, error, error, error, 1, "", "", 0, Map.of(), "");
    }

    /** An update whose loss, error and SoftError are the same. */
    public static Event.Step step(WorldName world, long step, double error) {
        return new Event.Step(world, step, (float) error, (float) error, (float) error, 0.1, 1, 1, 1);
    }

    /** Writes events at the end of a run's log. */
    public static void write(RunFolder folder, Event... events) {
        try (var log = EventLog.open(folder, 0, InstantSource.system())) {
            List.of(events).forEach(log::append);
        }
    }

    /** All events of a run's log, without the marks of what was forced. */
    public static List<Event> read(RunFolder folder) {
        List<Event> events = new ArrayList<>();
        try (var reader = new LogReader(folder.log(), 0)) {
            reader.forEach(entry -> events.add(entry.event()));
        }
        return events;
    }
}
