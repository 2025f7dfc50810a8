package org.twoworlds.node;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.javadsl.Behaviors;
import akka.serialization.jackson.JacksonObjectMapperProvider;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.twoworlds.TestEvents;
import org.twoworlds.config.Role;
import org.twoworlds.config.RunState;
import org.twoworlds.config.ScoredSet;
import org.twoworlds.config.WorldEnding;
import org.twoworlds.config.WorldName;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.LogEntry;

/** Whatever crosses the network between a lab and its machines is read there as it was sent, by Akka's own mapper. */
class WireTest {
    private static ActorTestKit kit;

    @BeforeAll
    static void startSystem() {
        // The bindings that NodeSystem adds where machines may join.
        kit = ActorTestKit.create(ConfigFactory.load()
                .getConfig("twoworlds.cluster")
                .withOnlyPath("akka.actor.serialization-bindings")
                .withFallback(ConfigFactory.load()));
    }

    @AfterAll
    static void endSystem() {
        kit.shutdownTestKit();
    }

    /** Sends a message through Akka's serializers, and compares what comes out. */
    private static void cross(Object message) {
        assertThat(kit.serializationTestKit().verifySerialization(message, true))
                .isEqualTo(message);
    }

    @Test
    void aMachineThatJoins() {
        var node = kit.spawn(Behaviors.<NodeProtocol.Command>empty());
        var held = new NodeTask.Held("r", new Event.Attempt(1, 2, false, Map.of(), 3, "java", "a/1.0"));
        for (var role : Role.values()) {
            var machine = Map.of("cores", "2");
            var member = new Nodes.Member("a:1", role, 2, "cpu", machine, "1.2.3", "a/1.0", node);
            cross(new Nodes.Here(member, 1, List.of(held)));
        }
    }

    @Test
    void aMachineOfAnEarlierVersionIsUnderstoodSoFarThatItCanBeRefused() {
        var mapper = JacksonObjectMapperProvider.get(kit.system()).getOrCreate("jackson-cbor", Optional.empty());
        var member = Map.of("name", "a:1", "slots", 2, "device", "cpu", "machine", Map.of());
        var here = mapper.convertValue(Map.of("member", member, "tasks", 1), Nodes.Here.class);
        assertThat(here.member().version()).isEmpty();
        assertThat(here.held()).isEmpty();
    }

    @Test
    void anOrderAndItsAnswers() {
        var ledger = kit.spawn(Behaviors.<Ledger.Command>empty());
        var reports = kit.spawn(Behaviors.<NodeTask.Report>empty());
        var order = new NodeTask.Order("r", 7, ledger, reports, Duration.ofMinutes(2));
        cross(new NodeProtocol.Train(order));
        cross(new NodeProtocol.GoOn(order));
        cross(new NodeProtocol.Drop("r", "why"));
        cross(new NodeProtocol.Known("1.2.3"));
        cross(new NodeProtocol.Unwelcome("why"));
        cross(new Ledger.Begin(5));
    }

    @Test
    void everyEvent() {
        var events = List.of(
                TestEvents.started(),
                new Event.Attempt(1, 2, true, Map.of("cores", "2"), 3, "java"),
                new Event.Attempt(1, 2, true, Map.of("cores", "2"), 3, "java", "a/1.0"),
                TestEvents.step(WorldName.IDEAL, 4, 0.5),
                TestEvents.checkpoint(WorldName.REAL, 4),
                new Event.ResumePoint(WorldName.REAL, 4, "f", "s", 9),
                TestEvents.score("run", WorldName.REAL, 4, ScoredSet.TRAIN_CLEAN, 0.25),
                TestEvents.score("run", WorldName.REAL, 4, ScoredSet.elsewhere("cifar10", "test"), 0.25),
                new Event.Missing("run", WorldName.REAL, 4, ScoredSet.TEST, "gone"),
                new Event.Deleted(WorldName.REAL, 4, "retention"),
                new Event.Waited(WorldName.REAL, 4, 5, "evaluation"),
                new Event.WorldEnded(WorldName.REAL, 4, "d", WorldEnding.STOPPING_TIME, "", 1),
                new Event.Asked(RunState.PAUSED, 1),
                new Event.RunEnded(RunState.COMPLETED, ""));
        for (var event : events) {
            cross(new LogEntry(1, 2, 3, event));
        }
    }
}
