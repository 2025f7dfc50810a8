package org.twoworlds.http;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpMethods;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.headers.RawHeader;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.twoworlds.api.Json;
import org.twoworlds.lab.LabProtocol;
import org.twoworlds.lab.RunBook;
import org.twoworlds.stream.log.Home;

/** Which token may use which route: all of openapi.json, whatever is added to it. */
class RightsTest {
    private static final List<String> METHODS = List.of("get", "post", "put", "patch", "delete");
    private static final Tokens TOKENS = new Tokens(Arrays.stream(Right.values())
            .map(right -> new Token("who-may-" + right, right, secret(right)))
            .toList());

    @TempDir
    Path home;

    private final HttpClient client = HttpClient.newHttpClient();
    private final Guard guard = new Guard(List.of(), TOKENS, List.of());
    private ActorSystem<LabProtocol.Command> lab;
    private RunBook book;
    private String url;

    /** One way in. */
    record Operation(String method, String path, Right right) {
        HttpRequest request(Right by) {
            return HttpRequest.create(path)
                    .withMethod(HttpMethods.lookup(method).orElseThrow())
                    .withEntity(HttpEntities.create(ContentTypes.APPLICATION_JSON, "{}"))
                    .addHeader(RawHeader.create("Authorization", "Bearer " + secret(by)));
        }
    }

    private static String secret(Right right) {
        return "the-secret-of-" + right;
    }

    static Stream<Operation> operations() {
        try (var file = RightsTest.class.getResourceAsStream("/twoworlds/openapi.json")) {
            var document = Json.MAPPER.readTree(file);
            List<Operation> all = new ArrayList<>();
            document.path("paths")
                    .fields()
                    .forEachRemaining(path -> path.getValue().fields().forEachRemaining(way -> {
                        if (METHODS.contains(way.getKey())) {
                            all.add(new Operation(
                                    way.getKey().toUpperCase(java.util.Locale.ROOT),
                                    "/api/v1" + path.getKey().replaceAll("[{][a-z]+[}]", "one"),
                                    right(way.getValue())));
                        }
                    }));
            return all.stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The right that an operation says it needs, beside nothing in a lab without tokens. */
    private static Right right(JsonNode operation) {
        assertThat(operation.path("security")).as("security of %s", operation).hasSize(2);
        return Right.parse(operation.at("/security/1/token/0").asText()).orElseThrow();
    }

    @BeforeEach
    void start() throws Exception {
        Files.createDirectories(home.resolve("runs"));
        lab = ActorSystem.create(Behaviors.ignore(), "silent");
        book = new RunBook(new Home(home));
        var server = new LabServer(lab, new LabRequests(book, InstantSource.system()), guard, Optional.empty());
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

    private HttpResponse<String> send(String method, String path, String authorization) throws Exception {
        var request = java.net.http.HttpRequest.newBuilder(URI.create(url + path))
                .method(
                        method,
                        method.equals("GET")
                                ? java.net.http.HttpRequest.BodyPublishers.noBody()
                                : java.net.http.HttpRequest.BodyPublishers.ofString("{}"))
                .header("Content-Type", "application/json")
                .header("Authorization", authorization);
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void everyRouteRefusesATokenWithoutItsRight() throws Exception {
        var refused = 0;
        for (var operation : operations().toList()) {
            assertThat(send(operation.method(), operation.path(), "Bearer nobody's")
                            .statusCode())
                    .as(operation.toString())
                    .isEqualTo(401);
            for (var right : Right.values()) {
                if (!right.includes(operation.right())) {
                    var answer = send(operation.method(), operation.path(), "Bearer " + secret(right));
                    assertThat(answer.statusCode()).as(operation.toString()).isEqualTo(403);
                    assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
                    assertThat(Json.MAPPER
                                    .readTree(answer.body())
                                    .path("detail")
                                    .asText())
                            .startsWith("The right (" + right + ") of the token who-may-" + right + " must be "
                                    + operation.right() + ".");
                    refused++;
                }
            }
        }
        assertThat(refused).isGreaterThan(10);
    }

    @Test
    void everyRouteTakesATokenWithItsRight() {
        for (var operation : operations().toList()) {
            for (var right : Right.values()) {
                assertThat(guard.refusal(operation.request(right)).isEmpty())
                        .as("%s by %s", operation, right)
                        .isEqualTo(right.includes(operation.right()));
            }
        }
    }

    @Test
    void whatChangesSomethingNeedsMoreThanToRead() {
        assertThat(operations())
                .hasSizeGreaterThan(25)
                .allMatch(o -> o.method().equals("GET") || o.right().includes(Right.SUBMIT));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/health", "/ready", "/", "/page/main.js"})
    void whatIsOpenAsksForNoToken(String path) throws Exception {
        assertThat(send("GET", path, "Bearer nobody's").statusCode()).isIn(200, 503);
    }

    @Test
    void eachTokenIsProvedToAClient() throws Exception {
        var answer = send("GET", "/health?challenge=" + "0".repeat(64), "none");
        var proofs = Json.MAPPER.readTree(answer.body()).path("proofs");
        assertThat(proofs).hasSize(3);
        for (var i = 0; i < 3; i++) {
            assertThat(proofs.get(i).asText())
                    .isEqualTo(Proof.of(
                            TOKENS.all().get(i).secret(),
                            java.net.InetAddress.getLoopbackAddress(),
                            URI.create(url).getPort(),
                            "0".repeat(64)));
        }
        assertThat(Json.MAPPER.readTree(answer.body()).path("proof")).isEqualTo(proofs.get(0));
    }
}
