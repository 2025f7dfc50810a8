package org.twoworlds.node;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.stream.javadsl.Source;
import akka.stream.javadsl.StreamRefs;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.twoworlds.ActorTest;
import org.twoworlds.TestEvents;
import org.twoworlds.config.WorldName;

/** How a connection stands between a lab and a task that outlives it. */
class LineTest extends ActorTest {
    private TestProbe<Ledger.Command> ledger;
    private TestProbe<NodeTask.Report> reports;
    private TestProbe<WorkbenchProtocol.Command> bench;
    private TestProbe<NodeTask.Command> task;
    private TestProbe<Ledger.Receipt> courier;
    private ActorRef<NodeTask.Command> line;
    private WorkbenchProtocol.Take take;

    @BeforeEach
    void start() {
        ledger = kit.createTestProbe();
        reports = kit.createTestProbe();
        bench = kit.createTestProbe();
        task = kit.createTestProbe();
        courier = kit.createTestProbe();
        var order = new NodeTask.Order("r", 7, ledger.ref(), reports.ref(), Duration.ofMinutes(2));
        line = kit.spawn(Line.create(order, bench.ref(), false));
        take = bench.expectMessageClass(WorkbenchProtocol.Take.class);
    }

    @AfterEach
    void end() {
        kit.stop(line);
    }

    private void accept() {
        take.order().reports().tell(new NodeTask.Accepted(task.ref()));
        reports.expectMessage(new NodeTask.Accepted(line));
    }

    @Test
    void theBenchIsGivenTheOrderWithTheLineInPlaceOfTheLab() {
        assertThat(take.order().run()).isEqualTo("r");
        assertThat(take.order().upTo()).isEqualTo(7);
        assertThat(take.order().grace()).isEqualTo(Duration.ofMinutes(2));
        assertThat(take.order().ledger()).isNotEqualTo(ledger.ref());
        assertThat(take.order().reports()).isNotEqualTo(reports.ref());
        assertThat(take.goesOn()).isFalse();
    }

    @Test
    void whatTheTaskSaysGoesToTheLabAndTheReceiptsComeBack() {
        var step = TestEvents.step(WorldName.REAL, 1, 0.5);
        take.order().ledger().tell(new Ledger.Begin(4));
        ledger.expectMessage(new Ledger.Begin(4));
        take.order().ledger().tell(new Ledger.Say(5, step, true, courier.ref()));
        var said = ledger.expectMessageClass(Ledger.Say.class);
        assertThat(said).isEqualTo(new Ledger.Say(5, step, true, said.replyTo()));
        assertThat(said.replyTo()).as("a name of the connection's own").isNotEqualTo(courier.ref());
        said.replyTo().tell(new Ledger.Receipt(5));
        courier.expectMessage(new Ledger.Receipt(5));
        take.order().ledger().tell(new Ledger.Chunk(6, "f", "s", 0, new byte[] {7}, true, courier.ref()));
        var chunk = ledger.expectMessageClass(Ledger.Chunk.class);
        assertThat(chunk.bytes()).containsExactly(7);
        chunk.replyTo().tell(new Ledger.Receipt(6));
        courier.expectMessage(new Ledger.Receipt(6));
    }

    @Test
    void whatTheTaskAsksForIsAskedOfTheLab() {
        TestProbe<Ledger.Entries> entries = kit.createTestProbe();
        take.order().ledger().tell(new Ledger.Follow(3, entries.ref()));
        var follow = ledger.expectMessageClass(Ledger.Follow.class);
        assertThat(follow.from()).isEqualTo(3);
        LabLog.answer(kit.system(), follow, TestEvents.started());
        entries.receiveMessage();
        TestProbe<Ledger.Bytes> bytes = kit.createTestProbe();
        take.order().ledger().tell(new Ledger.Fetch("f", bytes.ref()));
        var fetch = ledger.expectMessageClass(Ledger.Fetch.class);
        assertThat(fetch.file()).isEqualTo("f");
        fetch.replyTo()
                .tell(new Ledger.Bytes(Optional.of(Source.single(akka.util.ByteString.fromString("x"))
                        .runWith(StreamRefs.sourceRef(), kit.system()))));
        assertThat(bytes.receiveMessage().bytes()).isPresent();
    }

    @Test
    void aTaskThatIsToldToEndBeforeItIsAcceptedIsToldOnceItIs() {
        line.tell(NodeTask.End.END);
        accept();
        task.expectMessage(NodeTask.End.END);
    }

    @Test
    void theLastReportEndsTheLine() {
        accept();
        take.order().reports().tell(new NodeTask.Ended());
        reports.expectMessage(new NodeTask.Ended());
        reports.expectTerminated(line);
    }

    @Test
    void whatDiesBeforeItIsAcceptedIsRefusedAndWhatDiesAfterHasFailed() {
        take.line().tell(new NodeTask.Died("no room"));
        reports.expectMessage(new NodeTask.Refused("no room"));
        reports.expectTerminated(line);
        start();
        accept();
        take.line().tell(new NodeTask.Died("no memory"));
        reports.expectMessage(new NodeTask.Failed("no memory"));
    }

    @Test
    void aTaskWhoseConnectionIsGoneIsToldSo() {
        accept();
        kit.stop(line);
        task.expectMessage(new NodeTask.Cut(take.order().ledger()));
        reports.expectNoMessage(Duration.ZERO);
    }
}
