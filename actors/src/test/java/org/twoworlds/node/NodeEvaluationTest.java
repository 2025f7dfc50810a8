package org.twoworlds.node;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.stream.javadsl.Source;
import akka.stream.javadsl.StreamRefs;
import akka.util.ByteString;
import java.nio.file.Path;
import java.time.Duration;
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
import org.twoworlds.config.ScoredSet;
import org.twoworlds.config.WorldName;
import org.twoworlds.model.checkpoint.Sha256;
import org.twoworlds.start.DataFolders;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.RunFolder;

/** How a node takes an evaluation of a lab's run up, and reports what becomes of it. */
class NodeEvaluationTest extends TimedActorTest {
    private static final Event.RunEnded COMPLETED = new Event.RunEnded(RunState.COMPLETED, "");
    private static final String FILE = RunFolder.checkpointFile(WorldName.REAL, 2);
    private static final byte[] BYTES = {1, 2, 3, 4, 5, 6, 7, 8, 9};

    @TempDir
    Path cache;

    private TestProbe<Ledger.Command> ledger;
    private TestProbe<NodeTask.Report> reports;
    private Site site;
    private ActorRef<NodeTask.Command> task;

    @BeforeEach
    void start() {
        ledger = kit.createTestProbe();
        reports = kit.createTestProbe();
        site = new Site(Role.EVALUATOR, 1, Optional.empty(), cache, "here/1.0", "1.2.3", DataFolders.NONE);
    }

    @AfterEach
    void end() {
        kit.stop(task);
    }

    /** Gives the node an evaluation on a source, of a run with such a log. */
    private void evaluate(String on, Event... events) {
        var order = new NodeTask.Order("r", events.length, ledger.ref(), reports.ref());
        var attached = new Event.Attached("extra", on, Map.of(), List.of("test.count=2"), List.of(), false);
        task = kit.spawn(NodeEvaluation.create(site, order, attached));
        reports.expectMessage(new NodeTask.Accepted(task));
        LabLog.answer(kit.system(), ledger.expectMessageClass(Ledger.Follow.class), events);
    }

    private static Event checkpoint() {
        return new Event.Checkpoint(WorldName.REAL, 2, FILE, Sha256.of(BYTES), BYTES.length, "");
    }

    /** Answers the evaluator, which asks for the checkpoint's file. */
    private void fetched(Optional<byte[]> bytes) {
        var fetch = ledger.expectMessageClass(Ledger.Fetch.class);
        assertThat(fetch.file()).isEqualTo(FILE);
        fetch.replyTo().tell(new Ledger.Bytes(bytes.map(b -> Source.single(ByteString.fromArray(b))
                .runWith(StreamRefs.sourceRef(), kit.system()))));
    }

    private Ledger.Say said() {
        return ledger.expectMessageClass(Ledger.Say.class);
    }

    private void expectOver(NodeTask.Report report) {
        reports.expectMessage(report);
        expectNothingLeft();
    }

    private void expectNothingLeft() {
        reports.expectTerminated(task);
        reports.expectNoMessage(Duration.ZERO);
        assertThat(cache.resolve("evaluations-extra/r")).doesNotExist();
    }

    @Test
    void aSourceThatIsNotThereIsRefused() {
        evaluate("nothing", TestEvents.started());
        assertThat(reports.expectMessageClass(NodeTask.Refused.class).reason()).contains("(nothing)");
        expectNothingLeft();
    }

    @Test
    void whatTheEvaluatorSaysGoesToTheLab() {
        evaluate("shapes", TestEvents.started(), checkpoint());
        fetched(Optional.empty());
        var missing = (Event.Missing) said().event();
        assertThat(missing.evaluator()).isEqualTo("extra");
        assertThat(missing.step()).isEqualTo(2);
        assertThat(missing.set()).isEqualTo(ScoredSet.elsewhere("shapes", "test"));
        assertThat(missing.reason()).contains("is gone");
    }

    @Test
    void aCheckpointIsFetchedFromTheLabBeforeItIsScored() {
        evaluate("shapes", TestEvents.started(), checkpoint());
        fetched(Optional.of(BYTES));
        var missing = (Event.Missing) said().event();
        assertThat(missing.reason())
                .as("these bytes are no weights")
                .contains("real-00000002")
                .doesNotContain("is gone");
        assertThat(cache.resolve("evaluations-extra/r").resolve(FILE)).hasBinaryContent(BYTES);
    }

    @Test
    void anEvaluationOfACompletedRunEndsOnceAllIsScored() {
        evaluate("shapes", TestEvents.started(), checkpoint(), COMPLETED);
        fetched(Optional.empty());
        var said = said();
        reports.expectNoMessage();
        said.replyTo().tell(new Ledger.Receipt(said.number()));
        expectOver(new NodeTask.Ended());
    }

    @Test
    void anEvaluationThatIsToEndIsOverAtOnce() {
        evaluate("shapes", TestEvents.started(), checkpoint());
        fetched(Optional.empty());
        said();
        task.tell(NodeTask.End.END);
        expectOver(new NodeTask.Ended());
    }

    @Test
    void aReceiptForWhatWasNotSaidIsAFault() {
        evaluate("shapes", TestEvents.started(), checkpoint());
        fetched(Optional.empty());
        said().replyTo().tell(new Ledger.Receipt(7));
        reports.expectMessageClass(NodeTask.Failed.class);
        expectNothingLeft();
    }
}
