package org.twoworlds.node;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.FishingOutcomes;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.receptionist.Receptionist;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.twoworlds.ActorTest;
import org.twoworlds.config.Role;

/** How a lab comes to know the machines that work for it. */
class NodesTest extends ActorTest {
    private TestProbe<Nodes.Change> changes;
    private TestProbe<NodeProtocol.Command> first;
    private TestProbe<NodeProtocol.Command> second;
    private ActorRef<Nodes.Command> nodes;

    @BeforeEach
    void start() {
        changes = kit.createTestProbe();
        first = kit.createTestProbe();
        second = kit.createTestProbe();
        nodes = kit.spawn(Nodes.create(changes.ref()));
    }

    @AfterEach
    void end() {
        kit.stop(nodes);
    }

    private static Nodes.Member trainer(TestProbe<NodeProtocol.Command> node) {
        return new Nodes.Member("there:1", Role.TRAINER, 2, "cuda:0", Map.of("os", "Linux"), node.ref());
    }

    private static Nodes.Member evaluator(TestProbe<NodeProtocol.Command> node) {
        return new Nodes.Member("there:2", Role.EVALUATOR, 1, "", Map.of(), node.ref());
    }

    /** Lets a machine say that it is there, and expects that it is answered. */
    private void join(Nodes.Member member, TestProbe<NodeProtocol.Command> node) {
        nodes.tell(new Nodes.Here(member, 0));
        node.expectMessage(NodeProtocol.Welcome.WELCOME);
    }

    @Test
    void aMachineFindsTheListByItsKey() {
        TestProbe<Receptionist.Listing> listings = kit.createTestProbe();
        kit.system().receptionist().tell(Receptionist.subscribe(Nodes.KEY, listings.ref()));
        listings.fishForMessage(
                Duration.ofSeconds(60),
                listing -> listing.getServiceInstances(Nodes.KEY).contains(nodes)
                        ? FishingOutcomes.complete()
                        : FishingOutcomes.continueAndIgnore());
    }

    @Test
    void machinesAreListedInTheOrderInWhichTheyJoinedAsTheyDescribeThemselves() {
        join(trainer(first), first);
        changes.expectMessage(new Nodes.Change(List.of(trainer(first))));
        join(evaluator(second), second);
        changes.expectMessage(new Nodes.Change(List.of(trainer(first), evaluator(second))));
    }

    @Test
    void aMachineThatSaysAgainThatItIsThereIsAnsweredAndChangesNothing() {
        join(trainer(first), first);
        changes.receiveMessage();
        join(trainer(first), first);
        join(evaluator(second), second);
        assertThat(changes.receiveMessage().members())
                .as("the next change is the second machine's")
                .hasSize(2);
    }

    @Test
    void aMachineThatIsGoneIsListedNoMore() {
        join(trainer(first), first);
        join(evaluator(second), second);
        changes.receiveSeveralMessages(2);
        first.stop();
        changes.expectMessage(new Nodes.Change(List.of(evaluator(second))));
    }

    @Test
    void aMachineThatJoinsAnewUnderItsOldNameIsListedOnce() {
        join(trainer(first), first);
        changes.receiveMessage();
        first.stop();
        changes.expectMessage(new Nodes.Change(List.of()));
        join(trainer(second), second);
        changes.expectMessage(new Nodes.Change(List.of(trainer(second))));
    }
}
