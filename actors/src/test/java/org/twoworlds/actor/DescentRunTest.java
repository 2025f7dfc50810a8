package org.twoworlds.actor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import akka.actor.testkit.typed.javadsl.TestProbe;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.twoworlds.ActorTest;
import org.twoworlds.TestEvents;
import org.twoworlds.config.ConfigLoader;
import org.twoworlds.config.ExperimentConfig;
import org.twoworlds.config.RunState;
import org.twoworlds.config.ScoredSet;
import org.twoworlds.config.WorldEnding;
import org.twoworlds.config.WorldName;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.experiment.Experiment;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.RunFolder;

/** What a run of the toy writes down, and how it goes on after it was cut short. */
class DescentRunTest extends ActorTest {
    private static final int STEPS = 4;

    @TempDir
    Path path;

    private RunFolder folder;

    @BeforeEach
    void start() {
        folder = new RunFolder(path.resolve("run"));
        folder.create();
    }

    private static ExperimentConfig config(double rate, int steps) {
        return new ConfigLoader()
                .load(
                        "quickstart",
                        Optional.empty(),
                        List.of(
                                "data.type=gaussian",
                                "data.gaussian.labels=linear",
                                "model=linear{bias=false}",
                                "loss=mse",
                                "optimizer.type=gradientDescent",
                                "optimizer.rate=" + rate,
                                "optimizer.schedule=constant",
                                "checkpoints=every:1",
                                "world.n=5",
                                "batch=5",
                                "steps=" + steps,
                                "seed=1"));
    }

    /** Takes the run up; returns how it ended, once its actor is gone. */
    private Event.RunEnded run(int attempt) {
        return run(config(0.5, STEPS), attempt);
    }

    private Event.RunEnded run(ExperimentConfig config, int attempt) {
        if (attempt == 1) {
            TestEvents.write(folder, TestEvents.started(config.toJson()));
        }
        var outcome = new CompletableFuture<Event.RunEnded>();
        var taken = new Event.Attempt(attempt, 1, false, Map.of());
        var run = kit.spawn(DescentRun.create(
                folder, Experiment.open(config), RunView.of(folder), taken, InstantSource.system(), outcome));
        TestProbe<Void> watcher = kit.createTestProbe();
        watcher.expectTerminated(run);
        return outcome.join();
    }

    private <E extends Event> List<E> logged(Class<E> type) {
        return TestEvents.read(folder).stream()
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    @Test
    void aRunWritesEveryStepOfBothWorldsAndItsEnd() {
        assertThat(run(1)).isEqualTo(new Event.RunEnded(RunState.COMPLETED, ""));
        for (var world : WorldName.BOTH) {
            assertThat(logged(Event.Step.class))
                    .filteredOn(step -> step.world() == world)
                    .extracting(Event.Step::step)
                    .containsExactly(1L, 2L, 3L, 4L);
        }
        assertThat(logged(Event.WorldEnded.class))
                .extracting(Event.WorldEnded::world)
                .containsExactlyInAnyOrderElementsOf(WorldName.BOTH);
        assertThat(TestEvents.read(folder)).last().isEqualTo(new Event.RunEnded(RunState.COMPLETED, ""));
    }

    @Test
    void theLossOfAStepIsTheScoreBeforeIt() {
        run(1);
        var scores = logged(Event.Score.class).stream()
                .filter(s -> s.world() == WorldName.REAL && s.set().equals(ScoredSet.TRAIN_CLEAN))
                .toList();
        assertThat(scores).hasSize(STEPS + 1);
        var steps = logged(Event.Step.class).stream()
                .filter(s -> s.world() == WorldName.REAL)
                .toList();
        for (var i = 0; i < STEPS; i++) {
            assertThat((double) steps.get(i).loss()).isCloseTo(scores.get(i).loss(), within(1e-6));
        }
        assertThat(scores.get(STEPS).loss()).isLessThan(scores.get(0).loss());
    }

    @Test
    void aRateWithWhichNoLossStaysFiniteFailsTheRun() {
        var ended = run(config(1e6, 60), 1);
        assertThat(ended.state()).isEqualTo(RunState.FAILED);
        assertThat(logged(Event.WorldEnded.class))
                .extracting(Event.WorldEnded::reason)
                .containsOnly(WorldEnding.NON_FINITE);
    }

    @Test
    void law5_aRunThatWasCutShortWritesWhatIsMissingAndNothingTwice() {
        run(1);
        var whole = unique(TestEvents.read(folder));
        var cut = new RunFolder(path.resolve("cut"));
        cut.create();
        TestEvents.write(cut, TestEvents.read(folder).stream().limit(7).toArray(Event[]::new));
        folder = cut;
        assertThat(run(2).state()).isEqualTo(RunState.COMPLETED);
        var again = unique(TestEvents.read(cut));
        assertThat(again).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(whole);
    }

    /** The identities of what was written down, which no attempt repeats. */
    private static List<String> unique(List<Event> events) {
        List<String> identities = new ArrayList<>();
        for (var event : events) {
            if (event instanceof Event.Step s) {
                identities.add("step " + s.world() + s.step() + " " + s.loss());
            } else if (event instanceof Event.Score s) {
                identities.add("score " + s.world() + s.step() + s.set() + " " + s.loss());
            } else if (event instanceof Event.Checkpoint c) {
                identities.add("checkpoint " + c.world() + c.step() + c.sha256());
            } else if (event instanceof Event.WorldEnded w) {
                identities.add("end " + w.world() + w.digest());
            }
        }
        return identities;
    }
}
