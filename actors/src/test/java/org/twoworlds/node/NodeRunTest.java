package org.twoworlds.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.twoworlds.TestEvents;
import org.twoworlds.TimedActorTest;
import org.twoworlds.actor.LogWriter;
import org.twoworlds.actor.Run;
import org.twoworlds.actor.RunFiles;
import org.twoworlds.actor.RunLog;
import org.twoworlds.config.RunState;
import org.twoworlds.config.ScoredSet;
import org.twoworlds.config.WorldName;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.LogEntry;
import org.twoworlds.stream.log.RunFolder;

/** How a node takes a lab's run up, and reports what becomes of it. */
class NodeRunTest extends TimedActorTest {
    private static final Event STEP = TestEvents.step(WorldName.REAL, 1, 0.5);
    private static final Duration GRACE = Duration.ofSeconds(120);
    private static final Event.Attempt ATTEMPT = new Event.Attempt(1, 2, false, Map.of(), 3, "java", "here/1.0");
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
    private TestProbe<WorkbenchProtocol.Waits> waits;
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
        var order = new NodeTask.Order("r", upTo, ledger.ref(), reports.ref(), GRACE);
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

    /** Gives the node a run that it takes up, says its attempt, and finds it in the lab's log. */
    private Began beginAttempt() {
        give(1, (folder, view, log, files, outcome) -> run(view.next(), log, outcome));
        var later = new CompletableFuture<Event>();
        LabLog.answer(kit.system(), follow(), later, TestEvents.started());
        var began = begun.receiveMessage();
        began.writer().tell(LogWriter.Append.durable(ATTEMPT));
        var said = ledger.expectMessageClass(Ledger.Say.class);
        assertThat(said.event()).isEqualTo(ATTEMPT);
        said.replyTo().tell(new Ledger.Receipt(1));
        later.complete(ATTEMPT);
        assertThat(heard.receiveMessage().event()).isEqualTo(ATTEMPT);
        return began;
    }

    private void cut() {
        task.tell(new NodeTask.Cut(ledger.ref()));
        waits.expectMessage(new WorkbenchProtocol.Waits(new NodeTask.Held("r", ATTEMPT)));
    }

    @Test
    void aRunWhoseConnectionIsCutKeepsItsPlaceUntilTheGraceIsOver() {
        beginAttempt();
        cut();
        time.timePasses(GRACE.minusSeconds(1));
        reports.expectNoMessage();
        time.timePasses(Duration.ofSeconds(1));
        expectOver(new NodeTask.Ended());
    }

    @Test
    void law5_aRunGoesOnOverAnotherConnectionWithAllThatItSaidMeanwhile() {
        var began = beginAttempt();
        cut();
        began.writer().tell(new LogWriter.Append(STEP, true, Optional.empty()));
        ledger.expectMessageClass(Ledger.Say.class); // into the void
        TestProbe<Ledger.Command> other = kit.createTestProbe();
        TestProbe<NodeTask.Report> others = kit.createTestProbe();
        var order = new NodeTask.Order("r", 2, other.ref(), others.ref(), GRACE);
        task.tell(new NodeTask.GoOn(order, new Link.Ends(kit.system(), other.ref())));
        others.expectMessage(new NodeTask.Accepted(task));
        var first = other.expectMessageClass(Ledger.Command.class);
        var second = other.expectMessageClass(Ledger.Command.class);
        var third = other.expectMessageClass(Ledger.Command.class);
        assertThat(List.of(first, second, third))
                .as("follows the log behind what it has, and says what that lacks")
                .anyMatch(m -> m instanceof Ledger.Follow f && f.from() == 2)
                .anyMatch(Ledger.Begin.class::isInstance)
                .anyMatch(m -> m instanceof Ledger.Say s && s.event().equals(STEP));
        task.tell(new NodeTask.Cut(ledger.ref())); // of the connection before, which comes late
        time.timePasses(GRACE);
        reports.expectNoMessage();
        began.outcome().complete(new Event.RunEnded(RunState.COMPLETED, ""));
        others.expectMessage(new NodeTask.Ended());
        others.expectTerminated(task);
        begun.expectNoMessage(Duration.ZERO);
    }

    @Test
    void aRunThatTheLabGaveUpIsOver() {
        beginAttempt();
        cut();
        task.tell(new NodeTask.Dropped("it is elsewhere"));
        expectOver(new NodeTask.Ended());
    }

    @Test
    void aRunWhoseAttemptTheLabMayNotKnowIsNotHeld() {
        begin();
        task.tell(new NodeTask.Cut(ledger.ref()));
        expectOver(new NodeTask.Ended());
        waits.expectNoMessage(Duration.ZERO);
    }

    @Test
    void aRunThatIsToEndWhileItsLabIsAwayEndsOnceTheLabHasItsLastWord() {
        var began = beginAttempt();
        cut();
        task.tell(NodeTask.End.END);
        commands.expectMessage(new Run.Interrupt("asked to end"));
        reports.expectNoMessage();
        began.outcome().complete(new Event.RunEnded(RunState.INTERRUPTED, "asked to end"));
        expectOver(new NodeTask.Ended());
    }

    @Test
    void aFileThatIsAskedForWhileTheLabIsAwayIsWaitedFor() throws Exception {
        var found = new CompletableFuture<RunFiles>();
        give(1, (folder, view, log, files, outcome) -> {
            found.complete(files);
            return run(view.next(), log, outcome);
        });
        LabLog.answer(kit.system(), follow(), TestEvents.started());
        begun.receiveMessage();
        var link = new Link(ends());
        var files = new RemoteFiles(link, new RunFolder(cache.resolve("other")));
        link.cut();
        var asked = CompletableFuture.supplyAsync(() -> files.find(RunFolder.checkpointFile(WorldName.REAL, 2), "sha"));
        ledger.expectNoMessage();
        link.open(ends());
        ledger.expectMessageClass(Ledger.Fetch.class).replyTo().tell(new Ledger.Bytes(Optional.empty()));
        assertThat(asked.get(60, TimeUnit.SECONDS)).isEmpty();
        kit.stop(task);
        assertThatThrownBy(() -> found.get().find(RunFolder.checkpointFile(WorldName.REAL, 2), "sha"))
                .hasMessageContaining("not waited for any more");
    }

    @Test
    void whatAnEarlierTaskLeftOfTheRunIsNotTakenUp() throws Exception {
        var left = Files.createDirectories(cache.resolve("runs/r/checkpoints")).resolve("real-00000001.safetensors");
        Files.write(left, new byte[1]);
        begin();
        assertThat(left).doesNotExist();
    }
}
