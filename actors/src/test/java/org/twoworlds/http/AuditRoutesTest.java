package org.twoworlds.http;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.twoworlds.TestEvents;
import org.twoworlds.api.Json;
import org.twoworlds.audit.AuditEntry;
import org.twoworlds.audit.AuditLog;
import org.twoworlds.config.RunState;
import org.twoworlds.lab.LabProtocol;
import org.twoworlds.lab.Reply;
import org.twoworlds.lab.RunBook;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.EventLog;
import org.twoworlds.stream.log.Home;

/** What the audit says of requests once they are answered. */
class AuditRoutesTest {
    private static final AuditEntry.Who ALICE = new AuditEntry.Who("127.0.0.1", "alice", "");
    private static final Tokens TOKENS = new Tokens(List.of(
            new Token("board", Right.READ, "board-board-board"),
            new Token("alice", Right.SUBMIT, "alice-alice-alice"),
            new Token("root", Right.ADMINISTER, "root-root-root-root")));

    @TempDir
    Path home;

    private final HttpClient client = HttpClient.newHttpClient();
    private ActorSystem<LabProtocol.Command> lab;
    private RunBook book;
    private String url;

    /** A lab that lets runs pause, and none stop. */
    private static Behavior<LabProtocol.Command> lab() {
        return Behaviors.receive(LabProtocol.Command.class)
                .onMessage(LabProtocol.Leave.class, leave -> {
                    var pauses = leave.state() == RunState.PAUSED;
                    leave.replyTo().tell(new Reply(pauses, pauses ? "" : "is over"));
                    return Behaviors.same();
                })
                .build();
    }

    @BeforeEach
    void start() throws Exception {
        for (var id : List.of("one", "two")) {
            var folder = new Home(home).run(id);
            folder.create();
            try (var log = EventLog.open(folder, 0, InstantSource.system())) {
                log.append(TestEvents.started("{}").named(id, "name-of-" + id));
                log.append(new Event.RunEnded(RunState.COMPLETED, ""));
            }
        }
        lab = ActorSystem.create(lab(), "lab");
        book = new RunBook(new Home(home));
        var guard = new Guard(List.of(), TOKENS, List.of());
        var server = new LabServer(lab, new LabRequests(book, InstantSource.system()), guard, Optional.empty());
        var binding = server.bind("127.0.0.1", 0, Optional.empty())
                .toCompletableFuture()
                .get();
        url = "http://127.0.0.1:" + binding.localAddress().getPort() + "/api/v1/";
    }

    @AfterEach
    void end() throws Exception {
        lab.terminate();
        lab.getWhenTerminated().toCompletableFuture().get(1, TimeUnit.MINUTES);
        book.close();
    }

    private HttpResponse<String> send(String token, String method, String path, String body) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(url + path))
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + token);
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private List<AuditEntry> written() throws IOException {
        return new AuditLog(home).newest(99).entries();
    }

    @Test
    void whatChangedSomethingIsWrittenBeforeItIsAnswered() throws Exception {
        assertThat(send("alice-alice-alice", "POST", "runs/name-of-one/pause", "")
                        .statusCode())
                .isEqualTo(202);
        var entry = written().get(0);
        assertThat(entry).isEqualTo(new AuditEntry(entry.time(), ALICE, "pause", "one", "", ""));
        assertThat(send("root-root-root-root", "POST", "runs/two/tags", "{\"add\":[\"good\"]}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(written())
                .hasSize(2)
                .last()
                .satisfies(tag -> assertThat(tag.who().words()).isEqualTo("root@127.0.0.1"))
                .satisfies(tag -> assertThat(tag.action() + " " + tag.run()).isEqualTo("tag two"));
    }

    @Test
    void whatOnlyReadsAndWhatWasRefusedIsNot() throws Exception {
        assertThat(send("alice-alice-alice", "GET", "runs", "").statusCode()).isEqualTo(200);
        assertThat(send("alice-alice-alice", "POST", "runs/one/stop", "").statusCode())
                .isEqualTo(409);
        assertThat(send("alice-alice-alice", "POST", "runs/none/pause", "").statusCode())
                .isEqualTo(404);
        assertThat(send("alice-alice-alice", "POST", "runs/one/tags", "{\"bad\":1}")
                        .statusCode())
                .isEqualTo(400);
        assertThat(send("board-board-board", "POST", "runs/one/pause", "").statusCode())
                .isEqualTo(403);
        assertThat(send("nobody's", "POST", "runs/one/pause", "").statusCode()).isEqualTo(401);
        assertThat(written()).isEmpty();
    }

    @Test
    void onlyWhoAdministersReadsIt() throws Exception {
        send("alice-alice-alice", "POST", "runs/one/pause", "");
        send("alice-alice-alice", "POST", "runs/two/pause", "");
        for (var path : List.of("lab-log", "lab%2Dlog", "lab-log?limit=1")) {
            assertThat(send("alice-alice-alice", "GET", path, "").statusCode())
                    .as(path)
                    .isEqualTo(403);
        }
        var answer = send("root-root-root-root", "GET", "lab-log?limit=1", "");
        assertThat(answer.statusCode()).isEqualTo(200);
        var document = Json.MAPPER.readTree(answer.body());
        assertThat(document).hasSize(1);
        assertThat(AuditEntry.of(document.get(0))).contains(written().get(1));
        for (var limit : List.of("0", "-1", "x", "10001")) {
            assertThat(send("root-root-root-root", "GET", "lab-log?limit=" + limit, "")
                            .statusCode())
                    .as(limit)
                    .isEqualTo(400);
        }
    }

    @Test
    void everyRouteThatChangesSomethingHasAWord() {
        var actions = RightsTest.operations()
                .filter(operation -> !operation.method().equals("GET"))
                .map(operation -> AuditRoutes.action(operation.request(Right.SUBMIT)))
                .toList();
        assertThat(actions)
                .contains("submit", "fork", "pause", "resume", "stop", "tag", "note", "rename", "attach", "detach")
                .allMatch(word -> word.matches("[a-z]+"))
                .doesNotContain("one", "runs", "sweeps", "evaluators");
    }
}
