package org.twoworlds.lab;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.Behaviors;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.twoworlds.ActorTest;
import org.twoworlds.TestEvents;
import org.twoworlds.config.RunState;
import org.twoworlds.model.device.DeviceProbe;
import org.twoworlds.start.Program;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.Home;
import org.twoworlds.stream.log.RunFolder;

/** A lab without slots: its runs wait, and may be taken up and left. */
class LabTest extends ActorTest {
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
    private TestProbe<Reply> replies;
    private TestProbe<LabProtocol.Status> status;
    private ActorRef<LabProtocol.Command> lab;

    @BeforeEach
    void start() throws Exception {
        home = new Home(path);
        Files.createDirectories(path.resolve("runs"));
        replies = kit.createTestProbe();
        status = kit.createTestProbe();
    }

    @AfterEach
    void end() {
        kit.stop(lab);
    }

    private RunFolder run(String name, Event... events) {
        var folder = home.run("s." + name);
        folder.create();
        TestEvents.write(folder, TestEvents.planned(folder.id()));
        TestEvents.write(folder, events);
        return folder;
    }

    private void startLab() {
        var processes = new WorkerProcesses(new Program("none"), path, InstantSource.system());
        lab = kit.spawn(Lab.create(
                home, Slots.of(0), NOTHING, processes, Optional.empty(), InstantSource.system(), Behaviors.ignore()));
    }

    private LabProtocol.Status status() {
        lab.tell(new LabProtocol.Ask(status.ref()));
        return status.receiveMessage();
    }

    private Reply takeUp(RunFolder folder) {
        lab.tell(new LabProtocol.TakeUp(folder, replies.ref()));
        return replies.receiveMessage();
    }

    private Reply leave(RunFolder folder, RunState state) {
        lab.tell(new LabProtocol.Leave(folder, state, replies.ref()));
        return replies.receiveMessage();
    }

    @Test
    void whoAsksFirstIsToldOfTheRunsThatAnEarlierLabLeft() {
        run("a");
        run("b", new Event.RunEnded(RunState.PAUSED, ""));
        run("c", new Event.Attempt(1, 1, false, Map.of()));
        startLab();
        assertThat(status().queued()).containsExactly("s.a", "s.c");
    }

    @Test
    void aRunThatIsTakenUpWaitsAndTheReplySaysWhy() {
        var folder = run("a", new Event.RunEnded(RunState.PAUSED, ""));
        startLab();
        var reply = takeUp(folder);
        assertThat(reply.done()).isTrue();
        assertThat(reply.message()).isEqualTo("no machine is here that trains it on cpu");
        assertThat(status().waiting()).containsEntry("s.a", reply.message());
        assertThat(takeUp(folder)).isEqualTo(new Reply(false, "is under way already"));
    }

    @Test
    void aRunThatIsTakenUpTwiceAtATimeWaitsOnce() {
        var folder = run("a", new Event.RunEnded(RunState.PAUSED, ""));
        startLab();
        lab.tell(new LabProtocol.TakeUp(folder, replies.ref()));
        lab.tell(new LabProtocol.TakeUp(folder, replies.ref()));
        lab.tell(new LabProtocol.Leave(folder, RunState.STOPPED, replies.ref()));
        assertThat(replies.receiveMessage().done()).isTrue();
        assertThat(replies.receiveMessage().message()).isEqualTo("is under way already");
        assertThat(replies.receiveMessage().done()).isTrue();
        assertThat(status().queued()).isEmpty();
        assertThat(RunView.of(folder).state(false)).isEqualTo(RunState.STOPPED);
    }

    @Test
    void aRunThatIsLeftWaitsNoMore() {
        var folder = run("a");
        startLab();
        assertThat(leave(folder, RunState.PAUSED)).isEqualTo(Reply.DONE);
        assertThat(status().queued()).isEmpty();
        assertThat(leave(folder, RunState.PAUSED).message()).isEqualTo("is paused and not under way in this lab");
    }

    @Test
    void ofASweepThoseRunsAreTakenUpThatCanBe() {
        var folders = List.of(
                run("1", new Event.RunEnded(RunState.COMPLETED, "")),
                run("2", new Event.RunEnded(RunState.FAILED, "")),
                run("3", new Event.RunEnded(RunState.STOPPED, "")));
        startLab();
        TestProbe<Integer> counts = kit.createTestProbe();
        lab.tell(new LabProtocol.TakeUpAll(folders, counts.ref()));
        counts.expectMessage(2);
        assertThat(status().queued()).containsExactly("s.2", "s.3");
    }

    @Test
    void aRunWhoseEndWasPromisedIsLeftSoAtTheStart() {
        var folder = run("a", new Event.Asked(RunState.STOPPED, 0));
        startLab();
        status.awaitAssert(() -> {
            assertThat(status().running()).isEmpty();
            return RunView.of(folder);
        });
        assertThat(RunView.of(folder).state(false)).isEqualTo(RunState.STOPPED);
    }

    @Test
    void anEvaluatorThatIsNotThereCannotBeLetGo() {
        var folder = run("a");
        startLab();
        lab.tell(LabProtocol.detach(folder, "nobody", replies.ref()));
        assertThat(replies.receiveMessage()).isEqualTo(new Reply(false, "has no evaluator nobody"));
    }
}
