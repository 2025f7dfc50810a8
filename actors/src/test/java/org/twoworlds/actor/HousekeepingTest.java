package org.twoworlds.actor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.twoworlds.TestEvents;
import org.twoworlds.config.ConfigLoader;
import org.twoworlds.config.ExperimentConfig;
import org.twoworlds.config.ScoredSet;
import org.twoworlds.config.WorldName;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.LogEntry;

/** Which checkpoints may go while an evaluator is attached that has not scored them. */
class HousekeepingTest {
    private static final long MINUTE = 60_000_000L;
    private static final List<Long> STEPS = List.of(0L, 10L, 20L, 30L, 40L, 50L);

    private final RunView view = new RunView();
    private long index;

    private ExperimentConfig begin(String... settings) {
        var config = new ConfigLoader()
                .loadSweep("quickstart", Optional.empty(), List.of(settings))
                .single();
        apply(0, TestEvents.started(config.toJson()));
        apply(0, new Event.Attached("slow", "shapes", Map.of(WorldName.REAL, 20L), List.of(), List.of(), false));
        for (var step : STEPS) {
            apply(step * MINUTE, new Event.Checkpoint(WorldName.REAL, step, "c" + step, "", 100, ""));
        }
        return config;
    }

    private void apply(long micros, Event event) {
        view.apply(new LogEntry(index++, micros, 1, event));
    }

    private Map<Long, String> deleted(ExperimentConfig config, long nowMinutes) {
        return new Housekeeping(config, view, nowMinutes * MINUTE)
                .deletable(Optional.empty(), (world, step) -> true).stream()
                        .collect(java.util.stream.Collectors.toMap(
                                d -> d.event().step(), d -> d.event().reason()));
    }

    @Test
    void aCheckpointStaysForAnAttachedEvaluatorUntilItIsScoredOrTheLeaseRunsOut() {
        var config = begin("keep=last:1", "evaluator.lease=1h");
        assertThat(deleted(config, 50)).as("slow looks at 20 and later").containsOnlyKeys(10L);
        apply(
                51 * MINUTE,
                new Event.Score(
                        "slow", WorldName.REAL, 30, ScoredSet.of("shapes:test"), 0, 0, 0, 1, "", "", 0, Map.of(), ""));
        assertThat(deleted(config, 52)).containsOnlyKeys(10L, 30L);
        assertThat(deleted(config, 81))
                .as("written 61 minutes ago")
                .containsOnlyKeys(10L, 20L, 30L)
                .containsEntry(20L, "keep=last:1, before it was scored by slow")
                .containsEntry(30L, "keep=last:1");
        apply(82 * MINUTE, new Event.Detached("slow"));
        assertThat(deleted(config, 82)).containsOnlyKeys(10L, 20L, 30L, 40L);
    }

    @Test
    void whereTheDiskBudgetIsFullTheOldestGoFirst() {
        var config = begin("keep=all", "disk.budget=350B");
        assertThat(deleted(config, 50))
                .containsOnlyKeys(10L, 20L, 30L)
                .containsEntry(20L, "disk.budget, before it was scored by slow");
    }
}
