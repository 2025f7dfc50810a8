package org.twoworlds.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.twoworlds.actor.Attachment;
import org.twoworlds.actor.CheckpointScorer;
import org.twoworlds.actor.EvaluationProcess;
import org.twoworlds.actor.FurtherEvaluator;
import org.twoworlds.actor.RunFiles;
import org.twoworlds.actor.SessionScorer;
import org.twoworlds.config.ConfigLoader;
import org.twoworlds.config.ExperimentConfig;
import org.twoworlds.config.FailureException;
import org.twoworlds.config.KeptScores;
import org.twoworlds.config.RunState;
import org.twoworlds.config.ScoredSet;
import org.twoworlds.config.WorldEnding;
import org.twoworlds.config.WorldName;
import org.twoworlds.model.Objective;
import org.twoworlds.model.device.CudaProbe;
import org.twoworlds.model.onnx.Placement;
import org.twoworlds.model.tensorflow.TrainingOptions;
import org.twoworlds.model.tensorflow.TrainingProgram;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.analysis.SampleScores;
import org.twoworlds.stream.analysis.StoppingTime;
import org.twoworlds.stream.analysis.Verification;
import org.twoworlds.stream.experiment.Experiment;
import org.twoworlds.stream.experiment.ExperimentChecks;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.Home;
import org.twoworlds.stream.log.RunFolder;
import org.twoworlds.stream.world.Schedule;

class RunProcessIT {
    private static final CheckpointScorer CRASHING = (file, set) -> {
        throw new IllegalStateException("this evaluator always crashes");
    };

    @TempDir
    Path home;

    private static ExperimentConfig config(String... settings) {
        List<String> all = new ArrayList<>(List.of(
                "model=mcnn{width=2}", "batch=32", "world.n=100", "steps=24", "test.count=64", "checkpoints=every:6"));
        all.addAll(List.of(settings));
        return new ConfigLoader().check(ExperimentChecks::check).load("quickstart", Optional.of("smoke"), all);
    }

    private RunFolder run(ExperimentConfig config, List<FurtherEvaluator> attached) throws Exception {
        return run(config, attached, InstantSource.system());
    }

    private RunFolder run(ExperimentConfig config, List<FurtherEvaluator> attached, InstantSource clock)
            throws Exception {
        try (var process = RunProcess.start(new Home(home), config, "", clock, attached)) {
            var ended = process.outcome().get(120, TimeUnit.SECONDS);
            assertThat(ended).isEqualTo(new Event.RunEnded(RunState.COMPLETED, ""));
            return process.folder();
        }
    }

    /** What training alone gives, without actors, log or evaluator. */
    private static String bareDigest(ExperimentConfig config, WorldName world) {
        var experiment = Experiment.open(config);
        var schedule = Schedule.of(config);
        var options = TrainingOptions.sgd(config.batch(), config.trainer().threads());
        try (var program = new TrainingProgram(experiment.outline(), options)) {
            program.restore(experiment.initialWeights(world), List.of());
            for (long step = 1; step <= config.steps(); step++) {
                program.step(experiment.batch(world, step), schedule.at(step));
            }
            return program.weights().digest();
        }
    }

    private static String digest(RunView view, WorldName world) {
        return view.world(world).ended().orElseThrow().digest();
    }

    @Test
    void law4_noNumberOfEvaluatorsChangesTheFinalWeights() throws Exception {
        var config = config("trainer.threads=1");
        var slow = SessionScorer.onnxRuntime(
                Experiment.open(config).outline(), Objective.CROSS_ENTROPY, Placement.cpu(1), 32, KeptScores.OUTCOME);
        CheckpointScorer sleeping = (file, set) -> {
            try {
                TimeUnit.MILLISECONDS.sleep(300);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return slow.score(file, set);
        };
        var five = List.of(
                new FurtherEvaluator("a", List.of(ScoredSet.TEST), slow),
                new FurtherEvaluator("b", List.of(ScoredSet.TRAIN_CLEAN), slow),
                new FurtherEvaluator("sleeping", List.of(ScoredSet.TEST), sleeping),
                new FurtherEvaluator("crashing", List.of(ScoredSet.TEST), CRASHING));
        var none = List.of(bareDigest(config, WorldName.REAL), bareDigest(config, WorldName.IDEAL));
        assertThat(none.get(0)).isNotEqualTo(none.get(1));
        for (var attached : List.of(List.<FurtherEvaluator>of(), five)) {
            var view = RunView.of(run(config, attached));
            assertThat(List.of(digest(view, WorldName.REAL), digest(view, WorldName.IDEAL)))
                    .isEqualTo(none);
        }
    }

    @Test
    void law5_aClockThatIsSteppedChangesNoWeightsAndLosesNoScore() throws Exception {
        var config = config("trainer.threads=1", "keep=all");
        var calls = new AtomicLong();
        InstantSource stepped = () -> {
            var days = calls.getAndIncrement() % 3 == 0 ? 400 : -400;
            return Instant.now().plus(Duration.ofDays(days));
        };
        var folder = run(config, List.of(), stepped);
        var view = RunView.of(folder);
        assertThat(List.of(digest(view, WorldName.REAL), digest(view, WorldName.IDEAL)))
                .isEqualTo(List.of(bareDigest(config, WorldName.REAL), bareDigest(config, WorldName.IDEAL)));
        assertThat(view.curve(WorldName.REAL, ScoredSet.TEST).keySet()).containsExactly(0L, 6L, 12L, 18L, 24L);
        assertThat(view.curve(WorldName.IDEAL, ScoredSet.TEST).keySet()).containsExactly(0L, 6L, 12L, 18L, 24L);
    }

    @Test
    void aSetThatAlwaysFailsIsLoggedAsMissingAndTrainingGoesOn() throws Exception {
        var config = config();
        var folder = run(config, List.of(new FurtherEvaluator("crashing", List.of(ScoredSet.TEST), CRASHING)));
        var missing = RunView.of(folder).missing();
        assertThat(missing).isNotEmpty().allSatisfy(m -> {
            assertThat(m.evaluator()).isEqualTo("crashing");
            assertThat(m.reason()).contains("always crashes");
        });
    }

    @Test
    void law3_bothWorldsHaveTheSameBitsUntilTheFirstReuseAndNotAfter() throws Exception {
        var folder = run(config("checkpoints=every:1", "steps=6", "augment=crop+flip"), List.of());
        var view = RunView.of(folder);
        var real = view.world(WorldName.REAL).checkpoints();
        var ideal = view.world(WorldName.IDEAL).checkpoints();
        for (long step = 0; step <= 6; step++) {
            assertThat(real.get(step).digest().equals(ideal.get(step).digest()))
                    .as("equal at step " + step)
                    .isEqualTo(step <= 100 / 32);
        }
    }

    @Test
    void aRunIsVerifiedAndTheFirstDifferenceIsFound() throws Exception {
        var folder = run(config(), List.of());
        var view = RunView.of(folder);
        var checks = Verification.of(folder, view, Experiment.open(view.config()));
        assertThat(checks)
                .allSatisfy(
                        c -> assertThat(c.ok()).as(c.name() + ": " + c.detail()).isTrue());
        assertThat(checks).filteredOn(c -> c.law() == 2).hasSize(3).allSatisfy(c -> assertThat(c.count())
                .isPositive());

        var other = Verification.of(folder, view, Experiment.open(config("seed=2")));
        assertThat(other).filteredOn(c -> !c.ok()).isNotEmpty().first().satisfies(c -> assertThat(c.detail())
                .contains("step 1 was fed"));
        var first = view.world(WorldName.REAL).checkpoints().get(6L);
        Files.write(folder.file(first.file()), new byte[] {1, 2, 3});
        assertThat(Verification.of(folder, view, Experiment.open(view.config())))
                .filteredOn(c -> !c.ok())
                .singleElement()
                .satisfies(c -> assertThat(c.detail()).contains(first.file()));
    }

    @Test
    void aNonFiniteLossEndsThatWorldWithAMessageAndOfBothTheRunFails() throws Exception {
        var config = config("optimizer.rate=1e6", "optimizer.weightDecay=1e6", "optimizer.schedule=constant");
        RunView view;
        try (var process = RunProcess.start(new Home(home), config, "", InstantSource.system(), List.of())) {
            var ended = process.outcome().get(120, TimeUnit.SECONDS);
            assertThat(ended.state()).isEqualTo(RunState.FAILED);
            assertThat(ended.message()).contains("real world", "ideal world");
            view = RunView.of(process.folder());
        }
        for (var world : WorldName.BOTH) {
            var ended = view.world(world).ended().orElseThrow();
            assertThat(ended.reason()).isEqualTo(WorldEnding.NON_FINITE);
            assertThat(ended.message()).contains("must be finite");
        }
    }

    @Test
    void aRunThatStopsAtTheStoppingTimeEndsWithTheWeightsOfThatCheckpoint() throws Exception {
        var config = config(
                "model=mlp[64]",
                "world.n=32",
                "steps=400",
                "optimizer.rate=0.05",
                "stoppingTime.stop=true",
                "keep=all");
        var view = RunView.of(run(config, List.of()));
        var stopping = StoppingTime.of(view, config).orElseThrow();
        assertThat(stopping.step()).isLessThan(400);
        for (var world : WorldName.BOTH) {
            var ended = view.world(world).ended().orElseThrow();
            assertThat(ended.step()).isEqualTo(stopping.step());
            assertThat(ended.reason()).isEqualTo(WorldEnding.STOPPING_TIME);
            assertThat(ended.digest())
                    .isEqualTo(
                            view.world(world).checkpoints().get(stopping.step()).digest());
        }
    }

    @Test
    void checkpointsThatRetentionDoesNotKeepAreDeletedOnceScored() throws Exception {
        var folder = run(config("checkpoints=every:2", "keep=last:2"), List.of());
        var view = RunView.of(folder);
        for (var world : WorldName.BOTH) {
            assertThat(view.world(world).checkpoints()).hasSizeGreaterThanOrEqualTo(13);
            assertThat(view.world(world).onDisk().size()).isBetween(3, 6);
            assertThat(view.world(world).onDisk()).containsKeys(0L, 24L);
            assertThat(view.curve(world, ScoredSet.TEST))
                    .hasSize(view.world(world).checkpoints().size());
            view.world(world).checkpoints().forEach((step, c) -> assertThat(Files.exists(folder.file(c.file())))
                    .isEqualTo(view.world(world).onDisk().containsKey(step)));
        }
    }

    @Test
    void aRunKeepsEveryClasssProbabilityWhereItIsAskedTo() throws Exception {
        var folder = run(config("scores.keep=softmax", "steps=6"), List.of());
        var scores = RunView.of(folder).scores();
        assertThat(scores).isNotEmpty();
        for (var score : scores) {
            var all = folder.logged(score).read().weights();
            var probabilities = SampleScores.probabilities(folder, score).orElseThrow();
            assertThat(probabilities.shape()).containsExactly(score.count(), 10);
            for (var i = 0; i < score.count(); i++) {
                var sum = 0.0;
                var largest = 0f;
                for (var c = 0; c < 10; c++) {
                    sum += probabilities.data()[10 * i + c];
                    largest = Math.max(largest, probabilities.data()[10 * i + c]);
                }
                assertThat(sum).isCloseTo(1, within(1e-6));
                assertThat(largest)
                        .isEqualTo(all.find("confidence").orElseThrow().data()[i])
                        .isEqualTo(probabilities
                                .data()[
                                10 * i
                                        + (int) all.find("predicted")
                                                .orElseThrow()
                                                .data()[i]]);
            }
        }
        var usual = RunView.of(run(config("steps=6"), List.of()))
                .scores()
                .iterator()
                .next();
        assertThat(usual.file()).isNotEmpty();
        assertThat(SampleScores.probabilities(folder, usual)).isEmpty();
    }

    @Test
    void aTrainerWaitsForASlowEvaluatorAndSaysSo() throws Exception {
        var view = RunView.of(run(config("checkpoints=every:1", "evaluator.backlog=1", "test.count=2000"), List.of()));
        assertThat(view.world(WorldName.REAL).heldSeconds()
                        + view.world(WorldName.IDEAL).heldSeconds())
                .isPositive();
        assertThat(view.curve(WorldName.REAL, ScoredSet.TEST)).hasSize(25);
    }

    @Test
    void aCheckpointThatIsGoneOrDamagedIsMissingAndNeverScoredUnderItsName() throws Exception {
        var folder = run(config("keep=all"), List.of());
        var view = RunView.of(folder);
        var gone = view.world(WorldName.REAL).checkpoints().get(6L);
        var damaged = view.world(WorldName.IDEAL).checkpoints().get(12L);
        Files.delete(folder.file(gone.file()));
        var bytes = Files.readAllBytes(folder.file(damaged.file()));
        bytes[bytes.length - 1] ^= 1; // still a safetensors file, of other weights
        Files.write(folder.file(damaged.file()), bytes);

        var late = new Event.Attached("late", "shapes:train", Map.of(), List.of(), List.of(), false);
        var attachment = Attachment.open(folder, RunFiles.in(folder), view, late, Optional.empty());
        EvaluationProcess.start(attachment.task(), attachment.scorer(), false, InstantSource.system())
                .toCompletableFuture()
                .get(60, TimeUnit.SECONDS);
        var after = RunView.of(folder);
        assertThat(after.missing())
                .extracting(Event.Missing::world, Event.Missing::step)
                .containsExactlyInAnyOrder(tuple(WorldName.REAL, 6L), tuple(WorldName.IDEAL, 12L));
        assertThat(after.missing()).allSatisfy(m -> assertThat(m.reason())
                .contains("checkpoint of the " + m.world() + " world at step " + m.step() + " of run " + folder.id())
                .contains(RunFolder.checkpointFile(m.world(), m.step())));
        assertThat(after.scores()).filteredOn(s -> s.evaluator().equals("late")).hasSize(2 * 5 - 2);

        var point = new Event.ResumePoint(WorldName.IDEAL, 12, "resume/x", damaged.sha256(), damaged.bytes());
        var origin = Origin.ofLab("", folder.id() + "@12");
        assertThatThrownBy(() -> NewRun.create(
                        new Home(home),
                        view.config(),
                        origin,
                        Map.of(point, folder.file(damaged.file())),
                        new CudaProbe(),
                        InstantSource.system()))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("at step 12 of run " + folder.id() + "@12");
    }
}
