package org.twoworlds.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.twoworlds.api.Json;

/** The lab and its clients as processes of their own. */
class LabIT {
    @TempDir
    Path folder;

    private TestLab lab;
    private Cli cli;

    @BeforeEach
    void start() throws Exception {
        lab = new TestLab(folder.resolve("home"));
        cli = lab.cli();
    }

    @AfterEach
    void end() throws Exception {
        lab.end();
    }

    @Test
    void law5_aRunWhoseLabAndWorkerAreKilledEndsWithTheUndisturbedWeights() throws Exception {
        var expected = lab.undisturbed();
        var run = lab.submit("killed");
        lab.awaitStep(run, 20);
        lab.kill();
        lab.start(); // its worker still lives: the lab waits for it, and knows the run by its log
        assertThat(lab.state(run)).isEqualTo("running");
        lab.awaitStep(run, 60);
        assertThat(lab.get("runs/" + run).get("attempts").asInt())
                .as("the lab's death cost the run no step")
                .isEqualTo(1);
        lab.attempt(run, 1).destroyForcibly();
        lab.attempt(run, 2).destroyForcibly();
        lab.awaitState(run, "completed");
        assertThat(lab.digests(run)).isEqualTo(expected);
        assertThat(cli.run("verify", run).exit()).isZero();
    }

    @Test
    void law4_aRunThatIsPausedStoppedAndWatchedEndsWithTheUndisturbedWeights() throws Exception {
        var expected = lab.undisturbed();
        var run = lab.submit("watched");
        var waiting = lab.submit("waiting", "steps=100", "keep=last:1", "checkpoints=every:10");
        assertThat(lab.state(waiting)).isEqualTo("queued");
        lab.awaitStep(run, 20);
        var paused = lab.request("POST", "/api/v1/runs/" + run + "/pause", "{}", "Content-Type", "application/json");
        assertThat(paused.statusCode()).as(paused.body()).isEqualTo(202);
        lab.awaitState(run, "paused");
        assertThat(cli.run("attach", run, "--on", "shapes:train", "--as", "onlooker", "--metrics", "calibration")
                        .exit())
                .isZero();
        assertThat(cli.run("attach", run, "--on", "shapes:train", "--as", "onlooker")
                        .exit())
                .isEqualTo(1);
        assertThat(cli.run("evaluators").out()).contains(run).contains("onlooker");
        lab.awaitState(waiting, "completed");
        assertThat(cli.run("stop", waiting).exit())
                .as("what is over cannot be stopped")
                .isEqualTo(1);
        assertThat(cli.run("pause", waiting).exit()).isEqualTo(1);
        assertThat(cli.run("resume", run).exit()).isZero();
        assertThat(cli.run("watch", run).out())
                .contains("SoftError")
                .contains("onlooker")
                .contains("completed");
        assertThat(lab.digests(run)).isEqualTo(expected);
        var scores = cli.run("show", run, "--json").json().get("scores");
        var steps = new ArrayList<Long>();
        scores.forEach(s -> {
            if (s.get("evaluator").asText().equals("onlooker")
                    && s.get("world").asText().equals("real")) {
                steps.add(s.get("step").asLong());
                assertThat(s.get("calibration").asDouble()).isBetween(0.0, 1.0);
            }
        });
        assertThat(steps).doesNotHaveDuplicates().startsWith(0L);

        var all = ids(run, "-1", 12);
        assertThat(all).isSorted().doesNotHaveDuplicates();
        assertThat(ids(run, Long.toString(all.get(4)), 7))
                .as("a client that comes back gets what it missed, once")
                .isEqualTo(all.subList(5, 12));

        var fork = cli.run("fork", run, "--at", "100", "--set", "optimizer.rate=0.1", "--name", "same")
                .out()
                .strip();
        lab.awaitState(fork, "completed");
        assertThat(lab.digests(fork))
                .as("a fork that changes nothing ends where its parent does")
                .isEqualTo(expected);
        var between = cli.run("fork", run, "--at", "37").out().strip();
        lab.awaitState(between, "completed");
        assertThat(lab.digests(between))
                .as("and so does one from a step that was never written down")
                .isEqualTo(expected);
        assertAllAreMadeAgain(waiting);
        assertThat(cli.run("fork", run, "--at", "7", "--without-slots").err())
                .contains("be one of the checkpoints on disk");
        assertThat(cli.run("fork", run, "--at", "7000").err()).contains("The step (7000) must be one of");
    }

    /** Attaches an evaluator that makes again what was let go, and waits until it has scored every checkpoint there ever was. */
    private void assertAllAreMadeAgain(String run) throws Exception {
        var logged = cli.run("replay", run)
                .out()
                .lines()
                .filter(l -> l.contains("\"type\":\"checkpoint\""))
                .count();
        var kept = cli.run("checkpoints", run, "--json").json().size();
        assertThat(logged).as("some were let go").isGreaterThan(kept);
        assertThat(cli.run("attach", run, "--on", "shapes:test", "--as", "again", "--remake", "--set", "test.count=50")
                        .exit())
                .isZero();
        lab.await(
                run,
                "has all checkpoints scored again",
                now -> now.path("scores").findValuesAsText("evaluator").stream()
                                .filter("again"::equals)
                                .count()
                        == logged);
    }

    private List<Long> ids(String run, String after, int count) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(lab.url() + "/api/v1/runs/" + run + "/events"));
        if (!after.equals("-1")) {
            request.header("Last-Event-ID", after);
        }
        var response = HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofLines());
        try (var lines = response.body()) {
            return lines.filter(l -> l.startsWith("id:"))
                    .limit(count)
                    .map(l -> Long.valueOf(l.substring(3)))
                    .toList();
        }
    }

    @Test
    void whatAStrangersPageOrAMistakeAsksForIsRefused() throws Exception {
        var json = new String[] {"Content-Type", "application/json"};
        assertThat(lab.request("POST", "/api/v1/runs", "{}").statusCode()).isEqualTo(415);
        assertThat(lab.request(
                                "POST",
                                "/api/v1/runs",
                                "{}",
                                "Content-Type",
                                "application/json",
                                "Origin",
                                "http://elsewhere")
                        .statusCode())
                .isEqualTo(403);
        assertThat(rebound()).contains(" 403 ");
        assertThat(lab.request("POST", "/api/v1/runs", "{\"recipe\":", json).statusCode())
                .isEqualTo(400);
        assertThat(lab.request("POST", "/api/v1/runs", "{\"recipe\":\"quickstrat\"}", json)
                        .body())
                .contains("recipe (quickstrat) must be one of");
        assertThat(lab.request("POST", "/api/v1/runs", "{\"recipe\":\"quickstart\",\"sets\":[]}", json)
                        .body())
                .contains("key of the body (sets)");
        for (var path : List.of(
                "data.path=/etc",
                "init=/etc/passwd",
                "data.cache=/tmp/x",
                "data.path=" + folder.resolve("home/../.."))) {
            assertThat(lab.request(
                                    "POST",
                                    "/api/v1/runs",
                                    "{\"recipe\":\"quickstart\",\"set\":[\"" + path + "\"]}",
                                    json)
                            .body())
                    .contains("must lie below the lab's home");
        }
        assertThat(lab.request("POST", "/api/v1/runs", "{\"config\":\"include file(\\\"/etc/passwd\\\")\"}", json)
                        .statusCode())
                .isEqualTo(400);
        assertThat(lab.request("POST", "/api/v1/runs", " ".repeat(100_000), json)
                        .statusCode())
                .isBetween(400, 413);
        var missing = lab.request("GET", "/api/v1/runs/none", "");
        assertThat(missing.statusCode()).isEqualTo(404);
        assertThat(missing.headers().firstValue("Content-Type").orElse("")).contains("application/problem+json");
        assertThat(lab.request("GET", "/page/../../../etc/passwd", "").statusCode())
                .isEqualTo(404);
        assertThat(lab.request("GET", "/metrics", "").body()).contains("jvm_memory_used_bytes");
        assertThat(lab.request("GET", "/health", "").body()).contains("up");
        assertThat(Json.MAPPER
                        .readTree(lab.request("GET", "/api/v1/openapi.json", "").body())
                        .path("paths")
                        .size())
                .isGreaterThan(10);
        var second = cli.run("lab", "--port", "0");
        assertThat(second.exit()).isEqualTo(1);
        assertThat(second.err()).contains("be of one lab at a time");
        assertThat(cli.run("pause", "none").exit()).isEqualTo(2);
        assertThat(cli.run("runs").exit()).isZero();
    }

    /** A request whose host is a name that was made to point here. */
    private String rebound() throws IOException {
        var address = URI.create(lab.url());
        try (var socket = new java.net.Socket("127.0.0.1", address.getPort())) {
            socket.getOutputStream()
                    .write("GET /api/v1/runs HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"
                            .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        }
    }

    @Test
    void aSweepIsSubmittedWholeAndItsRunsAreTakenUpAgainOnRequest() throws Exception {
        var sweep = cli.run("submit", "toy-a", "--smoke").out().strip();
        for (var i = 1; i <= 3; i++) {
            lab.awaitState(sweep + "." + i, "completed");
        }
        var document = Json.MAPPER.readTree(
                lab.request("GET", "/api/v1/sweeps/" + sweep, "").body());
        assertThat(document.path("state").asText()).isEqualTo("completed");
        assertThat(document.at("/runs/2/cell/seed").asText()).isEqualTo("3");
        assertThat(document.at("/runs/2/stoppingTime/step").asInt()).isEqualTo(9);
        assertThat(lab.request("GET", "/api/v1/sweeps", "").body()).contains("{\"completed\":3}");
        assertThat(cli.run("resume", sweep).exit()).as("nothing is left to do").isZero();
        assertThat(lab.request("GET", "/api/v1/sweeps/..%2F..", "").statusCode())
                .isEqualTo(404);
    }

    @Test
    void theReadmesCommandsLeadThroughTheLifeOfARun() throws Exception {
        var readme = Files.readString(Path.of("README.md"));
        var block = Pattern.compile("```sh\n(.*?)```", Pattern.DOTALL).matcher(readme);
        assertThat(block.find()).as("a block of shell commands").isTrue();
        var script = block.group(1).replace("http://127.0.0.1:8642", lab.url());
        var process = new ProcessBuilder("bash", "-euo", "pipefail", "-c", script)
                .redirectErrorStream(true)
                .start();
        var said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        assertThat(said).contains("\"state\":\"completed\"");
    }
}
