package org.twoworlds.actor;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.twoworlds.ActorTest;
import org.twoworlds.config.ResumeEvery;
import org.twoworlds.config.Spec;
import org.twoworlds.config.WorldEnding;
import org.twoworlds.config.WorldName;
import org.twoworlds.model.ImageShape;
import org.twoworlds.model.MiniBatch;
import org.twoworlds.model.checkpoint.SafeTensors;
import org.twoworlds.model.checkpoint.Weights;
import org.twoworlds.model.network.Outline;
import org.twoworlds.model.tensorflow.TrainingOptions;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.RunFolder;
import org.twoworlds.stream.world.Schedule;

/** A trainer of a very small network: how far it goes, what it acknowledges, and what it writes down. */
class TrainerTest extends ActorTest {
    private static final ImageShape SHAPE = new ImageShape(2, 2, 1, 2);
    private static final Outline OUTLINE = Outline.of(Spec.parse("linear").orElseThrow(), SHAPE);
    private static final int BATCH = 4;
    private static final long STEPS = 1_000;

    @TempDir
    Path path;

    private final List<MiniBatch> givenBack = new ArrayList<>();
    private TestProbe<LogWriter.Command> log;
    private TestProbe<Trainer.Stepped> run;
    private TestProbe<Trainer.Ack> source;
    private RunFolder folder;
    private ActorRef<Trainer.Command> trainer;

    @BeforeEach
    void start() {
        log = kit.createTestProbe();
        run = kit.createTestProbe();
        source = kit.createTestProbe();
        folder = new RunFolder(path.resolve("run"));
        folder.create();
    }

    private void train(long resumeEverySteps, double rate) {
        var start = new TrainerStart(
                WorldName.REAL,
                0,
                STEPS,
                weights(),
                List.of(),
                false,
                OUTLINE,
                TrainingOptions.sgd(BATCH, 1),
                Schedule.constant(rate),
                Optional.empty(),
                new ResumeEvery(0, resumeEverySteps));
        trainer = kit.spawn(Trainer.create(
                start, new CheckpointWriter(folder, WorldName.REAL, 0, List.of()), log.ref(), run.ref(), () -> 0L));
        trainer.tell(new Trainer.StreamStarted(source.ref()));
        source.expectMessage(Trainer.Ack.ACK);
    }

    private static Weights weights() {
        return OUTLINE.initialWeights(1);
    }

    private void feed() {
        var batch = new MiniBatch(BATCH, SHAPE.bytes());
        for (var i = 0; i < batch.images().length; i++) {
            batch.images()[i] = (byte) (37 * i);
        }
        batch.labels()[0] = 1;
        trainer.tell(new Trainer.Fed(batch, 7, givenBack::add, source.ref()));
    }

    private void proceed(long until, Long... checkpoints) {
        trainer.tell(new Trainer.Proceed(until, Set.of(checkpoints)));
    }

    /** The next event that the log's writer gets. */
    private LogWriter.Append append() {
        return log.expectMessageClass(LogWriter.Append.class);
    }

    private <E extends Event> E logged(Class<E> type) {
        return type.cast(append().event());
    }

    @Test
    void aBatchIsAcknowledgedAfterItsStepAndNotBeforeTheRunAllowsIt() {
        train(STEPS, 0.1);
        feed();
        source.expectNoMessage(Duration.ofMillis(50));
        proceed(1);
        source.expectMessage(Trainer.Ack.ACK);
        var step = logged(Event.Step.class);
        assertThat(step.step()).isEqualTo(1);
        assertThat(step.hash()).isEqualTo(7);
        assertThat(givenBack).hasSize(1);
        assertThat(run.receiveMessage().step()).isEqualTo(1);
        feed();
        source.expectNoMessage(Duration.ofMillis(50));
    }

    @Test
    void aLogThatLagsByTwoHundredFiftySixStepsStopsTheTrainer() {
        train(STEPS, 0.1);
        proceed(STEPS);
        for (var i = 0; i < 256; i++) {
            feed();
            source.expectMessage(Trainer.Ack.ACK);
        }
        feed();
        source.expectNoMessage(Duration.ofMillis(50));
        var first = append();
        first.replyTo().orElseThrow().tell(new LogWriter.Appended(first.event()));
        source.expectMessage(Trainer.Ack.ACK);
    }

    @Test
    void weightsAreWrittenDownWhereTheRunSaysAndAsTheyAreThere() {
        train(STEPS, 0.1);
        proceed(2, 1L);
        feed();
        assertThat(logged(Event.Step.class).step()).isEqualTo(1);
        var append = append();
        assertThat(append.durable()).isTrue();
        var checkpoint = (Event.Checkpoint) append.event();
        assertThat(checkpoint.step()).isEqualTo(1);
        var written =
                new Weights(SafeTensors.read(folder.file(checkpoint.file())).tensors());
        assertThat(written.digest())
                .isEqualTo(checkpoint.digest())
                .isNotEqualTo(weights().digest());
        feed();
        assertThat(logged(Event.Step.class).step()).isEqualTo(2);
    }

    @Test
    void resumePointsRollOnceTheyAreInTheLog() {
        train(1, 0.1);
        proceed(4);
        List<Path> points = new ArrayList<>();
        for (var i = 1; i <= 4; i++) {
            feed();
            source.expectMessage(Trainer.Ack.ACK);
            append();
            var append = append();
            var point = (Event.ResumePoint) append.event();
            points.add(folder.file(point.file()));
            assertThat(points)
                    .as("none goes before the next is in the log")
                    .last()
                    .satisfies(p -> assertThat(p).exists());
            append.replyTo().orElseThrow().tell(new LogWriter.Appended(point));
        }
        trainer.tell(new Trainer.Interrupt(false));
        log.expectTerminated(trainer);
        assertThat(points.get(0)).doesNotExist();
        assertThat(points.get(3)).exists();
    }

    @Test
    void aWorldEndsAtAStepAhead() {
        train(STEPS, 0.1);
        trainer.tell(new Trainer.EndAt(1, Optional.empty()));
        proceed(5);
        feed();
        assertThat(logged(Event.Step.class).step()).isEqualTo(1);
        var ended = logged(Event.WorldEnded.class);
        assertThat(ended.step()).isEqualTo(1);
        assertThat(ended.reason()).isEqualTo(WorldEnding.STOPPING_TIME);
        feed();
        log.expectNoMessage(Duration.ofMillis(50));
    }

    @Test
    void aWorldEndsAtACheckpointBehindWithTheDigestOfThatStep() {
        train(STEPS, 0.1);
        proceed(2, 1L);
        feed();
        append();
        var checkpoint = logged(Event.Checkpoint.class);
        feed();
        append();
        trainer.tell(new Trainer.EndAt(1, Optional.empty()));
        var ended = logged(Event.WorldEnded.class);
        assertThat(ended.digest()).isEqualTo(checkpoint.digest());
        assertThat(ended.discarded()).isEqualTo(1);
    }

    @Test
    void aLossThatIsNotFiniteEndsTheWorld() {
        train(STEPS, Double.POSITIVE_INFINITY);
        proceed(STEPS);
        feed();
        assertThat(logged(Event.Step.class).loss()).isFinite();
        feed();
        assertThat(logged(Event.Step.class).loss()).isNaN();
        var ended = logged(Event.WorldEnded.class);
        assertThat(ended.reason()).isEqualTo(WorldEnding.NON_FINITE);
        assertThat(ended.message()).contains("Maybe lower optimizer.rate");
    }

    @Test
    void anInterruptWithSaveWritesAResumePoint() {
        train(STEPS, 0.1);
        proceed(1);
        feed();
        append();
        trainer.tell(new Trainer.Interrupt(true));
        var point = logged(Event.ResumePoint.class);
        assertThat(point.step()).isEqualTo(1);
        assertThat(folder.file(point.file())).exists();
        log.expectTerminated(trainer);
    }

    @Test
    void anInterruptWithoutSaveWritesNone() throws Exception {
        train(STEPS, 0.1);
        proceed(1);
        feed();
        append();
        trainer.tell(new Trainer.Interrupt(false));
        log.expectTerminated(trainer);
        try (var files = Files.list(folder.resume())) {
            assertThat(files).isEmpty();
        }
    }
}
