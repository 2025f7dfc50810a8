package org.twoworlds.http;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.AskPattern;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.StatusCodes;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.twoworlds.api.Json;
import org.twoworlds.lab.LabProtocol;

/**
 * Whether a lab has read its home, and so takes submissions. The lab is asked once, since it answers when it has: those who ask
 * at {@code /ready}, whom nobody knows, cost it nothing.
 */
final class Readiness {
    private static final Duration PATIENCE = Duration.ofHours(1);

    private final ActorSystem<LabProtocol.Command> lab;
    private CompletableFuture<LabProtocol.Status> answer;

    Readiness(ActorSystem<LabProtocol.Command> lab) {
        this.lab = lab;
        answer = ask();
    }

    private CompletableFuture<LabProtocol.Status> ask() {
        return AskPattern.<LabProtocol.Command, LabProtocol.Status>ask(
                        lab, LabProtocol.Ask::new, PATIENCE, lab.scheduler())
                .toCompletableFuture();
    }

    private synchronized boolean isReady() {
        if (answer.isCompletedExceptionally()) {
            answer = ask();
        }
        return answer.isDone();
    }

    /** The answer to whoever asks. */
    HttpResponse now() {
        return isReady()
                ? Answers.ok(Json.ordered("status", "ready"))
                : Answers.of(StatusCodes.SERVICE_UNAVAILABLE, Json.ordered("status", "starting"));
    }
}
