package org.twoworlds.node;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.receptionist.Receptionist;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.twoworlds.TimedActorTest;
import org.twoworlds.config.Device;
import org.twoworlds.config.Role;
import org.twoworlds.start.DataFolders;
import org.twoworlds.stream.log.Event;

/** How a machine introduces itself to its lab, takes tasks and leaves. */
class NodeTest extends TimedActorTest {
    private static final Duration BEAT = Duration.ofSeconds(5);
    private static final int SLOTS = 2;

    @TempDir
    Path cache;

    private final CompletableFuture<Optional<String>> ended = new CompletableFuture<>();
    private TestProbe<Nodes.Command> lab;
    private TestProbe<NodeTask.Report> reports;
    private TestProbe<Ledger.Command> ledger;
    private ActorRef<WorkbenchProtocol.Command> bench;
    private ActorRef<NodeProtocol.Command> node;
    private boolean isLabThere;

    @BeforeEach
    void start() {
        lab = kit.createTestProbe();
        reports = kit.createTestProbe();
        ledger = kit.createTestProbe();
        var site = new Site(Role.TRAINER, SLOTS, Optional.of(Device.CPU), cache, "here/1.0", "1.2.3", DataFolders.NONE);
        bench = kit.spawn(Workbench.create(site));
        node = kit.spawn(Behaviors.setup(context -> Node.create(member(context.getSelf()), site, bench, ended)));
    }

    @AfterEach
    void end() {
        kit.stop(node);
        kit.stop(bench);
        if (isLabThere) {
            TestProbe<Receptionist.Deregistered> gone = kit.createTestProbe();
            kit.system().receptionist().tell(Receptionist.deregister(Nodes.KEY, lab.ref(), gone.ref()));
            gone.receiveMessage();
        }
    }

    private static Nodes.Member member(ActorRef<NodeProtocol.Command> self) {
        var machine = Map.of("os", "none");
        return new Nodes.Member("here:1", Role.TRAINER, SLOTS, "cpu", machine, "1.2.3", "here/1.0", self);
    }

    /** Lets the node find its lab. */
    private Nodes.Here found() {
        isLabThere = true;
        kit.system().receptionist().tell(Receptionist.register(Nodes.KEY, lab.ref()));
        return here();
    }

    /** The next word of the node to its lab. */
    private Nodes.Here here() {
        return lab.expectMessageClass(Nodes.Here.class);
    }

    private void train(String run) {
        node.tell(new NodeProtocol.Train(new NodeTask.Order(run, 1, ledger.ref(), reports.ref())));
    }

    private ActorRef<NodeTask.Command> accepted() {
        return reports.expectMessageClass(NodeTask.Accepted.class).task();
    }

    @Test
    void aNodeIntroducesItselfToTheLabThatItFinds() {
        lab.expectNoMessage();
        assertThat(found()).isEqualTo(new Nodes.Here(member(node), 0, List.of()));
    }

    @Test
    void aLabThatAnswersHearsOfTheNodeWithEveryBeat() {
        found();
        time.timePasses(BEAT);
        here();
        for (var beat = 0; beat < 20; beat++) {
            node.tell(new NodeProtocol.Known("1.2.0"));
            node.tell(NodeProtocol.Beat.BEAT);
            here();
        }
        lab.expectNoMessage();
        assertThat(ended).isNotDone();
    }

    @Test
    void aNodeWhoseLabDoesNotAnswerEndsSoThatItJoinsAnew() {
        found();
        node.tell(new NodeProtocol.Known("1.2.0"));
        for (var beat = 1; beat <= 9; beat++) {
            node.tell(NodeProtocol.Beat.BEAT);
            here();
        }
        assertThat(ended).isNotDone();
        node.tell(NodeProtocol.Beat.BEAT);
        lab.expectTerminated(node);
        assertThat(ended).isCompleted();
    }

    @Test
    void aTaskIsTakenWhereASlotIsFreeAndRefusedWhereNoneIs() {
        train("a");
        node.tell(new NodeProtocol.Evaluate(
                new NodeTask.Order("a", 1, ledger.ref(), reports.ref()),
                new Event.Attached("extra", "shapes", Map.of(), List.of(), List.of(), false)));
        assertThat(accepted()).isNotEqualTo(accepted());
        train("c");
        reports.expectMessage(new NodeTask.Refused("it has no slot free"));
        assertThat(found().tasks()).isEqualTo(SLOTS);
    }

    @Test
    void aTaskThatEndsGivesItsSlotBackAndTheLabHearsOfIt() {
        train("a");
        var first = accepted();
        train("b");
        accepted();
        assertThat(found().tasks()).isEqualTo(2);
        first.tell(NodeTask.End.END);
        reports.expectMessage(new NodeTask.Ended());
        assertThat(here().tasks()).isEqualTo(1);
        train("c");
        accepted();
    }

    @Test
    void aRunWhoseNameIsAPlaceOutsideTheCacheIsRefusedAndTakesNoSlot() {
        found();
        train("../elsewhere");
        assertThat(reports.expectMessageClass(NodeTask.Refused.class).reason()).contains("../elsewhere");
        assertThat(here().tasks()).isZero();
        assertThat(cache.resolve("elsewhere")).doesNotExist();
        reports.expectNoMessage(Duration.ZERO);
    }

    @Test
    void aTasksEndIsNoBeatThatTheLabDidNotHear() {
        found();
        node.tell(new NodeProtocol.Known("1.2.0"));
        for (var i = 0; i < 20; i++) {
            train("a");
            var task = accepted();
            task.tell(NodeTask.End.END);
            reports.expectMessage(new NodeTask.Ended());
            assertThat(here().tasks()).isZero();
        }
        assertThat(ended).isNotDone();
    }

    @Test
    void aNodeThatTheLabDoesNotTakeEndsWithTheReason() {
        found();
        node.tell(new NodeProtocol.Unwelcome("too old"));
        lab.expectTerminated(node);
        assertThat(ended).isCompletedWithValue(Optional.of("too old"));
    }

    @Test
    void aNodeOfALabThatDoesNotSayItsVersionEndsWithTheReason() {
        found();
        node.tell(NodeProtocol.Welcome.WELCOME);
        lab.expectTerminated(node);
        assertThat(ended.join()).get().asString().contains("1.2.3");
    }

    @Test
    void aNodeWhoseLabIsGoneEndsAtOnceSoThatItJoinsAnew() {
        found();
        TestProbe<Receptionist.Deregistered> gone = kit.createTestProbe();
        kit.system().receptionist().tell(Receptionist.deregister(Nodes.KEY, lab.ref(), gone.ref()));
        gone.receiveMessage();
        isLabThere = false;
        lab.expectTerminated(node);
        assertThat(ended).isCompletedWithValue(Optional.empty());
    }

    @Test
    void runsThatWaitForTheLabAreToldAndTakeSlots() {
        found();
        var held = new NodeTask.Held("x", new Event.Attempt(1, 2, false, Map.of(), 3, "java", "here/1.0"));
        var other = new NodeTask.Held("y", held.attempt());
        node.tell(new NodeProtocol.Holding(List.of(held, other)));
        assertThat(here().held()).containsExactly(held, other);
        train("a");
        reports.expectMessage(new NodeTask.Refused("it has no slot free"));
        node.tell(new NodeProtocol.GoOn(new NodeTask.Order("x", 1, ledger.ref(), reports.ref())));
        reports.expectMessage(new NodeTask.Ended()); // for the workbench knows none of them
        assertThat(here().held()).containsExactly(other);
        node.tell(NodeProtocol.Leave.LEAVE);
        reports.expectNoMessage();
        assertThat(ended).isNotDone();
        node.tell(new NodeProtocol.Holding(List.of()));
        lab.expectTerminated(node);
    }

    @Test
    void aNodeWithoutTasksLeavesAtOnce() {
        node.tell(NodeProtocol.Leave.LEAVE);
        lab.expectTerminated(node);
        assertThat(ended).isCompleted();
    }

    @Test
    void aNodeThatIsToLeaveEndsItsTasksTakesNoneAndLeavesAfterThem() {
        found();
        var waits = new NodeTask.Held("x", new Event.Attempt(1, 2, false, Map.of(), 3, "java", "here/1.0"));
        node.tell(new NodeProtocol.Holding(List.of(waits)));
        here();
        train("a");
        var task = accepted();
        node.tell(NodeProtocol.Leave.LEAVE);
        reports.expectMessage(new NodeTask.Ended());
        reports.expectTerminated(task);
        assertThat(here().tasks()).isZero();
        train("b"); // a slot is free, and the node is still there since a run waits
        reports.expectMessageClass(NodeTask.Refused.class);
        assertThat(ended).isNotDone();
        node.tell(new NodeProtocol.Holding(List.of()));
        lab.expectTerminated(node);
        assertThat(ended).isCompletedWithValue(Optional.empty());
    }
}
