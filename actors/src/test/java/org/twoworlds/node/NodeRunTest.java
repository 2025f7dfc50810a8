package org.twoworlds.node;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.twoworlds.TestEvents;
import org.twoworlds.TimedActorTest;
import org.twoworlds.actor.LogWriter;
import org.twoworlds.actor.Run;
import org.twoworlds.actor.RunLog;
import org.twoworlds.config.RunState;
import org.twoworlds.config.ScoredSet;
import org.twoworlds.config.WorldName;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.LogEntry;

/** How a node takes a lab's run up, and reports what becomes of it. */
class NodeRunTest extends TimedActorTest {
    private static final Event STEP = TestEvents.step(WorldName.REAL, 1, 0.5);
    private static final Event SCORE = TestEvents.score("run", WorldName.REAL, 1, ScoredSet.TEST, 0.5);

    @TempDir
    Path cache;

    /** A run that was started on the node. */
    private record Began(
            ActorRef<Run.Command> run,
            ActorRef<LogWriter.Command> writer,
            long next,
            CompletableFuture<Event.RunEnded> outcome) {}

    private TestProbe<Ledger.Command> ledger;
    private TestProbe<NodeTask.Report> reports;
    private TestProbe<Workbench.Waits> waits;
    private TestProbe<Began> begun;
    private TestProbe<LogEntry> heard;
    private TestProbe<Run.Command> commands;
    private ActorRef<NodeTask.Command> task;

    @BeforeEach
    void start() {
        ledger = kit.createTestProbe();
        reports = kit.createTestProbe();
        waits = kit.createTestProbe();
        begun = kit.createTestProbe();
        heard = kit.createTestProbe();
        commands = kit.createTestProbe();
    }

    @AfterEach
    void end() {
        kit.stop(task);
    }

    private Link.Ends ends() {
        return new Link.Ends(kit.system(), ledger.ref());
    }

    /** Gives the node a run whose log has so many entries. */
    private void give(int upTo, NodeRun.Training training) {
        var order = new NodeTask.Order("r", upTo, ledger.ref(), reports.ref());
        task = kit.spawn(NodeRun.create(cache, order, ends(), waits.ref(), training));
        reports.expectMessage(new NodeTask.Accepted(task));
    }

    /** Gives the node a run of one entry, which it takes up. */
    private Began begin() {
        give(1, (folder, view, log, files, outcome) -> run(view.next(), log, outcome));
        LabLog.answer(kit.system(), follow(), TestEvents.started());
        return begun.receiveMessage();
    }

    private Ledger.Follow follow() {
        return ledger.expectMessageClass(Ledger.Follow.class);
    }

    /** A run that says and does what the test lets it. */
    private Behavior<Run.Command> run(long next, RunLog log, CompletableFuture<Event.RunEnded> outcome) {
        return Behaviors.setup(context -> {
            var writer = log.open(context, heard.ref(), context.getSystem().ignoreRef());
            begun.ref().tell(new Began(context.getSelf(), writer, next, outcome));
            return Behaviors.receive(Run.Command.class)
                    .onAnyMessage(message -> {
                        commands.ref().tell(message);
                        return Behaviors.same();
                    })
                    .build();
        });
    }

    /** Expects one report, the last one, with which the task is over and its replica gone. */
    private void expectOver(NodeTask.Report report) {
        reports.expectMessage(report);
        reports.expectTerminated(task);
        reports.expectNoMessage(Duration.ZERO);
        assertThat(cache.resolve("runs/r")).doesNotExist();
    }

    @Test
    void theRunBeginsOnceTheReplicaHasAllThatTheLabsLogHad() {
        give(2, (folder, view, log, files, outcome) -> run(view.next(), log, outcome));
        var later = new CompletableFuture<Event>();
        LabLog.answer(kit.system(), follow(), later, TestEvents.started());
        begun.expectNoMessage();
        later.complete(STEP);
        assertThat(begun.receiveMessage().next()).isEqualTo(2);
    }

    @Test
    void theRunsEventsGoToTheLab() {
        begin().writer().tell(new LogWriter.Append(STEP, true, Optional.empty()));
        var said = ledger.expectMessageClass(Ledger.Say.class);
        assertThat(said.event()).isEqualTo(STEP);
        assertThat(said.durable()).isTrue();
    }

    @Test
    void theRunHearsOfWhatIsNewInTheLabsLog() {
        give(1, (folder, view, log, files, outcome) -> run(view.next(), log, outcome));
        var later = new CompletableFuture<Event>();
        LabLog.answer(kit.system(), follow(), later, TestEvents.started());
        begun.receiveMessage();
        later.complete(SCORE);
        assertThat(heard.receiveMessage().event()).isEqualTo(SCORE);
    }

    @Test
    void aRunThatIsCompletedEndsTheTask() {
        begin().outcome().complete(new Event.RunEnded(RunState.COMPLETED, ""));
        expectOver(new NodeTask.Ended());
    }

    @Test
    void aRunThatFailsIsReportedWithItsReason() {
        begin().outcome().complete(new Event.RunEnded(RunState.FAILED, "no memory"));
        expectOver(new NodeTask.Failed("no memory"));
    }

    @Test
    void aRunWhoseActorDiesIsReportedOnce() {
        give(
                1,
                (folder, view, log, files, outcome) -> Behaviors.setup(context -> {
                    throw new IllegalStateException("no thread");
                }));
        LabLog.answer(kit.system(), follow(), TestEvents.started());
        assertThat(reports.expectMessageClass(NodeTask.Failed.class).reason()).contains("no thread");
        reports.expectTerminated(task);
        reports.expectNoMessage(Duration.ZERO);
    }

    @Test
    void aRunThatCannotBeTakenUpThereIsRefused() {
        give(1, (folder, view, log, files, outcome) -> {
            throw new IllegalStateException("no data");
        });
        LabLog.answer(kit.system(), follow(), TestEvents.started());
        assertThat(reports.expectMessageClass(NodeTask.Refused.class).reason()).contains("no data");
        reports.expectTerminated(task);
        assertThat(cache.resolve("runs/r")).doesNotExist();
    }

    @Test
    void aReceiptForWhatWasNotSaidIsAFault() {
        begin().writer().tell(new LogWriter.Append(STEP, false, Optional.empty()));
        ledger.expectMessageClass(Ledger.Say.class).replyTo().tell(new Ledger.Receipt(7));
        reports.expectMessageClass(NodeTask.Failed.class);
        reports.expectTerminated(task);
        reports.expectNoMessage(Duration.ZERO);
    }

    @Test
    void aTaskThatIsToEndInterruptsItsRunAndIsOverAfterIt() {
        var began = begin();
        task.tell(NodeTask.End.END);
        commands.expectMessage(new Run.Interrupt("asked to end"));
        reports.expectNoMessage();
        began.outcome().complete(new Event.RunEnded(RunState.INTERRUPTED, "asked to end"));
        expectOver(new NodeTask.Ended());
    }

    @Test
    void aTaskThatIsToEndBeforeItsRunBeganIsOverAtOnce() {
        give(1, (folder, view, log, files, outcome) -> run(view.next(), log, outcome));
        task.tell(NodeTask.End.END);
        expectOver(new NodeTask.Ended());
        begun.expectNoMessage(Duration.ZERO);
    }

    @Test
    void whatAnEarlierTaskLeftOfTheRunIsNotTakenUp() throws Exception {
        var left = Files.createDirectories(cache.resolve("runs/r/checkpoints")).resolve("real-00000001.safetensors");
        Files.write(left, new byte[1]);
        begin();
        assertThat(left).doesNotExist();
    }
}
