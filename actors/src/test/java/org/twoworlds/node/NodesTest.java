package org.twoworlds.node;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.FishingOutcomes;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.receptionist.Receptionist;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.twoworlds.ActorTest;
import org.twoworlds.config.Role;
import org.twoworlds.stream.log.Event;

/** How a lab comes to know the machines that work for it. */
class NodesTest extends ActorTest {
    private TestProbe<Nodes.Change> changes;
    private TestProbe<Nodes.Heard> heard;
    private TestProbe<NodeProtocol.Command> first;
    private TestProbe<NodeProtocol.Command> second;
    private ActorRef<Nodes.Command> nodes;

    @BeforeEach
    void start() {
        changes = kit.createTestProbe();
        first = kit.createTestProbe();
        second = kit.createTestProbe();
        heard = kit.createTestProbe();
        Behavior<Nodes.News> sorted = Behaviors.receive(Nodes.News.class)
                .onMessage(Nodes.Change.class, change -> {
                    changes.ref().tell(change);
                    return Behaviors.same();
                })
                .onMessage(Nodes.Heard.class, held -> {
                    heard.ref().tell(held);
                    return Behaviors.same();
                })
                .build();
        nodes = kit.spawn(Nodes.create(new Terms("1.2.1", Duration.ofMinutes(2)), kit.spawn(sorted)));
    }

    @AfterEach
    void end() {
        kit.stop(nodes);
    }

    private static Nodes.Member trainer(TestProbe<NodeProtocol.Command> node) {
        return new Nodes.Member(
                "there:1", Role.TRAINER, 2, "cuda:0", Map.of("os", "Linux"), "1.2.3", "there/1.0", node.ref());
    }

    private static Nodes.Member evaluator(TestProbe<NodeProtocol.Command> node) {
        return new Nodes.Member("there:2", Role.EVALUATOR, 1, "", Map.of(), "1.2.0", "there/1.1", node.ref());
    }

    /** Lets a machine say that it is there, and expects that it is answered. */
    private void join(Nodes.Member member, TestProbe<NodeProtocol.Command> node) {
        nodes.tell(new Nodes.Here(member, 0, List.of()));
        node.expectMessage(new NodeProtocol.Known("1.2.1"));
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
    void whatAMachineHoldsIsToldEachTimeThatItSaysSo() {
        join(trainer(first), first);
        heard.expectMessage(new Nodes.Heard(trainer(first), List.of()));
        var held = List.of(new NodeTask.Held("r", new Event.Attempt(1, 1, false, Map.of(), 0, "", "there/1.0")));
        nodes.tell(new Nodes.Here(trainer(first), 0, held));
        heard.expectMessage(new Nodes.Heard(trainer(first), held));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.3.1", "2.2.1", "1.20.1", "", "development"})
    void aMachineOfAnotherMinorVersionIsToldWhyAndIsNotListed(String version) {
        var machine = new Nodes.Member("there:1", Role.TRAINER, 1, "", Map.of(), version, "there/1.0", first.ref());
        nodes.tell(new Nodes.Here(machine, 0, List.of()));
        assertThat(first.expectMessageClass(NodeProtocol.Unwelcome.class).reason())
                .contains("1.2.x (1.2.1)")
                .contains(version);
        join(evaluator(second), second);
        assertThat(changes.receiveMessage().members()).containsExactly(evaluator(second));
        assertThat(heard.receiveMessage().member()).isEqualTo(evaluator(second));
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
