package org.twoworlds.node;

import static org.assertj.core.api.Assertions.assertThat;

import akka.Done;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.BehaviorInterceptor;
import akka.actor.typed.PostStop;
import akka.actor.typed.Signal;
import akka.actor.typed.Terminated;
import akka.actor.typed.TypedActorContext;
import akka.actor.typed.javadsl.Adapter;
import akka.actor.typed.javadsl.Behaviors;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.twoworlds.ActorTest;

/** How many connections the port for machines keeps, and which of them give way. */
class ConnectionsTest extends ActorTest {
    private static final int MOST_UNKNOWN = 128;
    private static final int MOST_KNOWN = 1_024;

    private TestProbe<ActorRef<Void>> ended;
    private TestProbe<Done> noticed;
    private ActorRef<Connections.Command> connections;

    @BeforeEach
    void start() {
        ended = kit.createTestProbe();
        noticed = kit.createTestProbe();
        connections = kit.spawn(Behaviors.intercept(this::noticing, Connections.create()));
    }

    @AfterEach
    void end() {
        kit.stop(connections);
    }

    /** Tells the test when the end of a connection was noticed. */
    private BehaviorInterceptor<Connections.Command, Connections.Command> noticing() {
        return new BehaviorInterceptor<>(Connections.Command.class) {
            @Override
            public Behavior<Connections.Command> aroundReceive(
                    TypedActorContext<Connections.Command> context,
                    Connections.Command message,
                    ReceiveTarget<Connections.Command> target) {
                return target.apply(context, message);
            }

            @Override
            public Behavior<Connections.Command> aroundSignal(
                    TypedActorContext<Connections.Command> context,
                    Signal signal,
                    SignalTarget<Connections.Command> target) {
                var next = target.apply(context, signal);
                if (signal instanceof Terminated) {
                    noticed.ref().tell(Done.getInstance());
                }
                return next;
            }
        };
    }

    /** Actors that are there until they are ended, as children of one. */
    private List<ActorRef<Void>> open(int count) {
        var made = new CompletableFuture<List<ActorRef<Void>>>();
        kit.spawn(Behaviors.<Void>setup(context -> {
            made.complete(Stream.generate(() -> context.spawnAnonymous(connection()))
                    .limit(count)
                    .toList());
            return Behaviors.empty();
        }));
        return made.join();
    }

    private Behavior<Void> connection() {
        return Behaviors.setup(context -> Behaviors.receive(Void.class)
                .onSignal(PostStop.class, signal -> {
                    ended.ref().tell(context.getSelf());
                    return Behaviors.same();
                })
                .build());
    }

    private void came(List<ActorRef<Void>> all) {
        all.forEach(connection -> connections.tell(new Connections.Came(connection)));
    }

    private void known(ActorRef<Void> connection) {
        connections.tell(new Connections.Known(connection));
    }

    private void expectEnded(List<ActorRef<Void>> all) {
        assertThat(ended.receiveSeveralMessages(all.size())).containsExactlyInAnyOrderElementsOf(all);
        ended.expectNoMessage();
    }

    @Test
    void ofThoseThatHaveNotShownTheKeyTheOldestGiveWayToTheNewest() {
        var all = open(MOST_UNKNOWN + 2);
        came(all);
        expectEnded(all.subList(0, 2));
    }

    @Test
    void aConnectionThatHasShownTheKeyGivesWayToNoneThatHasNot() {
        var all = open(MOST_UNKNOWN + 2);
        came(all.subList(0, 1));
        known(all.get(0));
        came(all.subList(1, all.size()));
        expectEnded(List.of(all.get(1)));
    }

    @Test
    void aConnectionThatEndsByItselfLeavesItsPlaceToAnother() {
        var all = open(MOST_UNKNOWN + 1);
        came(all.subList(0, MOST_UNKNOWN));
        var itself = all.get(1);
        Adapter.toClassic(kit.system()).stop(Adapter.toClassic(itself));
        noticed.receiveMessage();
        came(all.subList(MOST_UNKNOWN, all.size()));
        expectEnded(List.of(itself));
    }

    @Test
    void ofThoseThatHaveShownTheKeyTheNewestIsOneTooMany() {
        var all = open(MOST_KNOWN + 1);
        for (var connection : all) {
            came(List.of(connection));
            known(connection);
        }
        expectEnded(List.of(all.get(MOST_KNOWN)));
    }
}
