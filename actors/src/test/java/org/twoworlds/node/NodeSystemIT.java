package org.twoworlds.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.AbstractActor;
import akka.actor.Address;
import akka.actor.AddressFromURIString;
import akka.actor.Deploy;
import akka.actor.Props;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.Terminated;
import akka.actor.typed.javadsl.Adapter;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.MemberStatus;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Join;
import akka.remote.RemoteScope;
import com.typesafe.config.ConfigFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.twoworlds.config.FailureException;

/** A lab's actor system, and one that has the key and plays by no rules. */
class NodeSystemIT {
    private static final BlockingQueue<String> MADE = new LinkedBlockingQueue<>();

    @TempDir
    Path folder;

    private final BlockingQueue<Object> told = new LinkedBlockingQueue<>();
    private NodeKey key;
    private ActorSystem<Object> lab;
    private Address at;

    /** An actor that one machine would start on another. */
    static final class Planted extends AbstractActor {
        Planted() {
            MADE.add(getContext().getSystem().settings().config().getString("test.name"));
        }

        @Override
        public Receive createReceive() {
            return emptyBehavior();
        }
    }

    private static Behavior<Object> listener(BlockingQueue<Object> told) {
        return Behaviors.receiveMessage(message -> {
            told.add(message);
            return Behaviors.same();
        });
    }

    /** Has an actor started at the lab when it is told anything, and says when there is none. */
    private Behavior<Object> planter() {
        return Behaviors.setup(context -> Behaviors.receive(Object.class)
                .onAnyMessage(message -> {
                    var planted = Adapter.actorOf(
                            context, Props.create(Planted.class).withDeploy(new Deploy(new RemoteScope(at))));
                    Adapter.watch(context, planted);
                    return Behaviors.same();
                })
                .onSignal(Terminated.class, signal -> {
                    MADE.add("none");
                    return Behaviors.same();
                })
                .build());
    }

    /** Lets a system into the lab's cluster, as a machine that has the key may be. */
    private void join(ActorSystem<Object> system) throws InterruptedException {
        Cluster.get(system).manager().tell(Join.create(at));
        for (var i = 0; i < 400 && Cluster.get(system).selfMember().status() != MemberStatus.up(); i++) {
            Thread.sleep(50);
        }
        assertThat(Cluster.get(system).selfMember().status()).isEqualTo(MemberStatus.up());
    }

    private ActorSystem<Object> start(String name, Behavior<Object> guardian, String more) {
        var system = new NodeSystem("127.0.0.1", 0, Optional.empty(), "lab", key);
        var config = ConfigFactory.parseString(more + "\ntest.name = " + name).withFallback(system.config());
        return system.start(guardian, config);
    }

    @BeforeEach
    void start() {
        key = OwnKey.of(folder);
        lab = start("lab", listener(told), "");
        at = AddressFromURIString.parse("akka://" + NodeSystem.NAME + "@" + NodeSystem.joined(lab));
    }

    @AfterEach
    void end() {
        lab.terminate();
        NodeSystem.awaitClosed(lab);
    }

    @Test
    void aMachineSendsALabWhatIsToBeSentAndNothingElse() throws Exception {
        var lax =
                """
                akka.actor.allow-java-serialization = on
                akka.actor.serialization-bindings {
                  "java.util.concurrent.atomic.AtomicInteger" = jackson-cbor
                  "java.util.ArrayList" = java
                }
                akka.serialization.jackson.allowed-class-prefix = ["java."]
                """;
        var bad = start("bad", planter(), lax);
        try {
            var path = lab.path().toStringWithAddress(at);
            var remote = Adapter.toClassic(bad)
                    .actorSelection(path)
                    .resolveOne(Duration.ofSeconds(20))
                    .toCompletableFuture()
                    .get();
            remote.tell(new AtomicInteger(7), akka.actor.ActorRef.noSender());
            remote.tell(new java.util.ArrayList<>(List.of("java")), akka.actor.ActorRef.noSender());
            remote.tell(new Ledger.Receipt(3), akka.actor.ActorRef.noSender());
            assertThat(told.poll(120, TimeUnit.SECONDS)).isEqualTo(new Ledger.Receipt(3));
            remote.tell(new Ledger.Receipt(4), akka.actor.ActorRef.noSender());
            assertThat(told.poll(120, TimeUnit.SECONDS)).isEqualTo(new Ledger.Receipt(4));
            join(bad);
            bad.tell("plant");
            assertThat(MADE.poll(120, TimeUnit.SECONDS)).as("made by").isEqualTo("none");
        } finally {
            bad.terminate();
            NodeSystem.awaitClosed(bad);
        }
    }

    @Test
    void whoHasNotTheKeyIsToldSoBeforeItStartsAnything() throws Exception {
        var port = at.port().get().toString();
        new NodeSystem("127.0.0.1", 0, Optional.of("127.0.0.1:" + port), "trainer", key).knock();
        var strange = OwnKey.of(Files.createDirectory(folder.resolve("strange")));
        assertThatThrownBy(() ->
                        new NodeSystem("127.0.0.1", 0, Optional.of("127.0.0.1:" + port), "trainer", strange).knock())
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("know this machine by the key")
                .hasMessageContaining("strange");
        new NodeSystem("127.0.0.1", 0, Optional.of("127.0.0.1:1"), "trainer", key).knock(); // nobody is there yet
    }
}
