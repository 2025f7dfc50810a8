package org.twoworlds.actor;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.ChildFailed;
import akka.actor.typed.Terminated;
import akka.actor.typed.javadsl.Behaviors;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.twoworlds.TestEvents;
import org.twoworlds.TimedActorTest;
import org.twoworlds.config.RunState;
import org.twoworlds.config.ScoredSet;
import org.twoworlds.config.WorldName;
import org.twoworlds.model.ImageShape;
import org.twoworlds.model.onnx.ScoringSet;
import org.twoworlds.model.onnx.SetScore;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.RunFolder;

/** How long an evaluator of a run that is written elsewhere goes on, and what ends it. */
class EvaluationProcessTest extends TimedActorTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final SetScore SCORE =
            new SetScore(0.2, 0.01, 0.3, new float[] {-0.3f}, new int[] {1}, new float[] {0.7f});

    @TempDir
    Path path;

    /** How an evaluator ended: with a fault, or in order. */
    private record Ending(Optional<Throwable> fault) {}

    private TestProbe<LogWriter.Command> log;
    private TestProbe<Ending> over;
    private RunFolder folder;
    private ActorRef<Void> process;
    private Optional<RuntimeException> broken = Optional.empty();

    @BeforeEach
    void start() throws Exception {
        log = kit.createTestProbe();
        over = kit.createTestProbe();
        folder = new RunFolder(path.resolve("run"));
        folder.create();
        TestEvents.write(folder, TestEvents.started());
        checkpoint(2);
    }

    @AfterEach
    void end() {
        kit.stop(process);
    }

    private void checkpoint(long step) throws Exception {
        var checkpoint = TestEvents.checkpoint(WorldName.REAL, step);
        Files.write(folder.file(checkpoint.file()), new byte[1]);
        TestEvents.write(folder, checkpoint);
    }

    /** Starts an evaluator whose parent tells how it ends. */
    private void evaluate(boolean follow, RunFiles files) {
        var task = new ScoringTask(
                "extra",
                folder,
                files,
                world -> List.of(ScoredSet.TEST),
                (set, step) -> ScoringSet.of(set.toString(), new ImageShape(1, 1, 1, 2), 1, (i, pixels) -> 1),
                score -> false,
                1,
                Map.of(),
                Set.of(),
                ScoreMemory.empty());
        var evaluation = EvaluationProcess.create(task, (checkpoint, set) -> SCORE, follow, way());
        process = kit.spawn(Behaviors.<Void>setup(context -> {
            context.watch(context.spawn(evaluation, "evaluation"));
            return Behaviors.receive(Void.class)
                    .onSignal(Terminated.class, terminated -> {
                        over.ref()
                                .tell(new Ending(
                                        terminated instanceof ChildFailed failed
                                                ? Optional.of(failed.cause().getCause())
                                                : Optional.<Throwable>empty()));
                        return Behaviors.same();
                    })
                    .build();
        }));
    }

    /** The way to the run's writer, which is the test until it breaks. */
    private Behavior<LogWriter.Command> way() {
        return Behaviors.receiveMessage(message -> {
            if (broken.isPresent()) {
                throw broken.get();
            }
            log.ref().tell(message);
            return Behaviors.same();
        });
    }

    /** Expects a score of the checkpoint of a step; the writer acknowledges it. */
    private void scored(long step) {
        var append = (LogWriter.Append) later(log);
        assertThat(((Event.Score) append.event()).step()).isEqualTo(step);
        append.replyTo().orElseThrow().tell(new LogWriter.Appended(append.event()));
    }

    private void expectOverInOrder() {
        assertThat(later(over).fault()).isEmpty();
    }

    /** The next message, as time passes. */
    private static <M> M later(TestProbe<M> probe) {
        return probe.awaitAssert(LONG, Duration.ofMillis(1), () -> {
            time.timePasses(Duration.ofSeconds(1));
            return probe.receiveMessage(Duration.ofMillis(20));
        });
    }

    @Test
    void anEvaluatorThatDoesNotFollowIsOverOnceTheLogIsScoredAsItIs() throws Exception {
        checkpoint(4);
        evaluate(false, RunFiles.in(folder));
        scored(2);
        over.expectNoMessage();
        scored(4);
        expectOverInOrder();
    }

    @Test
    void anEvaluatorThatFollowsIsOverWithTheRun() throws Exception {
        checkpoint(4);
        TestEvents.write(folder, new Event.RunEnded(RunState.COMPLETED, ""));
        evaluate(true, RunFiles.in(folder));
        scored(2);
        scored(4);
        expectOverInOrder();
    }

    @Test
    void aRunThatIsOnlyPausedIsFollowedOn() throws Exception {
        TestEvents.write(folder, new Event.RunEnded(RunState.PAUSED, ""));
        checkpoint(4);
        evaluate(true, RunFiles.in(folder));
        scored(2);
        scored(4);
        over.expectNoMessage();
    }

    @Test
    void anEvaluatorThatFailsBeginsAgainAfterAPause() {
        var calls = new AtomicInteger();
        evaluate(false, (file, sha256) -> {
            if (calls.incrementAndGet() == 1) {
                throw new IllegalStateException("the network");
            }
            return RunFiles.in(folder).find(file, sha256);
        });
        scored(2);
        expectOverInOrder();
        assertThat(calls).hasValue(2);
    }

    @Test
    void anEvaluatorWhoseWayToTheLogFailsIsOverWithThatFault() {
        var fault = new IllegalStateException("the disk");
        broken = Optional.of(fault);
        evaluate(false, RunFiles.in(folder));
        assertThat(later(over).fault()).contains(fault);
    }
}
