package org.twoworlds.http;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.http.javadsl.Http;
import akka.http.javadsl.server.Directives;
import akka.http.javadsl.server.Route;
import com.typesafe.config.ConfigFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.twoworlds.api.Json;

/** Answers that no route gives: Akka's own, and those to too many. */
class AnswersTest {
    private static ActorTestKit kit;

    @BeforeAll
    static void start() {
        kit = ActorTestKit.create(ConfigFactory.parseString("akka.http.server.request-timeout = 200ms")
                .withFallback(ConfigFactory.load()));
    }

    @AfterAll
    static void stop() {
        kit.shutdownTestKit();
    }

    private static HttpResponse<String> get(Route route) throws Exception {
        var binding = Http.get(kit.system())
                .newServerAt("127.0.0.1", 0)
                .bind(SealedRoute.of(LoggerFactory.getLogger("answers"), () -> route))
                .toCompletableFuture()
                .get();
        try {
            var at = URI.create("http://127.0.0.1:" + binding.localAddress().getPort() + "/");
            return HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(at).build(), HttpResponse.BodyHandlers.ofString());
        } finally {
            binding.unbind();
        }
    }

    private static void problem(HttpResponse<String> answer, int status) throws Exception {
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(Json.MAPPER.readTree(answer.body()).path("status").asInt()).isEqualTo(status);
    }

    @Test
    void anAnswerThatDoesNotComeInTimeIsJson() throws Exception {
        problem(get(Directives.completeWithFuture(new CompletableFuture<>())), 503);
    }

    @Test
    void whatARouteThrowsAndWhatNoRouteTakesIsJson() throws Exception {
        problem(
                get(Directives.extractRequest(request -> {
                    throw new IllegalStateException("a fault of ours");
                })),
                500);
        problem(get(Directives.reject()), 404);
        problem(
                get(Directives.completeWithFuture(CompletableFuture.failedFuture(new ArithmeticException("long")))),
                500);
    }

    @Test
    void thoseWhoOpenDataAreAFewAndWhoeverComesThenIsSentAway() throws Exception {
        var threads = Executors.newFixedThreadPool(2);
        try {
            var opening = new Opening(threads, 5);
            var open = new CountDownLatch(1);
            List<CompletionStage<String>> inside = new ArrayList<>();
            for (var i = 0; i < 5; i++) {
                inside.add(opening.later(() -> {
                    try {
                        open.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                    return "opened";
                }));
            }
            CompletionStage<akka.http.javadsl.model.HttpResponse> sixth = opening.later(() -> Answers.ok("opened"));
            problem(get(Directives.completeWithFuture(sixth)), 503);
            open.countDown();
            for (var each : inside) {
                assertThat(each.toCompletableFuture().get()).isEqualTo("opened");
            }
            problem(
                    get(Directives.completeWithFuture(opening.later(() -> {
                        throw new CompletionException(new IllegalStateException("it leaves its place all the same"));
                    }))),
                    500);
            for (var i = 0; i < 20; i++) {
                assertThat(opening.later(() -> "again").toCompletableFuture().get())
                        .isEqualTo("again");
            }
        } finally {
            threads.shutdown();
        }
    }
}
