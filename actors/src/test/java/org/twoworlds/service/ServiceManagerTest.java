package org.twoworlds.service;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.twoworlds.NotifySocket;

class ServiceManagerTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    @Test
    void isWhatTheEnvironmentNames() {
        assertThat(ServiceManager.of(Map.of(), 7)).isEmpty();
        assertThat(ServiceManager.of(Map.of("NOTIFY_SOCKET", "vsock:2:1234"), 7))
                .isEmpty();
        assertThat(ServiceManager.of(Map.of("NOTIFY_SOCKET", "/run/n"), 7))
                .contains(new ServiceManager("/run/n", Optional.empty()));
        var watched = Map.of("NOTIFY_SOCKET", "@n", "WATCHDOG_USEC", "60000000", "WATCHDOG_PID", "7");
        assertThat(ServiceManager.of(watched, 7))
                .contains(new ServiceManager("@n", Optional.of(Duration.ofMinutes(1))));
        assertThat(ServiceManager.of(watched, 8)).contains(new ServiceManager("@n", Optional.empty()));
    }

    @Test
    void isToldInDatagramsAndMayBeGone() {
        var path = folder.resolve("notify");
        var manager = new ServiceManager(path.toString(), Optional.empty());
        manager.alive();
        try (var socket = new NotifySocket(path)) {
            manager.ready("http://127.0.0.1:8642");
            manager.stopping();
            assertThat(socket.next(PATIENCE)).contains("READY=1\nSTATUS=Listens at http://127.0.0.1:8642");
            assertThat(socket.next(PATIENCE)).get().asString().startsWith("STOPPING=1\n");
        }
        manager.alive();
    }

    private record Question(ActorRef<String> replyTo) {}

    @Test
    void theWatchdogIsToldAsLongAsTheGuardianAnswers() {
        var path = folder.resolve("notify");
        var manager = new ServiceManager(path.toString(), Optional.of(Duration.ofMillis(300)));
        ActorSystem<Question> answers = ActorSystem.create(
                Behaviors.receiveMessage(question -> {
                    question.replyTo().tell("here");
                    return Behaviors.same();
                }),
                "answers");
        ActorSystem<Question> hangs = ActorSystem.create(Behaviors.ignore(), "hangs");
        try (var socket = new NotifySocket(path)) {
            Watchdog.begin(manager, hangs, Question::new);
            assertThat(socket.next(Duration.ofSeconds(1))).isEmpty();
            Watchdog.begin(manager, answers, Question::new);
            assertThat(socket.next(PATIENCE)).contains("WATCHDOG=1");
            assertThat(socket.next(PATIENCE)).contains("WATCHDOG=1");
        } finally {
            ActorTestKit.shutdown(answers);
            ActorTestKit.shutdown(hangs);
        }
    }
}
