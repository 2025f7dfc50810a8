package org.twoworlds.actor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.twoworlds.TestEvents;
import org.twoworlds.config.ConfigLoader;
import org.twoworlds.config.ExperimentConfig;
import org.twoworlds.config.WorldName;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.LogReader;
import org.twoworlds.stream.log.RunFolder;

/** Which steps are written down, and how far ahead that is decided. */
class CheckpointPlanTest {
    private static final int BLOCK = 10;

    @TempDir
    Path path;

    private final ExperimentConfig config = new ConfigLoader()
            .loadSweep(
                    "quickstart",
                    Optional.empty(),
                    List.of(
                            "steps=200",
                            "checkpoints=every:50",
                            "stoppingTime.dense=" + BLOCK,
                            "stoppingTime.near=0.1"))
            .single();
    private final CheckpointPlan plan = new CheckpointPlan(config);

    /** Trains the Real World for some updates. */
    private void train(long steps, float error, boolean reached) {
        plan.begin(0);
        for (long step = 1; step <= steps; step++) {
            plan.stepped(step, error, reached);
        }
    }

    @Test
    void aBlockIsDecidedBeforeTheTrainersReachIt() {
        assertThat(plan.decided()).isZero();
        plan.begin(0);
        assertThat(plan.decided()).isEqualTo(BLOCK);
        plan.stepped(1, 1, false);
        assertThat(plan.decided()).isEqualTo(2 * BLOCK);
        plan.stepped(199, 1, false);
        assertThat(plan.decided()).as("no further than the run").isEqualTo(200);
    }

    @Test
    void whereNothingIsReusedThereIsNoStoppingTimeToBeFoundSharply() {
        var raw = config.toJson().replace("\"law\":\"replay\"", "\"law\":\"fresh\"");
        var fresh = new CheckpointPlan(new ConfigLoader().fromJson("fresh", raw));
        fresh.begin(0);
        for (long step = 1; step <= 200; step++) {
            fresh.stepped(step, 0.01f, false);
        }
        assertThat(fresh.checkpoints(0, 200)).containsExactly(50L, 100L, 150L, 200L);
    }

    @Test
    void farFromTheThresholdTheCadenceAloneCounts() {
        train(200, 1, false);
        assertThat(plan.checkpoints(0, 200)).containsExactly(50L, 100L, 150L, 200L);
        assertThat(plan.checkpoints(50, 150)).as("from is left out").containsExactly(100L, 150L);
    }

    @Test
    void whileTheMeanOfTenBatchErrorsIsNearTheThresholdEveryBlockIsWrittenDown() {
        train(40, 0.05f, false);
        assertThat(plan.checkpoints(0, 50))
                .as("30 is the first that is decided after ten batches")
                .containsExactly(30L, 40L, 50L);
    }

    @Test
    void afterStoppingTimeNoFurtherBlockIs() {
        train(40, 0.05f, true);
        assertThat(plan.checkpoints(0, 50)).containsExactly(50L);
    }

    @Test
    void aRunThatEndsEarlierIsDecidedNoFurther() {
        train(150, 1, false);
        plan.endAt(60);
        assertThat(plan.decided()).isEqualTo(60);
    }

    /** Cut where the worlds were at any two steps, a run writes down the same steps as one that was not cut. */
    @Test
    void law5_aRunThatWasCutAnywhereDecidesTheSame() {
        var seed = System.nanoTime();
        System.out.println("seed " + seed);
        var random = new Random(seed);
        var errors = new float[201];
        for (var step = 1; step <= 200; step++) {
            errors[step] = random.nextInt(5) / 25f; // a mean near 0.08, on both sides of 0.1
        }
        plan.begin(0);
        for (var step = 1; step <= 200; step++) {
            plan.stepped(step, errors[step], false);
        }
        var expected = plan.checkpoints(0, 200);
        assertThat(expected).as("some blocks are denser").hasSizeGreaterThan(4);
        for (var cut = 0; cut < 40; cut++) {
            var real = random.nextInt(1, 199);
            var ideal = random.nextInt(1, Math.min(199, real + BLOCK));
            var folder = new RunFolder(path.resolve("cut-" + cut));
            folder.create();
            List<Event> events = new ArrayList<>(List.of(TestEvents.started()));
            for (var step = 1L; step <= Math.max(real, ideal); step++) {
                if (step <= real) {
                    events.add(TestEvents.step(WorldName.REAL, step, errors[(int) step]));
                }
                if (step <= ideal) {
                    events.add(TestEvents.step(WorldName.IDEAL, step, 0.5));
                }
                var isLast = step == Math.max(real, ideal); // its trainer may have died before it wrote this one down
                if (expected.contains(step) && !(isLast && random.nextBoolean())) {
                    events.add(TestEvents.checkpoint(step <= real ? WorldName.REAL : WorldName.IDEAL, step));
                }
            }
            TestEvents.write(folder, events.toArray(Event[]::new));
            var again = new CheckpointPlan(config);
            try (var log = new LogReader(folder.log(), 0)) {
                again.resume(log, false);
            }
            var from = Math.max(0, real - random.nextInt(30)); // its resume point
            again.begin(from);
            for (var step = from + 1; step <= 200; step++) {
                again.stepped(step, errors[step], false);
            }
            assertThat(again.checkpoints(0, 200))
                    .as("cut at %d and %d, gone on from %d", real, ideal, from)
                    .isEqualTo(expected);
        }
    }
}
