package org.twoworlds.lab;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.Behaviors;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.twoworlds.ActorTest;
import org.twoworlds.TestEvents;
import org.twoworlds.actor.InboxKeeper;
import org.twoworlds.config.Role;
import org.twoworlds.config.ScoredSet;
import org.twoworlds.config.WorldName;
import org.twoworlds.node.Ledger;
import org.twoworlds.node.NodeProtocol;
import org.twoworlds.node.NodeTask;
import org.twoworlds.node.Nodes;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.RunFolder;

/** How a lab keeps an evaluator going on another machine, which may refuse, fail or be gone. */
class RemoteEvaluationTest extends ActorTest {
    private static final ScoredSet SET = ScoredSet.elsewhere("shapes", "test");
    private static final Event.Attached EXTRA =
            new Event.Attached("extra", "shapes", Map.of(), List.of(), List.of(), false);

    @TempDir
    Path path;

    private TestProbe<NodeProtocol.Command> node;
    private TestProbe<NodeTask.Command> task;
    private TestProbe<RemoteEvaluation.Displaced> displaced;
    private TestProbe<Ledger.Receipt> receipts;
    private TestProbe<NodeTask.Report> heard;
    private Nodes.Member member;
    private RunFolder folder;
    private ActorRef<NodeTask.Report> evaluation;

    @BeforeEach
    void start() {
        node = kit.createTestProbe();
        task = kit.createTestProbe();
        displaced = kit.createTestProbe();
        receipts = kit.createTestProbe();
        heard = kit.createTestProbe();
        member = new Nodes.Member("there:1", Role.EVALUATOR, 1, "", Map.of(), "1.2.3", "", node.ref());
        folder = new RunFolder(path.resolve("run"));
        folder.create();
        TestEvents.write(folder, TestEvents.started(), TestEvents.checkpoint(WorldName.REAL, 2));
        evaluation = kit.spawn(Behaviors.monitor(
                NodeTask.Report.class,
                heard.ref(),
                RemoteEvaluation.create(folder, EXTRA, member, InstantSource.system(), displaced.ref())));
    }

    @AfterEach
    void end() {
        kit.stop(evaluation);
    }

    /** The task that the machine is given. */
    private NodeTask.Order order() {
        return node.expectMessageClass(NodeProtocol.Evaluate.class).order();
    }

    private void accept() {
        order().reports().tell(new NodeTask.Accepted(task.ref()));
        heard.receiveMessage();
    }

    private void say(NodeTask.Order order, Event event) {
        order.ledger().tell(new Ledger.Say(1, event, true, receipts.ref()));
    }

    private static Event score(String evaluator) {
        return TestEvents.score(evaluator, WorldName.REAL, 2, SET, 0.5);
    }

    /** Expects that the evaluator is to go on elsewhere, and is over here. */
    private void expectDisplaced(boolean isGone, String reason) {
        displaced.expectMessage(new RemoteEvaluation.Displaced(folder, EXTRA, member, isGone, reason));
        expectOver();
    }

    /** Expects that the evaluator is over here, and that nothing more is told of it. */
    private void expectOver() {
        displaced.expectTerminated(evaluation);
        displaced.expectNoMessage(Duration.ZERO);
    }

    private void expectNotSaid(Event event) {
        say(order(), event);
        var told = displaced.receiveMessage();
        assertThat(told.isGone()).isFalse();
        assertThat(told.reason()).contains("A node may not say");
        expectOver();
        receipts.expectNoMessage(Duration.ZERO);
        assertThat(TestEvents.read(folder)).hasSize(2);
    }

    @Test
    void theMachineIsGivenTheEvaluatorWithTheLogAsFarAsItGoes() {
        var evaluate = node.expectMessageClass(NodeProtocol.Evaluate.class);
        assertThat(evaluate.attached()).isEqualTo(EXTRA);
        assertThat(evaluate.order().run()).isEqualTo("run");
        assertThat(evaluate.order().upTo()).isEqualTo(2);
    }

    @Test
    void aScoreOfARunThatNobodyWritesIsInTheLogWhenItIsAcknowledged() {
        say(order(), score("extra"));
        receipts.expectMessage(new Ledger.Receipt(1));
        assertThat(TestEvents.read(folder)).last().isEqualTo(score("extra"));
    }

    @Test
    void aScoreOfARunThatAnotherProcessWritesWaitsInTheInboxForIt() {
        try (var lock = folder.lock()) {
            say(order(), score("extra"));
            receipts.expectMessage(new Ledger.Receipt(1));
            assertThat(TestEvents.read(folder)).hasSize(2);
            assertThat(folder.inbox()).isNotEmptyDirectory();
        }
        assertThat(InboxKeeper.empty(folder, InstantSource.system())).isTrue();
        assertThat(TestEvents.read(folder)).last().isEqualTo(score("extra"));
    }

    @Test
    void aScoreOfAnotherEvaluatorIsNotTaken() {
        expectNotSaid(score("run"));
    }

    @Test
    void anEventThatIsNoScoreIsNotTaken() {
        expectNotSaid(TestEvents.step(WorldName.REAL, 3, 0.5));
    }

    @Test
    void anEvaluatorThatIsDoneIsOver() {
        order().reports().tell(new NodeTask.Ended());
        expectOver();
    }

    @Test
    void aRefusalSendsTheEvaluatorElsewhere() {
        order().reports().tell(new NodeTask.Refused("no data"));
        expectDisplaced(false, "no data");
    }

    @Test
    void aFailureSendsTheEvaluatorElsewhere() {
        accept();
        evaluation.tell(new NodeTask.Failed("no memory"));
        expectDisplaced(false, "no memory");
        task.expectMessage(NodeTask.End.END);
    }

    @Test
    void anEvaluatorWhoseMachineIsGoneGoesOnElsewhere() {
        accept();
        node.stop();
        expectDisplaced(true, "it is gone");
        task.expectMessage(NodeTask.End.END);
    }

    @Test
    void anEvaluatorWhoseTaskIsGoneGoesOnElsewhere() {
        accept();
        task.stop();
        expectDisplaced(true, "it is gone");
    }

    @Test
    void anEvaluatorThatIsLetGoEndsOnItsMachine() {
        accept();
        kit.stop(evaluation);
        task.expectMessage(NodeTask.End.END);
        expectOver();
    }
}
