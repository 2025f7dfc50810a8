package org.twoworlds.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.twoworlds.api.Json;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.log.RunFolder;

/** What requests may not say, and that the answer is JSON whatever they say: one lab, which is well at the end. */
class RequestsIT {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @TempDir
    static Path folder;

    private static TestLab lab;
    private static String run;

    @BeforeAll
    static void start() throws Exception {
        lab = new TestLab(folder.resolve("home"));
        run = lab.post(
                "runs",
                "{\"recipe\":\"quickstart\",\"name\":\"first\",\"set\":[\"steps=40\",\"model=mlp[8]\",\"test.count=50\","
                        + "\"train.count=50\",\"stoppingTime.near=0\",\"checkpoints=at:20,40\",\"keep=all\"]}");
        lab.awaitState(run, "completed");
    }

    @AfterAll
    static void end() throws Exception {
        lab.end();
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create(lab.url() + path));
    }

    private static HttpResponse<String> post(String path, byte[] body) throws Exception {
        return send(to(path(path)).header("Content-Type", "application/json").POST(BodyPublishers.ofByteArray(body)));
    }

    private static HttpResponse<String> post(String path, String body) throws Exception {
        return post(path, body.getBytes(StandardCharsets.UTF_8));
    }

    private static String path(String path) {
        return path.equals("login") ? "/login" : "/api/v1/" + path.replace("RUN", run);
    }

    /** The document of an answer that says no. */
    private static JsonNode problem(HttpResponse<String> answer, int status) throws Exception {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        var document = Json.MAPPER.readTree(answer.body());
        assertThat(document.path("status").asInt()).isEqualTo(status);
        assertThat(document.path("detail").asText()).isNotBlank().doesNotContain("\tat ");
        return document;
    }

    @ParameterizedTest
    @MethodSource("org.twoworlds.cli.WrongBodies#all")
    void aBodyThatIsNotWhatItMustBeIsRefusedByName(String path, String body, String says) throws Exception {
        var detail = problem(post(path, body), 400).path("detail").asText();
        assertThat(detail).contains(says);
        assertThat(detail.length()).as("little of it is sent back").isLessThan(1_500);
        assertThat(detail).doesNotContain("x".repeat(201)).doesNotContain("[".repeat(201));
    }

    @Test
    void tagsANoteAndANameArePutOnARunAndStandInTheList() throws Exception {
        assertThat(post("runs/RUN/tags", "{\"add\":[\"b\",\"a\",\"c\"]}").statusCode())
                .isEqualTo(200);
        assertThat(post("runs/RUN/note", "{\"note\":\"two\\nlines\"}").statusCode())
                .isEqualTo(200);
        assertThat(post("runs/RUN/name", "{\"name\":\"renamed\"}").statusCode()).isEqualTo(200);
        var answer = post("runs/renamed/tags", "{\"remove\":[\"c\"]}");
        assertThat(answer.body().strip())
                .isEqualTo(Json.text(
                        Json.ordered("run", run, "name", "renamed", "tags", List.of("a", "b"), "note", "two\nlines")));

        var listed = lab.get("runs").get(0);
        assertThat(listed.path("tags").toString()).isEqualTo("[\"a\",\"b\"]");
        assertThat(listed.path("note").asText()).isEqualTo("two\nlines");
        assertThat(listed.path("name").asText()).isEqualTo("renamed");
        assertThat(lab.get("runs/renamed").path("tags").toString()).isEqualTo("[\"a\",\"b\"]");
        assertThat(post("runs/RUN/name", "{\"name\":\"first\"}").statusCode()).isEqualTo(200);
    }

    @Test
    void whatIsNullIsAbsentAndNothingAtAllIsAnEmptyObject() throws Exception {
        assertThat(problem(post("runs", "{\"recipe\":null}"), 400)
                        .path("detail")
                        .asText())
                .contains("recipe () must be one of");
        assertThat(problem(post("runs", ""), 400).path("detail").asText()).contains("recipe () must be one of");
        problem(post("runs/RUN/pause", ""), 409);
        problem(post("runs/RUN/pause", "{}"), 409);
        problem(post("runs/none/pause", "{}"), 404);
        problem(post("runs", new byte[] {'{', '"', (byte) 0xff, '"', ':', '1', '}'}), 400);
        problem(post("login", "{}"), 401);
    }

    @ParameterizedTest
    @ValueSource(ints = {70_000, 3_000_000, 20_000_000})
    void aBodyThatIsTooLargeIsRefusedHoweverItComes(int bytes) throws Exception {
        var body = " ".repeat(bytes).getBytes(StandardCharsets.US_ASCII);
        for (var path : List.of("runs", "runs/RUN/evaluators", "login")) {
            if (bytes < 10_000_000) {
                problem(post(path, body), 413);
                var chunked = to(path(path))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(body)));
                problem(send(chunked), 413);
            } else {
                try {
                    problem(post(path, body), 413);
                } catch (IOException e) {
                    // It is hung up on where it goes on for ever.
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "PUT, /api/v1/runs, 'GET, POST'",
        "DELETE, /api/v1/runs, 'GET, POST'",
        "PUT, /api/v1/runs/RUN, GET",
        "GET, /api/v1/runs/RUN/pause, POST",
        "POST, /api/v1/runs/RUN/curves, GET",
        "POST, /api/v1/runs/RUN/samples.png, GET",
        "POST, /api/v1/runs/RUN/events, GET",
        "PATCH, /api/v1/runs/RUN/evaluators, 'GET, POST'",
        "GET, /api/v1/runs/RUN/evaluators/x, DELETE",
        "GET, /api/v1/sweeps/x/resume, POST",
        "POST, /api/v1/sweeps, GET",
        "POST, /api/v1/lab, GET",
        "POST, /api/v1/openapi.json, GET",
        "GET, /login, POST",
        "POST, /, GET",
        "POST, /health, GET",
        "POST, /metrics, GET"
    })
    void aMethodThatIsNotThereIsSaidWithThoseThatAre(String method, String path, String allowed) throws Exception {
        var answer = send(to(path.replace("RUN", run))
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString("{}")));
        problem(answer, 405);
        assertThat(answer.headers().firstValue("Allow")).contains(allowed);
    }

    /** A request as it is written, and the answer's status line and all the rest. */
    private static String raw(String lines) throws IOException {
        var address = URI.create(lab.url());
        try (var socket = new Socket(address.getHost(), address.getPort())) {
            socket.setSoTimeout(20_000);
            var text = lines + "\r\nHost: " + address.getHost() + ":" + address.getPort()
                    + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET /api/v1/runs/%zz HTTP/1.1 | 400",
                "GET /api/v1/runs/%ff HTTP/1.1 | 404",
                "GET /api/v1/runs/%00 HTTP/1.1 | 404",
                "GET /api/v1/runs/a%2F..%2F..%2Fb HTTP/1.1 | 404",
                "GET /api/v1/runs/../../../etc/passwd HTTP/1.1 | 404",
                "GET /api/v1/runs// HTTP/1.1 | 404",
                "GET /api/v1/nothing HTTP/1.1 | 404",
                "GET /api/v1/runs/a\\b HTTP/1.1 | 400",
                "GET /api/v1/runs/RUN/events?from=%zz HTTP/1.1 | 400",
                "GET /api/v1/runs/RUN/events?from=% HTTP/1.1 | 400",
                "GET /health?challenge=%zz HTTP/1.1 | 400",
                "GET /api/v1/runs/RUN/events?from=&&=% HTTP/1.1 | 400",
                "GET /api/v1/runs/RUN/events?from=0&from=1 HTTP/1.1 | 400",
                "GET ::: HTTP/1.1 | 400",
                "NONSENSE /api/v1/runs HTTP/1.1 | 501",
                "GET /api/v1/runs HTTP/7.0 | 505",
                "GET /api/v1/runs HTTP/1.1~Content-Length: x | 400",
                "POST /api/v1/runs HTTP/1.1~Content-Type: application/json~Content-Encoding: gzip~Content-Length: 0 | 415",
                "POST /api/v1/runs HTTP/1.1~Content-Type: application/json~Content-Encoding: identity~Content-Encoding: gzip~Content-Length: 0 | 415",
                "POST /api/v1/runs HTTP/1.1~Content-Type: text/plain~Content-Length: 0 | 415",
                "POST /api/v1/runs HTTP/1.1~Content-Length: 0 | 415",
                "POST /api/v1/runs HTTP/1.1~Content-Type: application/json~Transfer-Encoding: gzip | 400"
            })
    void whatCannotBeReadIsSaidAsJson(String lines, int status) throws Exception {
        var answer = raw(lines.replace("RUN", run).replace("~", "\r\n"));
        assertThat(answer).startsWith("HTTP/1.1 " + status + " ").contains("Content-Type: application/problem+json");
        var document = Json.MAPPER.readTree(answer.substring(answer.indexOf("\r\n\r\n")));
        assertThat(document.path("status").asInt()).isEqualTo(status);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=0-1,4000-4001", "bytes=5-9", "bytes=999999999-"})
    void aPartOfAnAnswerIsNoAnswer(String range) throws Exception {
        var answer = send(to("/api/v1/openapi.json").header("Range", range));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(Json.MAPPER.readTree(answer.body()).path("paths").size()).isGreaterThan(10);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "from=x, -, value of from (x)",
                "from=-1, -, value of from (-1)",
                "from=1.5, -, value of from (1.5)",
                "from=, -, value of from ()",
                "from=999999999999999999, -, value of from",
                "from=99999999999999999999999, -, value of from",
                "steps=yes, -, steps (yes) must be true or false",
                "steps=TRUE, -, steps (TRUE)",
                "steps=, -, steps ()",
                "steps=true, x, value of Last-Event-ID (x)",
                "steps=true, -1, value of Last-Event-ID (-1)",
                "steps=true, 1000000, value of Last-Event-ID (1000000)"
            })
    void aQueryThatIsNotWhatItMustBeIsRefusedByName(String query, String last, String says) throws Exception {
        var request = to("/api/v1/runs/" + run + "/events?" + query);
        if (last != null) {
            request.header("Last-Event-ID", last);
        }
        assertThat(problem(send(request), 400).path("detail").asText()).contains(says);
    }

    @Test
    void eventsBeginAtAnyIndexOfTheLogAndAtTheNextOne() throws Exception {
        var next = RunView.of(new RunFolder(lab.home().resolve("runs").resolve(run)))
                .next();
        for (var good : List.of("from=" + (next - 1), "from=" + next, "steps=false&from=0")) {
            var stream = CLIENT.send(
                    to("/api/v1/runs/" + run + "/events?" + good).build(), HttpResponse.BodyHandlers.ofInputStream());
            assertThat(stream.statusCode()).as(good).isEqualTo(200);
            stream.body().close();
        }
        problem(send(to("/api/v1/runs/" + run + "/events?from=" + (next + 1))), 400);
        problem(send(to("/api/v1/runs/" + run + "/events").header("Last-Event-ID", Long.toString(next))), 400);
        problem(send(to("/api/v1/runs/none/events")), 404);
    }

    @Test
    void samplesThatDoNotFitIntoMemoryAreRefusedBeforeTheyAreTaken() throws Exception {
        var million = "{\"on\":\"shapes:train\",\"as\":\"large\",\"set\":[\"test.count=1000000\"]}";
        assertThat(problem(post("runs/RUN/evaluators", million), 409)
                        .path("detail")
                        .asText())
                .contains("number of samples of set shapes:train (1000000)", "2938 MiB", "MiB are free");
        var less = "{\"on\":\"shapes:train\",\"as\":\"large\",\"set\":[\"test.count=500000\"]}";
        assertThat(problem(post("runs/RUN/evaluators", less), 409)
                        .path("detail")
                        .asText())
                .contains("(500000)", "1469 MiB", "MiB are free");
        var here = lab.cli().run("evaluate", run, "--on", "shapes:train", "--set", "test.count=1000000");
        assertThat(here.exit()).isEqualTo(1);
        assertThat(here.err())
                .contains("number of samples of set shapes:train (1000000)", "MiB are free")
                .doesNotContain("OutOfMemory", "\tat ");
        assertThat(Files.readString(lab.process().err())).doesNotContain("OutOfMemory");
    }

    @Test
    void fourThatOpenDataSlowlyKeepNobodyElseFromAnAnswer() throws Exception {
        List<CompletableFuture<HttpResponse<String>>> slow = new ArrayList<>();
        for (var i = 0; i < 4; i++) {
            var body =
                    "{\"on\":\"shapes:train\",\"as\":\"slow\",\"from\":\"now\",\"set\":[\"test.count=10000\",\"data.difficulty=1\"]}";
            slow.add(CLIENT.sendAsync(
                    to(path("runs/RUN/evaluators"))
                            .header("Content-Type", "application/json")
                            .POST(BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString()));
        }
        var answered = 0;
        while (slow.stream().noneMatch(CompletableFuture::isDone)) {
            assertThat(send(to("/api/v1/runs")).statusCode()).isEqualTo(200);
            assertThat(send(to("/api/v1/runs/" + run)).statusCode()).isEqualTo(200);
            answered++;
        }
        assertThat(answered).as("answers while all four were opened").isGreaterThan(3);
        for (var each : slow) {
            assertThat(each.get().statusCode())
                    .as("attached once, and in time or not: %s", each.get().body())
                    .isIn(201, 409, 503);
        }
    }

    /** Valid bodies with something else in them: each is accepted or refused, in JSON, and the lab is well afterwards. */
    private static void mutate(int count) throws Exception {
        var seed = Long.getLong("twoworlds.fuzzSeed", System.nanoTime());
        System.out.println("Bodies: seed " + seed + " (-Dtwoworlds.fuzzSeed=" + seed + "), " + count + " mutations");
        var bodies = new MutatedBodies(seed);
        var refused = 0;
        for (var i = 0; i < count; i++) {
            var body = bodies.next();
            var as = "seed %d, mutation %d, to %s: %s".formatted(seed, i, body.path(), body.text());
            var answer = post(body.path(), body.bytes());
            assertThat(answer.statusCode())
                    .as("%s%n%s", as, answer.body())
                    .isIn(200, 201, 202, 400, 401, 404, 409, 413);
            assertThat(answer.headers().firstValue("Content-Type").orElse(""))
                    .as(as)
                    .contains("json");
            assertThat(Json.MAPPER.readTree(answer.body()).isObject()).as(as).isTrue();
            refused += answer.statusCode() >= 400 ? 1 : 0;
        }
        assertThat(refused).as("what nothing notices is rare").isGreaterThan(count / 2);
        assertThat(lab.state(run)).isEqualTo("completed");
        assertThat(lab.get("lab").path("slots").isMissingNode()).isFalse();
        assertThat(Files.readString(lab.process().err()))
                .doesNotContain("by a fault of the program")
                .doesNotContain("OutOfMemory");
    }

    @Test
    void aHundredMutatedBodiesAreAnsweredInJson() throws Exception {
        mutate(100);
    }

    @Test
    @Tag("long")
    void aThousandMutatedBodiesAreAnsweredInJson() throws Exception {
        mutate(1_000);
    }

    @Test
    @Tag("study")
    void tenThousandMutatedBodiesAreAnsweredInJson() throws Exception {
        mutate(10_000);
    }
}
