package org.twoworlds.remake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.twoworlds.actor.Attachment;
import org.twoworlds.actor.EvaluationProcess;
import org.twoworlds.actor.RunFiles;
import org.twoworlds.config.ConfigLoader;
import org.twoworlds.config.ExperimentConfig;
import org.twoworlds.config.FailureException;
import org.twoworlds.config.RequestException;
import org.twoworlds.config.RunState;
import org.twoworlds.config.ScoredSet;
import org.twoworlds.config.WorldName;
import org.twoworlds.model.device.CudaProbe;
import org.twoworlds.model.tensorflow.TrainingProgram;
import org.twoworlds.start.Fork;
import org.twoworlds.start.NewRun;
import org.twoworlds.start.Origin;
import org.twoworlds.start.RunProcess;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.analysis.ScoreKey;
import org.twoworlds.stream.experiment.Experiment;
import org.twoworlds.stream.experiment.ExperimentChecks;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.EventLog;
import org.twoworlds.stream.log.Home;
import org.twoworlds.stream.log.LogReader;
import org.twoworlds.stream.log.RunFolder;
import org.twoworlds.stream.world.Schedule;

/** Any step of three runs once more, and forks that go on from there. */
class RemakingIT {
    private static final long STEPS = 30;
    private static final InstantSource CLOCK = InstantSource.system();

    /** Three runs, whose checkpoints and resume points are let go but for the last. */
    enum Trained {
        SGD("optimizer.rate=0.1"),
        MOMENTUM("optimizer.momentum=0.9", "augment=crop+flip", "microBatches=2"),
        ADAM("optimizer.type=adam", "optimizer.rate=0.01", "world.pairing=independent");

        private final String[] settings;

        Trained(String... settings) {
            this.settings = settings;
        }

        RunFolder folder() {
            return FOLDERS.get(ordinal());
        }
    }

    private static final List<RunFolder> FOLDERS = new ArrayList<>();

    @TempDir
    static Path home;

    @BeforeAll
    static void train() throws Exception {
        for (var trained : Trained.values()) {
            var config = config(trained.settings);
            FOLDERS.add(run(NewRun.create(new Home(home), config, Origin.alone(""), Map.of(), new CudaProbe(), CLOCK)));
        }
    }

    private static ExperimentConfig config(String... settings) {
        List<String> all = new ArrayList<>(List.of(
                "model=mlp[8]",
                "batch=8",
                "world.n=40",
                "steps=" + STEPS,
                "test.count=20",
                "train.count=20",
                "checkpoints=every:1",
                "keep=last:1",
                "resumeEvery=8steps",
                "trainer.threads=1"));
        all.addAll(List.of(settings));
        return new ConfigLoader().check(ExperimentChecks::check).load("quickstart", Optional.of("smoke"), all);
    }

    private static RunFolder run(RunFolder folder) throws Exception {
        try (var process = RunProcess.resume(folder, CLOCK, List.of())) {
            assertThat(process.outcome().get(120, TimeUnit.SECONDS))
                    .isEqualTo(new Event.RunEnded(RunState.COMPLETED, ""));
        }
        return folder;
    }

    private static RunFolder fork(RunFolder parent, long step, boolean withSlots, String... settings) throws Exception {
        var config = new ConfigLoader()
                .loadText("fork", RunView.of(parent).config().toForkJson(), Optional.empty(), List.of(settings))
                .single();
        var files = Fork.files(parent, step, config, withSlots);
        var origin = Origin.ofLab("", parent.id() + "@" + step);
        return run(NewRun.create(new Home(home), config, origin, files, new CudaProbe(), CLOCK));
    }

    private static Remaking remaking(RunFolder folder, WorldName world) {
        return new Remaking(TrainedWorld.of(folder, world), RunFiles.in(folder), RemakingListener.NONE);
    }

    private static String ended(RunFolder folder, WorldName world) {
        return RunView.of(folder).world(world).ended().orElseThrow().digest();
    }

    private static Random random(String what) {
        var seed = System.nanoTime();
        System.out.println(what + ": seed " + seed);
        return new Random(seed);
    }

    private static void remakes(Trained trained, int times) {
        var random = random("steps of " + trained);
        var folder = trained.folder();
        var view = RunView.of(folder);
        for (var i = 0; i < times; i++) {
            var world = WorldName.BOTH.get(random.nextInt(2));
            var step = 1 + random.nextInt((int) STEPS - 2);
            var logged = view.world(world).checkpoints().get((long) step);
            assertThat(Files.exists(folder.file(logged.file())))
                    .as("the checkpoint of step " + step + " was let go")
                    .isFalse();
            try (var remaking = remaking(folder, world)) {
                var remade = remaking.at(step, random.nextBoolean());
                assertThat(remade.state().weights().digest())
                        .as(trained + ", " + world + ", step " + step)
                        .isEqualTo(logged.digest());
                assertThat(remade.digest()).contains(logged.digest());
                assertThat(remade.compared()).isEqualTo(step - remade.from());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void fourRandomStepsHaveTheDigestsOfTheLog(Trained trained) {
        remakes(trained, 4);
    }

    @Tag("long")
    @ParameterizedTest
    @EnumSource
    void twentyRandomStepsHaveTheDigestsOfTheLog(Trained trained) {
        remakes(trained, 20);
    }

    @ParameterizedTest
    @EnumSource
    void aForkOfARandomStepTrainsOnExactlyAsTheRunDid(Trained trained) throws Exception {
        var step = 1 + random("fork of " + trained).nextInt((int) STEPS - 2);
        var fork = fork(trained.folder(), step, true);
        var view = RunView.of(fork);
        for (var world : WorldName.BOTH) {
            assertThat(ended(fork, world)).as(world + " from step " + step).isEqualTo(ended(trained.folder(), world));
            assertThat(view.world(world).checkpoints().firstKey()).isEqualTo(step + 1L);
        }
    }

    @Test
    void aForkThatChangesTheLawGoesOnByTheNewOneWithTheSameSlots() throws Exception {
        var parent = Trained.MOMENTUM.folder();
        long step = 12;
        var fork = fork(parent, step, true, "world.law=fresh");
        assertThat(ended(fork, WorldName.IDEAL)).isEqualTo(ended(parent, WorldName.IDEAL));
        var experiment = Experiment.open(RunView.of(parent).config());
        var schedule = Schedule.of(experiment.config());
        var options = experiment.trainingOptions(WorldName.REAL, 1, org.twoworlds.config.Device.CPU);
        try (var program = new TrainingProgram(experiment.outline(), options)) {
            program.restore(experiment.initialWeights(WorldName.REAL), List.of());
            for (long t = 1; t <= STEPS; t++) {
                program.step(experiment.batch(t <= step ? WorldName.REAL : WorldName.IDEAL, t), schedule.at(t));
            }
            assertThat(ended(fork, WorldName.REAL))
                    .isEqualTo(program.weights().digest())
                    .isNotEqualTo(ended(parent, WorldName.REAL));
        }
    }

    private static void assertMadeAgainFromItsBeginning(RunFolder fork, long began) {
        assertThat(Files.exists(fork.file(RunFolder.resumeFile(WorldName.REAL, began))))
                .isFalse();
        try (var remaking = remaking(fork, WorldName.REAL)) {
            var remade = remaking.at(began + 2, false);
            assertThat(remade.from()).isEqualTo(began);
            assertThat(remade.digest()).isPresent();
            assertThatThrownBy(() -> remaking.at(began - 1, false))
                    .isInstanceOf(RequestException.class)
                    .hasMessageContaining("must be one of those that the real world of run %s has: %d to 30"
                            .formatted(fork.id(), began))
                    .hasMessageContaining("Maybe ask for it of run "
                            + Trained.MOMENTUM.folder().id());
        }
    }

    @Test
    void aForkWhoseBeginningIsGoneIsMadeAgainThroughItsParent() throws Exception {
        assertMadeAgainFromItsBeginning(fork(Trained.MOMENTUM.folder(), 5, true, "optimizer.rate=0.05"), 5);
    }

    @Test
    void aForkThatBeganWithoutSlotsIsMadeAgainWithoutThem() throws Exception {
        var parent = Trained.MOMENTUM.folder();
        var kept =
                RunView.of(parent).world(WorldName.REAL).onDisk().headMap(STEPS).lastKey();
        assertThat(kept).as("a checkpoint with room for the fork's own").isPositive();
        var fork = fork(parent, kept, false, "steps=60", "optimizer.schedule=constant", "world.trained=real");
        var with = fork(parent, kept, true, "steps=60", "optimizer.schedule=constant", "world.trained=real");
        assertThat(ended(fork, WorldName.REAL)).isNotEqualTo(ended(with, WorldName.REAL));
        try (var remaking = remaking(fork, WorldName.REAL)) {
            assertThat(remaking.at(kept + 2, false).digest()).isPresent();
        }
    }

    @Test
    void stepsInOrderCostOneTrainingAndAStepBackBeginsAnew() {
        List<Long> trained = new ArrayList<>();
        var listener = new RemakingListener() {
            @Override
            public void begins(TrainedWorld world, long from, long to) {
                // Counted below.
            }

            @Override
            public void trained(long step, long to) {
                trained.add(step);
            }
        };
        var folder = Trained.ADAM.folder();
        try (var remaking = new Remaking(TrainedWorld.of(folder, WorldName.REAL), RunFiles.in(folder), listener)) {
            for (var step : List.of(3, 5, 5, 9, 4)) {
                remaking.at(step, true);
            }
        }
        assertThat(trained).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 1L, 2L, 3L, 4L);
    }

    /** A copy of a run whose log goes on with an event. */
    private static RunFolder copied(RunFolder folder, String id, Event event) throws Exception {
        var copy = folder.beside(id);
        try (var all = Files.walk(folder.path())) {
            for (var file : all.toList()) {
                Files.copy(
                        file, copy.path().resolve(folder.path().relativize(file).toString()));
            }
        }
        EventLog.append(copy, 1, CLOCK, List.of(event));
        return copy;
    }

    @Test
    void otherWeightsThanTheLogNamesAreRefusedWithBothDigests() throws Exception {
        var folder = Trained.SGD.folder();
        var logged = RunView.of(folder).world(WorldName.REAL).checkpoints().get(7L);
        var named = "0".repeat(64);
        var other = new Event.Checkpoint(WorldName.REAL, 7, "checkpoints/gone", "", 0, named);
        var copy = copied(folder, "other-weights", other);
        try (var remaking = remaking(copy, WorldName.REAL)) {
            assertThatThrownBy(() -> remaking.at(7, false))
                    .isInstanceOf(FailureException.class)
                    .hasMessageContaining(
                            "(" + logged.digest() + ") must be the one that the log names (" + named + ")")
                    .hasMessageContaining("this machine cannot give them");
            assertThat(remaking.at(6, false).digest())
                    .as("it goes on with other steps")
                    .isPresent();
        }
    }

    @Test
    void anUpdateThatComesToAnotherLossOrHasAnotherBatchThanTheLogNamesIsTold() throws Exception {
        var folder = Trained.SGD.folder();
        var logged = RunView.of(folder).world(WorldName.REAL).checkpoints();
        var step = step(folder, 4);
        var other = new Event.Step(WorldName.REAL, 4, Math.nextUp(step.loss()), 0, 0, step.rate(), 0, 0, step.hash());
        try (var remaking = remaking(copied(folder, "other-loss", other), WorldName.REAL)) {
            assertThat(remaking.at(5, false).digest())
                    .as("the digests that the log names say more")
                    .contains(logged.get(5L).digest());
        }
        var otherBatch = new Event.Step(WorldName.REAL, 4, step.loss(), 0, 0, step.rate(), 0, 0, step.hash() + 1);
        try (var remaking = remaking(copied(folder, "other-batch", otherBatch), WorldName.REAL)) {
            assertThatThrownBy(() -> remaking.at(5, false))
                    .isInstanceOf(FailureException.class)
                    .hasMessageContaining("The batch of update 4 of the real world");
        }
        var fork = fork(folder, 20, true, "checkpoints=at:30");
        var fifth = step(fork, 25);
        var inFork = new Event.Step(WorldName.REAL, 25, Math.nextUp(fifth.loss()), 0, 0, 0, 0, 0, fifth.hash());
        var copy = copied(fork, "other-loss-of-fork", inFork);
        for (var point : RunView.of(copy).world(WorldName.REAL).resumePoints()) {
            Files.delete(copy.file(point.file()));
        }
        try (var remaking = remaking(copy, WorldName.REAL)) {
            assertThatThrownBy(() -> remaking.at(26, false))
                    .isInstanceOf(FailureException.class)
                    .hasMessageContaining("The loss of update 25 of the real world")
                    .hasMessageContaining("must be the one that the log names (" + Math.nextUp(fifth.loss()) + ")");
        }
    }

    private static Event.Step step(RunFolder folder, long number) {
        List<Event.Step> found = new ArrayList<>();
        try (var reader = new LogReader(folder.log(), 0)) {
            reader.forEach(entry -> {
                if (entry.event() instanceof Event.Step step
                        && step.world() == WorldName.REAL
                        && step.step() == number) {
                    found.add(step);
                }
            });
        }
        return found.get(0);
    }

    @Test
    void aDamagedResumePointIsPassedOver() throws Exception {
        var folder = Trained.ADAM.folder();
        var copy = copied(folder, "damaged", new Event.Waited(WorldName.REAL, 1, 0, ""));
        var points = RunView.of(copy).world(WorldName.REAL).resumePoints();
        assertThat(points).hasSize(2);
        for (var point : points) {
            Files.write(copy.file(point.file()), new byte[] {1});
        }
        try (var remaking = remaking(copy, WorldName.REAL)) {
            assertThat(remaking.at(STEPS - 1, true).from()).isZero();
        }
    }

    @Test
    void aLateEvaluatorScoresEveryStepThatRetentionLetGoAsTheRunsOwnDid() throws Exception {
        var folder = Trained.MOMENTUM.folder();
        var attached = new Event.Attached("late", "shapes:test", Map.of(), List.of("test.count=20"), List.of(), false);
        try (var files = new RemadeFiles(folder, RunFiles.in(folder), RemakingListener.NONE)) {
            var attachment = Attachment.open(folder, files, RunView.of(folder), attached, Optional.empty());
            EvaluationProcess.start(attachment.task(), attachment.scorer(), false, CLOCK)
                    .toCompletableFuture()
                    .get(120, TimeUnit.SECONDS);
        }
        org.twoworlds.actor.InboxKeeper.settle(folder, CLOCK);
        var view = RunView.of(folder);
        assertThat(view.missing()).isEmpty();
        for (var world : WorldName.BOTH) {
            var own = view.curve(world, ScoredSet.TEST);
            assertThat(own).hasSize((int) STEPS + 1);
            own.forEach((step, score) -> {
                var late = view.curve("late", world, attachedSet()).get(step);
                assertThat(late.softError()).as(world + " " + step).isEqualTo(score.softError());
            });
            assertThat(view.isScored(new ScoreKey("late", world, 1, attachedSet())))
                    .isTrue();
        }
    }

    private static ScoredSet attachedSet() {
        return ScoredSet.elsewhere("shapes", "test");
    }

    @Test
    void anEvaluationEndsWithTheReasonWhereACheckpointCannotBeMadeAgain() throws Exception {
        var other = new Event.Checkpoint(WorldName.REAL, 7, "checkpoints/gone", "", 0, "0".repeat(64));
        var folder = copied(Trained.SGD.folder(), "unmade", other);
        var attached = new Event.Attached("late", "shapes:test", Map.of(), List.of("test.count=20"), List.of(), false);
        try (var files = new RemadeFiles(folder, RunFiles.in(folder), RemakingListener.NONE)) {
            var attachment = Attachment.open(folder, files, RunView.of(folder), attached, Optional.empty());
            var evaluation = EvaluationProcess.start(attachment.task(), attachment.scorer(), false, CLOCK)
                    .toCompletableFuture();
            assertThatThrownBy(() -> evaluation.get(120, TimeUnit.SECONDS))
                    .hasStackTraceContaining("must be the one that the log names");
        }
    }

    @Test
    void aWorldOrAStepThatThereIsNotIsRefused() {
        var folder = Trained.SGD.folder();
        try (var remaking = remaking(folder, WorldName.REAL)) {
            assertThatThrownBy(() -> remaking.at(STEPS + 1, false))
                    .isInstanceOf(RequestException.class)
                    .hasMessageContaining("The step (31) must be one of those that the real world of run")
                    .hasMessageContaining("0 to 30");
        }
    }
}
