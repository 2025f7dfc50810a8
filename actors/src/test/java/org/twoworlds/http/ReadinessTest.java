package org.twoworlds.http;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.twoworlds.config.Role;
import org.twoworlds.lab.LabProtocol;
import org.twoworlds.lab.RunBook;
import org.twoworlds.lab.RunKeeper;
import org.twoworlds.notice.NoticeCounts;
import org.twoworlds.stream.log.Home;

/** What a lab's address says to those without a token, and what it counts, before and after the lab has read its home. */
class ReadinessTest {
    private static final String TOKEN = "0123456789abcdef";

    @TempDir
    Path home;

    private final HttpClient client = HttpClient.newHttpClient();
    private final List<ActorRef<LabProtocol.Status>> asking = new CopyOnWriteArrayList<>();
    private ActorSystem<LabProtocol.Command> lab;
    private RunBook book;
    private String url;

    /** A lab that answers nobody until it has read its home. */
    private Behavior<LabProtocol.Command> reading() {
        return Behaviors.receive(LabProtocol.Command.class)
                .onMessage(LabProtocol.Ask.class, ask -> {
                    asking.add(ask.replyTo());
                    return Behaviors.same();
                })
                .build();
    }

    @BeforeEach
    void start() throws Exception {
        Files.createDirectories(home.resolve("runs"));
        lab = ActorSystem.create(reading(), "reading");
        book = new RunBook(new Home(home));
        var guard = new Guard(List.of(), Tokens.one(TOKEN), List.of());
        var server = new LabServer(
                lab, new LabRequests(book, InstantSource.system()), guard, Optional.of(new NoticeCounts()));
        var binding = server.bind("127.0.0.1", 0, Optional.empty())
                .toCompletableFuture()
                .get();
        url = "http://127.0.0.1:" + binding.localAddress().getPort();
    }

    @AfterEach
    void end() throws Exception {
        lab.terminate();
        lab.getWhenTerminated().toCompletableFuture().get(1, TimeUnit.MINUTES);
        book.close();
    }

    private HttpResponse<String> get(String path, String... headers) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(url + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** Answers those who ask just now, if any. */
    private void answer() throws InterruptedException {
        Thread.sleep(5);
        var status = new LabProtocol.Status(
                3,
                List.of("here", "there"),
                List.of("a", "b", "c"),
                Map.of(),
                Map.of("here", new RunKeeper.Trouble("here", 2, "it died")),
                Map.of(),
                List.of(new LabProtocol.JoinedMachine("m", Role.TRAINER, 1, "cpu", Map.of())),
                Map.of("there", "m"));
        for (var ref : new ArrayList<>(asking)) {
            asking.remove(ref);
            ref.tell(status);
        }
    }

    @Test
    void aLabIsReadyOnceItHasReadItsHome() throws Exception {
        var early = get("/ready");
        assertThat(early.statusCode()).isEqualTo(503);
        assertThat(early.body()).isEqualTo("{\"status\":\"starting\"}\n");
        while (get("/ready").statusCode() != 200) {
            answer();
        }
        assertThat(get("/ready").body()).isEqualTo("{\"status\":\"ready\"}\n");
    }

    @Test
    void whoAsksWhetherItIsReadyCostsTheLabNothing() throws Exception {
        for (var i = 0; i < 20; i++) {
            get("/ready");
        }
        assertThat(asking).as("its own question, and that of the lists").hasSizeLessThanOrEqualTo(2);
    }

    @Test
    void itsStateIsAllThatALabTellsAStranger() throws Exception {
        assertThat(get("/health").body()).isEqualTo("{\"status\":\"up\"}\n");
        for (var path : List.of("/health", "/ready")) {
            var headers =
                    get(path, "Authorization", "Bearer wrong").headers().map().keySet();
            assertThat(headers).as(path).containsExactlyInAnyOrder("content-length", "content-type", "date");
        }
        for (var path : List.of("/metrics", "/api/v1/lab", "/ready/", "/health/x")) {
            assertThat(get(path).statusCode()).as(path).isEqualTo(401);
        }
    }

    @Test
    void theMetricsHaveTheQueueTheSlotsTheMachinesAndTheRequests() throws Exception {
        var scraped = client.sendAsync(
                HttpRequest.newBuilder(URI.create(url + "/metrics"))
                        .header("Authorization", "Bearer " + TOKEN)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        get("/health");
        while (!scraped.isDone()) {
            answer();
        }
        assertThat(scraped.get().body())
                .contains("\ntwoworlds_queued_runs 3.0\n")
                .contains("\ntwoworlds_slots 3.0\n")
                .contains("\ntwoworlds_slots_taken 1.0\n")
                .contains("\ntwoworlds_nodes{role=\"trainer\"} 1.0\n", "\ntwoworlds_nodes{role=\"evaluator\"} 0.0\n")
                .contains("\ntwoworlds_event_listeners 0.0\n")
                .containsPattern("\ntwoworlds_catalogue_lag_seconds [0-9.E-]+\n")
                .contains("\ntwoworlds_catalogue_lag_runs 0.0\n")
                .contains("\ntwoworlds_on_event_told_total 0.0\n")
                .contains("\ntwoworlds_on_event_failures_total 0.0\n")
                .contains("\ntwoworlds_on_event_left_out_total 0.0\n")
                .contains("\ntwoworlds_on_event_waiting 0.0\n", "\ntwoworlds_on_event_under_way 0.0\n");
    }

    @Test
    void theTimeOfEveryRequestIsCountedByItsStatus() throws Exception {
        get("/ready");
        get("/nowhere");
        var times = io.micrometer.core.instrument.Metrics.globalRegistry;
        for (var status : List.of("503", "401")) {
            assertThat(times.timer("twoworlds.http.requests", "status", status).count())
                    .as(status)
                    .isPositive();
        }
    }

    @Test
    void theLabsDocumentSaysWhatItTold() throws Exception {
        var asked = client.sendAsync(
                HttpRequest.newBuilder(URI.create(url + "/api/v1/lab"))
                        .header("Authorization", "Bearer " + TOKEN)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        while (!asked.isDone()) {
            answer();
        }
        assertThat(asked.get().body())
                .contains("\"slots\":3")
                .contains(
                        "\"onEvent\":{\"told\":0,\"failures\":0,\"leftOut\":0,\"waiting\":0,\"underWay\":0,\"lastFailure\":\"\"}");
    }
}
