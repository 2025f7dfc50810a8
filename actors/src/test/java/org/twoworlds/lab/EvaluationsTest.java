package org.twoworlds.lab;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.twoworlds.ActorTest;
import org.twoworlds.TestEvents;
import org.twoworlds.actor.Attachment;
import org.twoworlds.actor.CheckpointScorer;
import org.twoworlds.actor.RunFiles;
import org.twoworlds.actor.ScoreMemory;
import org.twoworlds.actor.ScoringTask;
import org.twoworlds.config.Role;
import org.twoworlds.config.RunState;
import org.twoworlds.config.ScoredSet;
import org.twoworlds.config.WorldName;
import org.twoworlds.model.ImageShape;
import org.twoworlds.model.onnx.ScoringSet;
import org.twoworlds.model.onnx.SetScore;
import org.twoworlds.node.NodeProtocol;
import org.twoworlds.node.NodeTask;
import org.twoworlds.node.Nodes;
import org.twoworlds.start.Program;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.RunFolder;

/** Where a lab lets the evaluators work that are attached to its runs, and when they are let go. */
class EvaluationsTest extends ActorTest {
    private static final ScoredSet SET = ScoredSet.elsewhere("shapes", "test");
    private static final SetScore SCORE =
            new SetScore(0.2, 0.01, 0.3, new float[] {-0.3f}, new int[] {1}, new float[] {0.7f});

    @TempDir
    Path path;

    private TestProbe<Evaluations.Change> changes;
    private TestProbe<Reply> replies;
    private TestProbe<NodeProtocol.Command> first;
    private TestProbe<NodeProtocol.Command> second;
    private TestProbe<String> scored;
    private RunFolder folder;
    private ActorRef<Evaluations.Command> evaluations;

    @BeforeEach
    void start() throws Exception {
        changes = kit.createTestProbe();
        replies = kit.createTestProbe();
        first = kit.createTestProbe();
        second = kit.createTestProbe();
        scored = kit.createTestProbe();
        folder = new RunFolder(path.resolve("run"));
        folder.create();
        var checkpoint = TestEvents.checkpoint(WorldName.REAL, 2);
        TestEvents.write(folder, TestEvents.started(), checkpoint);
        Files.write(folder.file(checkpoint.file()), new byte[1]);
        var processes = new WorkerProcesses(new Program(Worker.class.getName()), path, InstantSource.system());
        evaluations = kit.spawn(Evaluations.create(processes, InstantSource.system(), changes.ref()));
    }

    @AfterEach
    void end() {
        kit.stop(evaluations);
    }

    private static Event.Attached attached(String name) {
        return new Event.Attached(name, "shapes", Map.of(), List.of("test.count=2"), List.of(), false);
    }

    private static Nodes.Member member(String name, Role role, TestProbe<NodeProtocol.Command> node) {
        return new Nodes.Member(name, role, 1, "", Map.of(), "1.2.3", "", node.ref());
    }

    private Nodes.Member firstMember() {
        return member("there:1", Role.EVALUATOR, first);
    }

    private Nodes.Member secondMember() {
        return member("there:2", Role.EVALUATOR, second);
    }

    private void joined(Nodes.Member... members) {
        evaluations.tell(new Evaluations.Members(List.of(members)));
    }

    /** Asks for an evaluator that tells of each checkpoint, and scores it. */
    private Reply attach(String name) {
        return attach(name, (checkpoint, set) -> {
            scored.ref().tell(name);
            return SCORE;
        });
    }

    private Reply attach(String name, CheckpointScorer scorer) {
        var work = new ScoringTask(
                name,
                folder,
                RunFiles.in(folder),
                world -> List.of(SET),
                (set, step) -> ScoringSet.of(set.toString(), new ImageShape(1, 1, 1, 2), 1, (i, pixels) -> 1),
                score -> false,
                1,
                Map.of(),
                Set.of(),
                ScoreMemory.empty());
        evaluations.tell(new Evaluations.Attach(folder, attached(name), new Attachment(work, scorer), replies.ref()));
        return replies.receiveMessage();
    }

    private Reply detach(String name) {
        evaluations.tell(new Evaluations.Detach(folder, name, replies.ref()));
        return replies.receiveMessage();
    }

    /** The task that a machine is given. */
    private static NodeProtocol.Evaluate given(TestProbe<NodeProtocol.Command> node) {
        return node.expectMessageClass(NodeProtocol.Evaluate.class);
    }

    private void expectAtWork(String... names) {
        changes.expectMessage(new Evaluations.Change(names.length == 0 ? Map.of() : Map.of("run", List.of(names))));
    }

    @Test
    void anEvaluatorWorksHereWhereNoMachineHasJoinedForIt() {
        joined(member("there:1", Role.TRAINER, first));
        assertThat(attach("a")).isEqualTo(Reply.DONE);
        expectAtWork("a");
        assertThat(TestEvents.read(folder)).contains(attached("a"));
        scored.expectMessage("a");
        first.expectNoMessage(Duration.ZERO);
    }

    /** The process of an evaluator that trains: writes its arguments down, and ends with its standard input. */
    static final class Worker {
        private Worker() {}

        public static void main(String[] args) throws Exception {
            Files.write(Path.of(args[args.length - 1], "words.tmp"), List.of(args));
            Files.move(Path.of(args[args.length - 1], "words.tmp"), Path.of(args[args.length - 1], "words"));
            while (System.in.read() >= 0) {
                continue;
            }
        }
    }

    @Test
    void anEvaluatorThatMakesCheckpointsAgainIsAProcessHereAlsoWhereAMachineIsFree() throws Exception {
        joined(firstMember());
        var remaking = new Event.Attached("again", "shapes", Map.of(), List.of("test.count=2"), List.of(), true);
        evaluations.tell(new Evaluations.GoOn(folder, remaking));
        expectAtWork("again");
        var words = path.resolve("words");
        changes.awaitAssert(Duration.ofSeconds(60), () -> {
            assertThat(words).hasContent("attached\nrun\nagain\n--home\n" + path);
            return words;
        });
        first.expectNoMessage(Duration.ZERO);
        var process = ProcessHandle.current()
                .children()
                .filter(p -> p.info().commandLine().orElse("").contains(Worker.class.getName()))
                .toList();
        assertThat(process).hasSize(1);
        assertThat(detach("again")).isEqualTo(Reply.DONE);
        expectAtWork();
        process.get(0).onExit().get(60, TimeUnit.SECONDS);
    }

    @Test
    void anEvaluatorWorksOnAMachineWithRoomAndTheNextOneOnTheNext() {
        joined(firstMember(), secondMember());
        attach("a");
        attach("b");
        attach("c");
        assertThat(given(first).attached()).isEqualTo(attached("a"));
        assertThat(given(second).attached()).isEqualTo(attached("b"));
        expectAtWork("a");
        expectAtWork("a", "b");
        expectAtWork("a", "b", "c");
        scored.expectMessage("c");
        first.expectNoMessage(Duration.ZERO);
        second.expectNoMessage(Duration.ZERO);
    }

    @Test
    void anEvaluatorOfTheLogGoesOnWithoutBeingLoggedAgain() {
        joined(firstMember());
        evaluations.tell(new Evaluations.GoOn(folder, attached("a")));
        assertThat(given(first).attached()).isEqualTo(attached("a"));
        expectAtWork("a");
        assertThat(TestEvents.read(folder)).hasSize(2);
    }

    @Test
    void anEvaluatorWhoseSourceIsNotThereIsNotAtWork() {
        evaluations.tell(new Evaluations.GoOn(
                folder, new Event.Attached("a", "nothing", Map.of(), List.of(), List.of(), false)));
        assertThat(detach("a")).isEqualTo(new Reply(false, "has no evaluator a"));
        changes.expectNoMessage(Duration.ZERO);
    }

    @Test
    void aSecondEvaluatorOfTheSameNameIsNotAttached() {
        attach("a");
        assertThat(attach("a")).isEqualTo(new Reply(false, "has an evaluator a already"));
        assertThat(TestEvents.read(folder)).containsOnlyOnce(attached("a"));
        expectAtWork("a");
        changes.expectNoMessage(Duration.ZERO);
    }

    @Test
    void anEvaluatorThatCannotBeLoggedIsNotAttached() throws Exception {
        blockInbox();
        var reply = attach("a");
        assertThat(reply.done()).isFalse();
        assertThat(reply.message()).startsWith("cannot be told so: ");
        changes.expectNoMessage();
    }

    /** Lets nothing into the run's inbox any more. */
    private void blockInbox() {
        try {
            NodeTask.remove(folder.inbox());
            Files.write(folder.inbox(), new byte[0]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void anEvaluatorThatIsLetGoEndsWhereItWorks() {
        joined(firstMember());
        attach("a");
        var work = given(first).order().reports();
        assertThat(detach("a")).isEqualTo(Reply.DONE);
        first.expectTerminated(work);
        expectAtWork("a");
        expectAtWork();
        assertThat(TestEvents.read(folder)).last().isEqualTo(new Event.Detached("a"));
        assertThat(detach("a")).isEqualTo(new Reply(false, "has no evaluator a"));
    }

    @Test
    void aMachineWhoseEvaluatorWasLetGoHasRoomForAnother() {
        joined(firstMember());
        attach("a");
        given(first);
        detach("a");
        attach("b");
        assertThat(given(first).attached()).isEqualTo(attached("b"));
    }

    @Test
    void anEvaluatorIsGoneOnceARunThatIsOverIsScored() {
        TestEvents.write(folder, new Event.RunEnded(RunState.COMPLETED, ""));
        attach("a");
        expectAtWork("a");
        scored.expectMessage("a");
        expectAtWork();
        assertThat(TestEvents.read(folder)).last().isInstanceOfSatisfying(Event.Score.class, score -> assertThat(
                        score.evaluator())
                .isEqualTo("a"));
    }

    @Test
    void anEvaluatorThatDiesIsAtWorkNoMoreAndTheOthersAre() {
        joined(firstMember());
        attach("a");
        attach("b", (checkpoint, set) -> {
            blockInbox();
            return SCORE;
        });
        expectAtWork("a");
        expectAtWork("a", "b");
        expectAtWork("a");
    }

    @Test
    void anEvaluatorWhoseMachineIsGoneGoesOnOnAnother() {
        joined(firstMember(), secondMember());
        attach("a");
        given(first);
        first.stop();
        assertThat(given(second).attached()).isEqualTo(attached("a"));
        expectAtWork("a");
        expectAtWork("a");
        changes.expectNoMessage(Duration.ZERO);
    }

    @Test
    void anEvaluatorThatAMachineRefusesWorksHereAndIsNotOfferedAgain() {
        joined(firstMember(), secondMember());
        attach("a");
        given(first).order().reports().tell(new NodeTask.Refused("no data"));
        expectAtWork("a");
        expectAtWork("a");
        first.expectNoMessage();
        joined(secondMember());
        assertThat(attach("b")).isEqualTo(Reply.DONE);
        assertThat(given(second).attached()).isEqualTo(attached("b"));
        second.expectNoMessage(Duration.ZERO);
    }

    @Test
    void anEvaluatorWhoseMachineIsGoneAndThatCannotWorkHereIsAtWorkNoMore() {
        joined(firstMember());
        evaluations.tell(new Evaluations.GoOn(
                folder, new Event.Attached("a", "nothing", Map.of(), List.of(), List.of(), false)));
        given(first);
        expectAtWork("a");
        first.stop();
        expectAtWork();
        assertThat(detach("a")).isEqualTo(new Reply(false, "has no evaluator a"));
    }

    @Test
    void anEvaluatorThatWorksHereMovesToAMachineThatJoins() {
        attach("a");
        scored.expectMessage("a");
        joined(firstMember());
        assertThat(given(first).attached()).isEqualTo(attached("a"));
        expectAtWork("a");
        expectAtWork("a");
        assertThat(TestEvents.read(folder)).as("nobody let it go").doesNotContain(new Event.Detached("a"));
    }
}
