package org.twoworlds.lab;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.Behaviors;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
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
import org.twoworlds.model.device.DeviceProbe;
import org.twoworlds.node.NodeProtocol;
import org.twoworlds.node.NodeTask;
import org.twoworlds.node.Nodes;
import org.twoworlds.node.Terms;
import org.twoworlds.start.Program;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.Home;
import org.twoworlds.stream.log.RunFolder;

/** How a lab waits for a machine that holds one of its runs. */
class AbsencesTest extends TimedActorTest {
    private static final Duration GRACE = Duration.ofSeconds(120);
    private static final Event.Attempt HELD = new Event.Attempt(1, 1, false, Map.of(), 7, "java", "there/1.0");
    private static final DeviceProbe NOTHING = new DeviceProbe() {
        @Override
        public Answer tensorFlow(int gpu) {
            return Answer.no("there is none", "");
        }

        @Override
        public Answer onnxRuntime(int gpu) {
            return tensorFlow(gpu);
        }
    };

    @TempDir
    Path path;

    private Home home;
    private RunFolder folder;
    private TestProbe<LabProtocol.Status> status;
    private TestProbe<Reply> replies;
    private TestProbe<NodeProtocol.Command> node;
    private TestProbe<NodeProtocol.Command> other;
    private TestProbe<NodeTask.Command> task;
    private ActorRef<LabProtocol.Command> lab;

    @BeforeEach
    void start() throws Exception {
        home = new Home(path);
        Files.createDirectories(path.resolve("runs"));
        status = kit.createTestProbe();
        replies = kit.createTestProbe();
        node = kit.createTestProbe();
        other = kit.createTestProbe();
        task = kit.createTestProbe();
        folder = home.run("s.a");
        folder.create();
    }

    @AfterEach
    void end() {
        kit.stop(lab);
    }

    /** Starts a lab on a home with a run of which the log says this. */
    private void startLab(Event... events) {
        TestEvents.write(folder, TestEvents.planned(folder.id()));
        TestEvents.write(folder, events);
        var processes = new WorkerProcesses(new Program("none"), path, InstantSource.system());
        var terms = Optional.of(new Terms("1.2.3", GRACE));
        lab = kit.spawn(
                Lab.create(home, Slots.of(0), NOTHING, processes, terms, InstantSource.system(), Behaviors.ignore()));
        status();
    }

    private LabProtocol.Status status() {
        lab.tell(new LabProtocol.Ask(status.ref()));
        return status.receiveMessage();
    }

    private static Nodes.Member member(String name, String slot, TestProbe<NodeProtocol.Command> node) {
        return new Nodes.Member(name, Role.TRAINER, 1, "", Map.of(), "1.2.3", slot, node.ref());
    }

    private Nodes.Member there() {
        return member("there:1", "there/1.0", node);
    }

    private Nodes.Member elsewhere() {
        return member("elsewhere:1", "elsewhere/1.0", other);
    }

    /** Lets a machine join that holds these attempts at the run. */
    private void join(Nodes.Member member, Event.Attempt... held) {
        says(member, held);
        lab.tell(new LabProtocol.Joined(new Nodes.Change(List.of(member))));
    }

    private void says(Nodes.Member member, Event.Attempt... held) {
        var runs = List.of(held).stream()
                .map(a -> new NodeTask.Held(folder.id(), a))
                .toList();
        lab.tell(new LabProtocol.Joined(new Nodes.Heard(member, runs)));
    }

    private NodeTask.Order goneOnWith(TestProbe<NodeProtocol.Command> by) {
        return by.expectMessageClass(NodeProtocol.GoOn.class).order();
    }

    private void expectDropped(TestProbe<NodeProtocol.Command> by) {
        assertThat(by.expectMessageClass(NodeProtocol.Drop.class).run()).isEqualTo(folder.id());
    }

    private void graceIsOver() {
        time.timePasses(GRACE);
        status.awaitAssert(() -> {
            assertThat(status().waiting()).doesNotContainValue("its machine there/1.0 is waited for");
            return true;
        });
    }

    @Test
    void aRunWhoseMachineAnEarlierLabLeftKeepsItsPlace() {
        startLab(HELD);
        join(elsewhere());
        var now = status();
        assertThat(now.running()).containsExactly(folder.id());
        assertThat(now.queued()).isEmpty();
        assertThat(now.waiting()).containsEntry(folder.id(), "its machine there/1.0 is waited for");
        other.expectNoMessage();
    }

    @Test
    void law5_theMachineThatHoldsItGoesOnWithItWhateverItsAddressIsNow() {
        startLab(HELD);
        join(member("there:2", "there/1.0", node), HELD);
        goneOnWith(node);
        assertThat(status().places()).containsEntry(folder.id(), "there:2");
        assertThat(status().waiting()).isEmpty();
        node.expectNoMessage();
    }

    @Test
    void itIsGoneOnWithOnceThoughTheMachineSaysAgainThatItHoldsIt() {
        startLab(HELD);
        join(there(), HELD);
        goneOnWith(node);
        says(there(), HELD);
        node.expectNoMessage();
    }

    @Test
    void onceTheGraceIsOverItGoesElsewhereAndWhatTheFirstMachineDidSinceIsRefused() {
        startLab(HELD);
        join(elsewhere());
        graceIsOver();
        other.expectMessageClass(NodeProtocol.Train.class);
        says(there(), HELD);
        expectDropped(node);
    }

    @Test
    void aMachineThatReturnsWithoutTheRunIsWaitedForNoLonger() {
        startLab(HELD);
        join(there());
        node.expectMessageClass(NodeProtocol.Train.class);
    }

    @Test
    void anotherMachinesSlotSaysNothingOfTheRun() {
        startLab(HELD);
        join(member("there:2", "there/1.1", node));
        node.expectNoMessage();
        assertThat(status().running()).containsExactly(folder.id());
    }

    @Test
    void anAttemptThatIsNotTheLogsLastIsRefused() {
        startLab(HELD);
        join(there(), new Event.Attempt(1, 2, false, Map.of(), 7, "java", "there/1.0"));
        expectDropped(node);
    }

    @Test
    void aRunThatTheLabDoesNotHaveUnderWayIsRefused() {
        startLab(HELD, new Event.RunEnded(RunState.PAUSED, ""));
        join(there(), HELD);
        expectDropped(node);
    }

    @Test
    void aMachineWithARunThatIsRefusedIsGivenNoOtherBeforeItHasLetGo() {
        startLab();
        var wrong = new Event.Attempt(1, 2, false, Map.of(), 7, "java", "there/1.0");
        join(there(), wrong);
        expectDropped(node);
        node.expectNoMessage();
        says(there());
        node.expectMessageClass(NodeProtocol.Train.class);
    }

    @Test
    void aRunThatIsWaitedForMayBeLeft() {
        startLab(HELD);
        lab.tell(new LabProtocol.Leave(folder, RunState.PAUSED, replies.ref()));
        assertThat(replies.receiveMessage()).isEqualTo(Reply.DONE);
        status.awaitAssert(() -> {
            assertThat(status().running()).isEmpty();
            return true;
        });
        assertThat(RunView.of(folder).state(false)).isEqualTo(RunState.PAUSED);
        join(there(), HELD);
        expectDropped(node);
    }

    @Test
    void aMachineThatIsLostWhileTheLabRunsIsWaitedForToo() {
        startLab(HELD);
        join(there(), HELD);
        var order = goneOnWith(node);
        order.reports().tell(new NodeTask.Accepted(task.ref()));
        node.stop();
        lab.tell(new LabProtocol.Joined(new Nodes.Change(List.of())));
        status.awaitAssert(() -> {
            assertThat(status().waiting()).containsEntry(folder.id(), "its machine there/1.0 is waited for");
            return true;
        });
        join(member("there:2", "there/1.0", other), HELD);
        goneOnWith(other);
    }

    @Test
    void aRunThatItsMachineHasEndedIsNotWaitedFor() {
        startLab(HELD, new Event.RunEnded(RunState.INTERRUPTED, "asked to end"));
        join(elsewhere());
        other.expectMessageClass(NodeProtocol.Train.class);
    }
}
