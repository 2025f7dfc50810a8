package org.twoworlds.node;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.twoworlds.ActorTest;
import org.twoworlds.stream.log.Event;

/** What a machine's workbench keeps while connections come and go. */
class WorkbenchTest extends ActorTest {
    private static final NodeTask.Held HELD =
            new NodeTask.Held("r", new Event.Attempt(1, 2, false, Map.of(), 3, "java", "here/1.0"));

    private TestProbe<NodeProtocol.Command> node;
    private TestProbe<Object> line;
    private TestProbe<NodeTask.Command> told;
    private TestProbe<ActorRef<WorkbenchProtocol.Waits>> spawned;
    private ActorRef<WorkbenchProtocol.Command> bench;

    @BeforeEach
    void start() {
        node = kit.createTestProbe();
        line = kit.createTestProbe();
        told = kit.createTestProbe();
        spawned = kit.createTestProbe();
        bench = kit.spawn(Workbench.create((take, waits) -> task(waits)));
    }

    @AfterEach
    void end() {
        kit.stop(bench);
    }

    /** A task that ends when it is told to, and dies of a drop without a reason. */
    private Behavior<NodeTask.Command> task(ActorRef<WorkbenchProtocol.Waits> waits) {
        return Behaviors.setup(context -> {
            spawned.ref().tell(waits);
            return Behaviors.receiveMessage(message -> {
                told.ref().tell(message);
                if (message instanceof NodeTask.Dropped dropped
                        && dropped.reason().isEmpty()) {
                    throw new IllegalStateException("no memory");
                }
                return message instanceof NodeTask.End ? Behaviors.stopped() : Behaviors.same();
            });
        });
    }

    private NodeTask.Order order() {
        return new NodeTask.Order(
                "r",
                1,
                kit.<Ledger.Command>createTestProbe().ref(),
                kit.<NodeTask.Report>createTestProbe().ref());
    }

    private NodeTask.Order take(boolean goesOn) {
        var order = order();
        bench.tell(new WorkbenchProtocol.Take(order, new Link.Ends(kit.system(), order.ledger()), line.ref(), goesOn));
        return order;
    }

    private ActorRef<WorkbenchProtocol.Waits> begin() {
        take(false);
        return spawned.receiveMessage();
    }

    private void connect(NodeTask.Held... held) {
        bench.tell(new WorkbenchProtocol.Connected(node.ref()));
        node.expectMessage(new NodeProtocol.Holding(List.of(held)));
    }

    private boolean isIdle() {
        TestProbe<Boolean> answers = kit.createTestProbe();
        bench.tell(new WorkbenchProtocol.AskIdle(answers.ref()));
        return answers.receiveMessage();
    }

    @Test
    void aConnectionIsToldOfTheRunsThatWaitAndOfEachChange() {
        connect();
        var waits = begin();
        node.expectNoMessage();
        waits.tell(new WorkbenchProtocol.Waits(HELD));
        node.expectMessage(new NodeProtocol.Holding(List.of(HELD)));
        connect(HELD);
        bench.tell(WorkbenchProtocol.EndAll.END_ALL);
        node.expectMessage(new NodeProtocol.Holding(List.of()));
        assertThat(isIdle()).isTrue();
    }

    @Test
    void aRunGoesOnOverTheNextConnection() {
        begin().tell(new WorkbenchProtocol.Waits(HELD));
        connect(HELD);
        var order = take(true);
        assertThat(told.expectMessageClass(NodeTask.GoOn.class).order()).isEqualTo(order);
        connect();
        assertThat(isIdle()).isFalse();
        spawned.expectNoMessage(Duration.ZERO);
    }

    @Test
    void aRunThatHasEndedMeanwhileIsReportedSo() {
        take(true);
        line.expectMessage(new NodeTask.Ended());
    }

    @Test
    void aRunThatTheLabBeginsAnewIsDroppedAndBegunOnceItIsGone() {
        begin();
        take(false);
        assertThat(told.receiveMessage()).isInstanceOf(NodeTask.Dropped.class);
        spawned.expectNoMessage();
        bench.tell(WorkbenchProtocol.EndAll.END_ALL);
        spawned.receiveMessage();
        assertThat(isIdle()).isFalse();
    }

    @Test
    void aRunThatTheLabHasGivenUpIsToldSo() {
        begin();
        bench.tell(new WorkbenchProtocol.Drop("r", "late"));
        told.expectMessage(new NodeTask.Dropped("late"));
        bench.tell(new WorkbenchProtocol.Drop("another", "late"));
        told.expectNoMessage();
    }

    @Test
    void aTaskThatDiesIsToldAndHarmsNoOther() {
        begin().tell(new WorkbenchProtocol.Waits(HELD));
        connect(HELD);
        bench.tell(new WorkbenchProtocol.Drop("r", ""));
        assertThat(line.expectMessageClass(NodeTask.Died.class).reason()).contains("no memory");
        node.expectMessage(new NodeProtocol.Holding(List.of()));
        begin();
    }
}
