package org.twoworlds.lab;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.twoworlds.TestEvents;
import org.twoworlds.TimedActorTest;
import org.twoworlds.config.Role;
import org.twoworlds.config.RunState;
import org.twoworlds.config.WorldName;
import org.twoworlds.node.Ledger;
import org.twoworlds.node.NodeProtocol;
import org.twoworlds.node.NodeTask;
import org.twoworlds.node.Nodes;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.LogReader;
import org.twoworlds.stream.log.RunFolder;

/** How a lab keeps a run going on another machine, which may refuse, fail or be gone. */
class RemoteRunTest extends TimedActorTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Duration GRACE = Duration.ofSeconds(120);

    @TempDir
    Path path;

    private TestProbe<NodeProtocol.Command> node;
    private TestProbe<NodeTask.Command> task;
    private TestProbe<RunKeeper.Trouble> trouble;
    private TestProbe<RemoteRun.Refusal> refusals;
    private RunFolder folder;
    private ActorRef<RunKeeper.Command> run;
    private Optional<Event.Attempt> held = Optional.empty();
    private Duration grace = GRACE;

    @BeforeEach
    void start() {
        node = kit.createTestProbe();
        task = kit.createTestProbe();
        trouble = kit.createTestProbe();
        refusals = kit.createTestProbe();
        folder = new RunFolder(path.resolve("run"));
        folder.create();
    }

    @AfterEach
    void end() {
        kit.stop(run);
    }

    /** Gives a run with such a log to the machine. */
    private void place(Event... events) {
        TestEvents.write(folder, events);
        var member = new Nodes.Member("there:1", Role.TRAINER, 1, "", Map.of(), "1.2.3", "there/1.0", node.ref());
        var place = new RemoteRun.Place(member, grace, held);
        run = kit.spawn(RemoteRun.create(folder, place, InstantSource.system(), trouble.ref(), refusals.ref()));
    }

    /** The next task that the machine is given. */
    private NodeTask.Order order() {
        return node.expectMessageClass(NodeProtocol.Train.class).order();
    }

    /** The next task that the machine is given, as time passes. */
    private NodeTask.Order orderLater() {
        return node.awaitAssert(LONG, Duration.ofMillis(1), () -> {
            time.timePasses(Duration.ofSeconds(1));
            return node.expectMessageClass(NodeProtocol.Train.class, Duration.ofMillis(20))
                    .order();
        });
    }

    private void accept(NodeTask.Order order) {
        order.reports().tell(new NodeTask.Accepted(task.ref()));
    }

    /** Lets the machine say something, which is then in the log. */
    private void say(NodeTask.Order order, long number, Event event) {
        TestProbe<Ledger.Receipt> receipts = kit.createTestProbe();
        order.ledger().tell(new Ledger.Say(number, event, false, receipts.ref()));
        receipts.expectMessage(new Ledger.Receipt(number));
    }

    /** Expects that the run is over here, and that anybody may write it. */
    private void expectOver() {
        node.expectTerminated(run);
        assertThat(folder.isLocked()).isFalse();
    }

    private void expectLastWord(RunState state) {
        assertThat(TestEvents.read(folder)).last().isEqualTo(new Event.RunEnded(state, ""));
    }

    private void expectNoLastWord() {
        assertThat(TestEvents.read(folder)).noneMatch(Event.RunEnded.class::isInstance);
    }

    @Test
    void theMachineIsGivenTheRunAsFarAsItsLogGoesWhileNobodyElseMayWriteIt() {
        place(TestEvents.started(), TestEvents.step(WorldName.REAL, 1, 0.5));
        var order = order();
        assertThat(order.run()).isEqualTo("run");
        assertThat(order.upTo()).isEqualTo(2);
        assertThat(folder.isLocked()).isTrue();
    }

    @Test
    void allThatTheMachineSaysIsInTheLogAsOfTheNextAttempt() {
        place(TestEvents.started(), new Event.Attempt(3, 1, false, Map.of()));
        var step = TestEvents.step(WorldName.REAL, 1, 0.5);
        say(order(), 1, step);
        try (var log = new LogReader(folder.log(), 2)) {
            var entry = log.next().orElseThrow();
            assertThat(entry.event()).isEqualTo(step);
            assertThat(entry.attempt()).isEqualTo(4);
        }
    }

    @Test
    void aRunThatAnotherProcessWritesIsGivenAwayOnceThatIsGone() {
        try (var lock = folder.lock()) {
            place(TestEvents.started());
            node.expectNoMessage();
        }
        orderLater();
    }

    @Test
    void aTaskThatEndsInOrderHasTheLastWord() {
        place(TestEvents.started());
        var order = order();
        accept(order);
        say(order, 1, new Event.RunEnded(RunState.COMPLETED, ""));
        order.reports().tell(new NodeTask.Ended());
        expectOver();
        expectLastWord(RunState.COMPLETED);
        trouble.expectNoMessage(Duration.ZERO);
    }

    @Test
    void aRefusalIsToldSoThatTheRunFindsAnotherPlace() {
        place(TestEvents.started());
        order().reports().tell(new NodeTask.Refused("no data"));
        assertThat(refusals.receiveMessage()).isEqualTo(new RemoteRun.Refusal("run", "there:1", "no data"));
        expectOver();
        expectNoLastWord();
        trouble.expectNoMessage(Duration.ZERO);
    }

    @Test
    void aRunWhoseMachineIsGoneIsLeftForAnotherOne() {
        place(TestEvents.started());
        accept(order());
        node.stop();
        trouble.expectTerminated(run);
        assertThat(folder.isLocked()).isFalse();
        expectNoLastWord();
        trouble.expectNoMessage(Duration.ZERO);
    }

    @Test
    void aTaskOfAMachineThatSeemsGoneIsToldToEndWhereItIsNotWaitedFor() {
        grace = Duration.ZERO;
        place(TestEvents.started());
        accept(order());
        node.stop();
        task.expectMessage(NodeTask.End.END);
    }

    @Test
    void aTaskOfAMachineThatSeemsGoneMayTrainOnWhileItIsWaitedFor() {
        place(TestEvents.started());
        accept(order());
        node.stop();
        trouble.expectTerminated(run);
        task.expectNoMessage();
    }

    @Test
    void aMachineThatIsGoneBeforeItAcceptsLeavesTheRunToAnotherOne() {
        place(TestEvents.started());
        order();
        node.stop();
        trouble.expectTerminated(run);
        assertThat(folder.isLocked()).isFalse();
        expectNoLastWord();
    }

    @Test
    void aMachineThatIsGoneAfterAFailureLeavesTheRunToAnotherOne() {
        place(TestEvents.started());
        order().reports().tell(new NodeTask.Failed("no memory"));
        trouble.receiveMessage();
        node.stop();
        trouble.expectTerminated(run);
        expectNoLastWord();
    }

    @Test
    void aTaskThatIsGoneWithoutAWordLeavesTheRunToAnotherPlace() {
        place(TestEvents.started());
        accept(order());
        task.stop();
        expectOver();
        expectNoLastWord();
        trouble.expectNoMessage(Duration.ZERO);
    }

    @Test
    void aRunThatFailsIsToldAndGivenToTheMachineAgain() {
        place(TestEvents.started());
        order().reports().tell(new NodeTask.Failed("no memory"));
        assertThat(trouble.receiveMessage()).isEqualTo(new RunKeeper.Trouble("run", 1, "there:1: no memory"));
        var again = orderLater();
        accept(again);
        say(again, 1, TestEvents.step(WorldName.REAL, 1, 0.5));
        again.reports().tell(new NodeTask.Failed("no memory"));
        assertThat(trouble.receiveMessage().deaths()).as("it got on").isEqualTo(1);
        assertThat(orderLater().upTo()).isEqualTo(2);
    }

    @Test
    void aRunThatFailsFiveTimesWithoutGettingOnIsGivenUp() {
        place(TestEvents.started());
        order().reports().tell(new NodeTask.Failed("no memory"));
        for (var deaths = 1; deaths <= 4; deaths++) {
            assertThat(trouble.receiveMessage().deaths()).isEqualTo(deaths);
            orderLater().reports().tell(new NodeTask.Failed("no memory"));
        }
        assertThat(trouble.receiveMessage().deaths()).isEqualTo(5);
        expectOver();
        assertThat(TestEvents.read(folder))
                .last()
                .isEqualTo(new Event.RunEnded(RunState.FAILED, "It died 5 times without getting on: no memory", 5));
    }

    @Test
    void anEventThatNoMachineMaySayIsAFailureOfTheRun() {
        place(TestEvents.started());
        var order = order();
        accept(order);
        order.ledger()
                .tell(new Ledger.Say(
                        1,
                        TestEvents.started(),
                        false,
                        kit.<Ledger.Receipt>createTestProbe().ref()));
        assertThat(trouble.receiveMessage().reason()).contains("A node may not say");
        task.expectMessage(NodeTask.End.END);
        orderLater();
        assertThat(TestEvents.read(folder)).hasSize(1);
    }

    @Test
    void aTaskThatIsAcceptedAfterTheRunFailedIsToldToEnd() {
        place(TestEvents.started());
        var order = order();
        order.reports().tell(new NodeTask.Failed("no memory"));
        trouble.receiveMessage();
        accept(order);
        task.expectMessage(NodeTask.End.END);
    }

    @Test
    void aTaskIsToldToEndAndTheRunLeftAsAskedOnceItHas() {
        place(TestEvents.started());
        var order = order();
        accept(order);
        run.tell(new RunKeeper.End(RunState.PAUSED));
        task.expectMessage(NodeTask.End.END);
        assertThat(folder.isLocked())
                .as("the task may still have something to say")
                .isTrue();
        var step = TestEvents.step(WorldName.REAL, 1, 0.5);
        say(order, 1, step);
        order.reports().tell(new NodeTask.Ended());
        expectOver();
        assertThat(TestEvents.read(folder)).endsWith(step, new Event.RunEnded(RunState.PAUSED, ""));
    }

    @Test
    void aTaskThatIsAcceptedOnlyAfterwardsIsToldToEndToo() {
        place(TestEvents.started());
        var order = order();
        run.tell(new RunKeeper.End(RunState.STOPPED));
        node.expectNoMessage();
        accept(order);
        task.expectMessage(NodeTask.End.END);
        order.reports().tell(new NodeTask.Ended());
        expectOver();
        expectLastWord(RunState.STOPPED);
    }

    @Test
    void aRunThatWaitsToBeGivenAwayAgainIsLeftAtOnce() {
        place(TestEvents.started());
        order().reports().tell(new NodeTask.Failed("no memory"));
        trouble.receiveMessage();
        run.tell(new RunKeeper.End(RunState.PAUSED));
        expectOver();
        expectLastWord(RunState.PAUSED);
    }

    @Test
    void aRunThatTheLabsEndInterruptsIsLeftWithoutAWord() {
        place(TestEvents.started());
        var order = order();
        accept(order);
        run.tell(new RunKeeper.End(RunState.INTERRUPTED));
        task.expectMessage(NodeTask.End.END);
        order.reports().tell(new NodeTask.Ended());
        expectOver();
        expectNoLastWord();
    }

    @Test
    void aFailureOfARunThatIsToBeLeftIsNoDeath() {
        place(TestEvents.started());
        var order = order();
        accept(order);
        run.tell(new RunKeeper.End(RunState.PAUSED));
        order.reports().tell(new NodeTask.Failed("no memory"));
        expectOver();
        expectLastWord(RunState.PAUSED);
        trouble.expectNoMessage(Duration.ZERO);
    }

    /** A run that asks for more room than any disk has. */
    private void placeOnFullDisk() {
        place(TestEvents.started("{\"disk\":{\"reserve\":\"1000000 TiB\"}}"));
    }

    @Test
    void aDiskWithoutRoomEndsTheTaskAndIsAFailure() {
        placeOnFullDisk();
        var order = order();
        accept(order);
        say(order, 1, TestEvents.step(WorldName.REAL, 1, 0.5)); // the writer is there
        time.timePasses(Duration.ofMillis(200));
        task.expectMessage(NodeTask.End.END);
        order.reports().tell(new NodeTask.Ended());
        assertThat(trouble.receiveMessage().reason()).contains("less than the reserve");
    }

    @Test
    void aTaskThatIsAcceptedAfterTheDiskIsFullIsToldToEndToo() {
        placeOnFullDisk();
        var order = order();
        say(order, 1, TestEvents.step(WorldName.REAL, 1, 0.5));
        time.timePasses(Duration.ofMillis(200));
        node.expectNoMessage();
        accept(order);
        task.expectMessage(NodeTask.End.END);
    }

    private static final Event.Attempt HELD = new Event.Attempt(3, 1, false, Map.of(), 7, "java", "there/1.0");

    @Test
    void law5_anAttemptThatTheMachineHoldsIsGoneOnWithUnderItsOwnNumber() {
        held = Optional.of(HELD);
        place(TestEvents.started(), HELD, TestEvents.step(WorldName.REAL, 1, 0.5));
        var order = node.expectMessageClass(NodeProtocol.GoOn.class).order();
        assertThat(order.upTo()).isEqualTo(3);
        assertThat(order.grace()).isEqualTo(GRACE);
        accept(order);
        order.ledger().tell(new Ledger.Begin(90));
        say(order, 90, TestEvents.step(WorldName.REAL, 2, 0.5));
        try (var log = new LogReader(folder.log(), 3)) {
            assertThat(log.next().orElseThrow().attempt()).isEqualTo(3);
        }
    }

    @Test
    void aHeldAttemptThatFailsIsFollowedByANewOne() {
        held = Optional.of(HELD);
        place(TestEvents.started(), HELD);
        node.expectMessageClass(NodeProtocol.GoOn.class).order().reports().tell(new NodeTask.Failed("no memory"));
        trouble.receiveMessage();
        orderLater();
    }

    @Test
    void aHeldAttemptThatSomebodyHasFollowedUpIsDropped() {
        held = Optional.of(HELD);
        place(TestEvents.started(), HELD, new Event.Attempt(4, 1, false, Map.of()));
        assertThat(node.expectMessageClass(NodeProtocol.Drop.class).run()).isEqualTo("run");
        expectOver();
    }

    @Test
    void aHeldAttemptThatIsToBePausedIsDropped() {
        held = Optional.of(HELD);
        place(TestEvents.started(), HELD, new Event.Asked(RunState.PAUSED, 3));
        node.expectMessageClass(NodeProtocol.Drop.class);
        expectOver();
    }

    @Test
    void aStoppedRunGivesTheRightToWriteBack() {
        place(TestEvents.started());
        order();
        kit.stop(run);
        assertThat(folder.isLocked()).isFalse();
    }
}
