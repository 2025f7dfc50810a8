package org.twoworlds.actor;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.FishingOutcomes;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.twoworlds.ActorTest;
import org.twoworlds.TestEvents;
import org.twoworlds.config.ConfigLoader;
import org.twoworlds.config.RunState;
import org.twoworlds.config.ScoredSet;
import org.twoworlds.config.WorldEnding;
import org.twoworlds.config.WorldName;
import org.twoworlds.model.onnx.ScoringSet;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.experiment.Experiment;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.LogEntry;
import org.twoworlds.stream.log.RunFolder;

/** The decisions of a run: what it tells the trainers of both worlds, and the writer of its log, after what happened. */
class RunTest extends ActorTest {
    private static final List<String> SETTINGS =
            List.of("steps=200", "checkpoints=every:50", "train.count=512", "stoppingTime.dense=10");

    @TempDir
    Path path;

    private final Map<WorldName, TestProbe<Trainer.Command>> trainers = new EnumMap<>(WorldName.class);
    private final Set<WorldName> fed = new ConcurrentSkipListSet<>();
    private final CompletableFuture<Event.RunEnded> outcome = new CompletableFuture<>();
    private final TestProbe<LogWriter.Command> log = kit.createTestProbe();
    private final TestProbe<String> evaluators = kit.createTestProbe();
    private RunFolder folder;
    private ActorRef<Run.Command> run;
    private volatile ActorRef<Trainer.Stepped> updates;
    private volatile ActorRef<LogEntry> listener;
    private volatile ActorRef<LogWriter.DiskLow> lowDisk;
    private volatile ActorContext<?> parent;
    private long index;

    /** The probes that stand for trainers, sources and evaluators. */
    private class Probes implements RunActors {
        @Override
        public ActorRef<Trainer.Command> startTrainer(TrainerStart start, ActorRef<Trainer.Stepped> updates) {
            RunTest.this.updates = updates;
            fed.add(start.world());
            return trainers.get(start.world()).ref();
        }

        @Override
        public void startEvaluators(ScoringPlan plan, Map<ScoredSet, Supplier<ScoringSet>> elsewhere) {
            evaluators.ref().tell("spawned");
        }

        @Override
        public void stopSource(WorldName world) {
            fed.remove(world);
        }

        @Override
        public void stopEvaluators() {
            evaluators.ref().tell("stopped");
        }
    }

    private void start(String... settings) {
        start(new Probes(), settings);
    }

    /** Starts a run of both worlds at step 0, whose writer has the new attempt. */
    private void start(RunActors actors, String... settings) {
        List<String> all = new ArrayList<>(SETTINGS);
        all.addAll(List.of(settings));
        var config = new ConfigLoader().load("quickstart", Optional.empty(), all);
        folder = new RunFolder(path.resolve("run"));
        folder.create();
        TestEvents.write(folder, TestEvents.started(config.toJson()));
        for (var world : WorldName.BOTH) {
            trainers.put(world, kit.createTestProbe(world.toString()));
        }
        var attempt = new Event.Attempt(1, 1, false, Map.of());
        var view = RunView.of(folder);
        index = view.next();
        RunLog writer = (actor, entries, low) -> {
            listener = entries;
            lowDisk = low;
            return log.ref();
        };
        var context =
                new RunContext(folder, Experiment.open(config), view, attempt, writer, RunFiles.in(folder), List.of());
        run = kit.spawn(Run.create(
                context,
                (parent, written) -> {
                    this.parent = parent;
                    return actors;
                },
                outcome));
        assertThat(log.expectMessageClass(LogWriter.Append.class).event()).isEqualTo(attempt);
        evaluators.expectMessage("spawned");
    }

    private TestProbe<Trainer.Command> trainer(WorldName world) {
        return trainers.get(world);
    }

    /** Both trainers get this, and nothing before it. */
    private void bothGet(Trainer.Command command) {
        WorldName.BOTH.forEach(world -> trainer(world).expectMessage(command));
    }

    private static Trainer.Proceed proceed(long until, Long... checkpoints) {
        return new Trainer.Proceed(until, Set.of(checkpoints));
    }

    private void stepped(long step, double error) {
        updates.tell(new Trainer.Stepped(WorldName.REAL, step, (float) error));
    }

    /** Events come into the log. */
    private void logged(Event... events) {
        for (var event : events) {
            listener.tell(new LogEntry(index++, 0, 1, event));
        }
    }

    /** A checkpoint of the Real World comes into the log, and so do its scores. */
    private void scored(long step, double error) {
        logged(
                TestEvents.checkpoint(WorldName.REAL, step),
                TestEvents.score("run", WorldName.REAL, step, ScoredSet.TEST, 0.5),
                TestEvents.score("run", WorldName.REAL, step, ScoredSet.TRAIN_CLEAN, error));
    }

    private static Event.WorldEnded ended(WorldName world, WorldEnding reason) {
        return new Event.WorldEnded(world, 200, "d", reason, reason == WorldEnding.NON_FINITE ? "of " + world : "", 0);
    }

    /** The writer closes the log, and the run ends with this. */
    private void closes(RunState state, String message) {
        var close = log.expectMessageClass(LogWriter.Close.class);
        assertThat(close.last()).isEqualTo(new Event.RunEnded(state, message));
        evaluators.expectMessage("stopped");
        assertThat(outcome).as("not over before the log says so").isNotDone();
        close.replyTo().tell(new LogWriter.Appended(close.last()));
        log.expectTerminated(run);
        assertThat(outcome).isCompletedWithValue((Event.RunEnded) close.last());
        assertThat(fed).isEmpty();
    }

    @Test
    void trainersGoAsFarAsItIsDecidedWhatIsWrittenDown() {
        start();
        bothGet(proceed(10));
        stepped(1, 1);
        bothGet(proceed(20));
        stepped(45, 1);
        bothGet(proceed(60, 50L));
        stepped(46, 1);
        trainer(WorldName.REAL).expectNoMessage(Duration.ofMillis(20));
    }

    @Test
    void nearTheThresholdOfStoppingTimeEveryBlockIsWrittenDown() {
        start("stoppingTime.near=0.1");
        bothGet(proceed(10));
        for (var step = 1; step <= 11; step++) {
            stepped(step, 0.05);
        }
        bothGet(proceed(20));
        bothGet(proceed(30, 30L));
    }

    @Test
    void afterStoppingTimeTheCadenceAloneCounts() {
        start("stoppingTime.near=0.1", "stoppingTime.stop=off");
        bothGet(proceed(10));
        scored(1, 0);
        for (var step = 1; step <= 11; step++) {
            stepped(step, 0.05);
        }
        bothGet(proceed(20));
        bothGet(proceed(30));
    }

    @Test
    void aTrainerWaitsBeforeTheCheckpointThatTheEvaluatorIsBehindFor() {
        start("evaluator.backlog=1");
        bothGet(proceed(10));
        stepped(195, 1);
        bothGet(proceed(99, 50L));
        logged(TestEvents.checkpoint(WorldName.REAL, 50));
        logged(TestEvents.score("run", WorldName.REAL, 50, ScoredSet.TEST, 0.5));
        trainer(WorldName.REAL).expectNoMessage(Duration.ofMillis(20));
        logged(TestEvents.score("run", WorldName.REAL, 50, ScoredSet.TRAIN_CLEAN, 0.5));
        trainer(WorldName.REAL).expectMessage(proceed(149, 100L));
        trainer(WorldName.IDEAL).expectNoMessage(Duration.ofMillis(20));
    }

    @Test
    void bothWorldsEndAtStoppingTimeWhereThatIsAsked() {
        start("stoppingTime.stop=on");
        bothGet(proceed(10));
        scored(50, 0.2);
        logged(new Event.Checkpoint(WorldName.IDEAL, 100, "f", "", 1, "ideal's"));
        scored(100, 0.01);
        trainer(WorldName.REAL).expectMessage(new Trainer.EndAt(100, Optional.of("")));
        trainer(WorldName.IDEAL).expectMessage(new Trainer.EndAt(100, Optional.of("ideal's")));
        stepped(195, 1);
        var furthest = (Trainer.Proceed) trainer(WorldName.IDEAL).receiveMessage();
        assertThat(furthest.until()).isEqualTo(100);
    }

    @Test
    void aRunThatIsInterruptedEndsAfterItsTrainersSavedTheirWorlds() {
        start();
        bothGet(proceed(10));
        run.tell(new Run.Interrupt("asked to end"));
        bothGet(new Trainer.Interrupt(true));
        trainer(WorldName.REAL).stop();
        log.expectNoMessage(Duration.ofMillis(20));
        trainer(WorldName.IDEAL).stop();
        closes(RunState.INTERRUPTED, "asked to end");
    }

    @Test
    void aRunIsCompletedOnceBothWorldsEndedAndAllIsScored() {
        start();
        bothGet(proceed(10));
        logged(TestEvents.checkpoint(WorldName.IDEAL, 200), ended(WorldName.IDEAL, WorldEnding.COMPLETED));
        trainer(WorldName.IDEAL).expectMessage(new Trainer.Interrupt(false));
        logged(ended(WorldName.REAL, WorldEnding.COMPLETED));
        trainer(WorldName.REAL).expectMessage(new Trainer.Interrupt(false));
        log.expectNoMessage(Duration.ofMillis(20));
        logged(TestEvents.score("run", WorldName.IDEAL, 200, ScoredSet.TEST, 0.5));
        closes(RunState.COMPLETED, "");
    }

    @Test
    void aWorldThatEndedByItselfLeavesTheOtherToGoOn() {
        start();
        bothGet(proceed(10));
        logged(ended(WorldName.REAL, WorldEnding.NON_FINITE));
        trainer(WorldName.REAL).expectMessage(new Trainer.Interrupt(false));
        updates.tell(new Trainer.Stepped(WorldName.IDEAL, 45, 1));
        trainer(WorldName.IDEAL).expectMessage(proceed(60, 50L));
        logged(ended(WorldName.IDEAL, WorldEnding.COMPLETED));
        closes(RunState.COMPLETED, "");
    }

    @Test
    void aRunFailsWhereNoWorldStayedFinite() {
        start();
        logged(ended(WorldName.IDEAL, WorldEnding.NON_FINITE), ended(WorldName.REAL, WorldEnding.NON_FINITE));
        closes(RunState.FAILED, "of real" + System.lineSeparator() + "of ideal");
    }

    @Test
    void aDiskThatIsLowEndsTheRunWithoutASave() {
        start();
        bothGet(proceed(10));
        lowDisk.tell(new LogWriter.DiskLow(1, 2));
        bothGet(new Trainer.Interrupt(false));
        trainers.values().forEach(TestProbe::stop);
        closes(RunState.FAILED, CheckpointWriter.diskFull(1, 2).getMessage());
    }

    @Test
    void aTrainerThatDiesEndsTheRunAndTheOtherSavesItsWorld() {
        start(new Probes() {
            @Override
            public ActorRef<Trainer.Command> startTrainer(TrainerStart start, ActorRef<Trainer.Stepped> updates) {
                var probe = super.startTrainer(start, updates);
                return start.world() == WorldName.IDEAL
                        ? probe
                        : parent.spawn(
                                Behaviors.receiveMessage(command -> {
                                    throw new IllegalStateException("out of luck");
                                }),
                                "real-trainer");
            }
        });
        trainer(WorldName.IDEAL).expectMessage(proceed(10));
        trainer(WorldName.IDEAL).expectMessage(new Trainer.Interrupt(true));
        trainer(WorldName.IDEAL).stop();
        var close = log.expectMessageClass(LogWriter.Close.class);
        assertThat(((Event.RunEnded) close.last()).message())
                .contains("real-trainer")
                .contains("out of luck");
    }

    @Test
    void aCheckpointsFileGoesOnceTheLogSaysSo() throws Exception {
        start("keep=last:1");
        bothGet(proceed(10));
        var file = folder.file(RunFolder.checkpointFile(WorldName.REAL, 10));
        Files.createDirectories(file.getParent());
        Files.write(file, new byte[1]);
        for (var step : List.of(0L, 10L, 20L, 30L)) {
            scored(step, 0.5);
        }
        scored(40, 0.5);
        var deleted = log.expectMessageClass(LogWriter.Append.class);
        assertThat(deleted.durable()).isTrue();
        assertThat(((Event.Deleted) deleted.event()).step()).isEqualTo(10);
        assertThat(file).exists();
        logged(deleted.event(), ended(WorldName.REAL, WorldEnding.COMPLETED));
        trainer(WorldName.REAL)
                .fishForMessage(
                        Duration.ofSeconds(3),
                        command -> command instanceof Trainer.Interrupt
                                ? FishingOutcomes.complete()
                                : FishingOutcomes.continueAndIgnore());
        assertThat(file).doesNotExist();
    }
}
