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
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.LogReader;

/** The lab and its clients as processes of their own. */
class LabIT {
    private static final String[] SMALL = {
        "--set",
        "steps=400",
        "--set",
        "model=mcnn{width=4}",
        "--set",
        "test.count=300",
        "--set",
        "resumeEvery=20steps",
        "--set",
        "train.count=300"
    };

    @TempDir
    Path folder;

    private static String undisturbed = "";

    private final HttpClient client = HttpClient.newHttpClient();
    private Cli cli;
    private Cli.Running lab;
    private String url;

    @BeforeEach
    void start() throws Exception {
        cli = new Cli(Files.createDirectory(folder.resolve("home")));
        startLab();
    }

    private void startLab() throws Exception {
        lab = cli.start("lab", "--port", "0");
        url = url(lab);
    }

    @AfterEach
    void end() throws Exception {
        lab.signal("TERM");
        lab.await();
    }

    /** The address that a lab prints once it listens. */
    static String url(Cli.Running lab) throws IOException, InterruptedException {
        while (lab.process().isAlive()) {
            var printed = Files.readString(lab.out()).strip();
            if (!printed.isEmpty()) {
                return printed;
            }
            Thread.sleep(50);
        }
        throw new AssertionError(Files.readString(lab.err()));
    }

    private String submit(String name) throws Exception {
        List<String> command = new ArrayList<>(List.of("submit", "quickstart", "--name", name));
        command.addAll(List.of(SMALL));
        var result = cli.run(command.toArray(String[]::new));
        assertThat(result.exit()).as(result.err()).isZero();
        return result.out().strip();
    }

    private HttpResponse<String> request(String method, String path, String body, String... headers) throws Exception {
        var builder = HttpRequest.newBuilder(URI.create(url + path))
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        for (var i = 0; i < headers.length; i += 2) {
            builder.header(headers[i], headers[i + 1]);
        }
        return client.send(builder.build(), HttpResponse.BodyHandlers.ofString());
    }

    private String state(String run) throws Exception {
        return Json.MAPPER
                .readTree(request("GET", "/api/v1/runs/" + run, "").body())
                .path("state")
                .asText();
    }

    private void awaitState(String run, String state) throws Exception {
        var now = state(run);
        for (var i = 0; i < 2_400 && !now.equals(state); i++) {
            Thread.sleep(50);
            now = state(run);
        }
        assertThat(now).isEqualTo(state);
    }

    private void awaitStep(String run, long step) throws Exception {
        for (var i = 0; i < 2_400; i++) {
            var document = Json.MAPPER.readTree(
                    request("GET", "/api/v1/runs/" + run, "").body());
            if (document.at("/worlds/real/step").asLong() >= step) {
                return;
            }
            Thread.sleep(20);
        }
        throw new AssertionError("run " + run + " never reached step " + step);
    }

    private String digests(String run) throws Exception {
        var worlds = cli.run("show", run, "--json").json().get("worlds");
        return worlds.at("/real/digest").asText() + worlds.at("/ideal/digest").asText();
    }

    /** The digests of both worlds of a run in its own process, made once. */
    private String undisturbed() throws Exception {
        if (!undisturbed.isEmpty()) {
            return undisturbed;
        }
        List<String> command = new ArrayList<>(List.of("run", "quickstart", "--name", "undisturbed"));
        command.addAll(List.of(SMALL));
        var result = cli.run(command.toArray(String[]::new));
        assertThat(result.exit()).as(result.err()).isZero();
        undisturbed = digests("undisturbed");
        return undisturbed;
    }

    @Test
    void law5_aRunWhoseLabAndWorkerAreKilledEndsWithTheUndisturbedWeights() throws Exception {
        var expected = undisturbed();
        var run = submit("killed");
        awaitStep(run, 20);
        lab.signal("KILL");
        lab.process().waitFor();
        startLab(); // its worker still lives: the lab waits for it, and knows the run by its log
        assertThat(state(run)).isEqualTo("running");
        kill(run, 1);
        kill(run, 2);
        awaitState(run, "completed");
        assertThat(digests(run)).isEqualTo(expected);
        assertThat(cli.run("verify", run).exit()).isZero();
    }

    /** Waits for a run's attempt of a number, and kills the process that makes it. */
    private void kill(String run, int number) throws Exception {
        try (var reader = new LogReader(folder.resolve("home/runs").resolve(run).resolve("log"), 0)) {
            for (var i = 0; i < 2_400; i++) {
                for (var entry = reader.next(); entry.isPresent(); entry = reader.next()) {
                    if (entry.get().event() instanceof Event.Attempt attempt && attempt.number() == number) {
                        ProcessHandle.of(attempt.pid()).orElseThrow().destroyForcibly();
                        return;
                    }
                }
                Thread.sleep(50);
            }
        }
        throw new AssertionError("run " + run + " never had attempt " + number);
    }

    @Test
    void law4_aRunThatIsPausedStoppedAndWatchedEndsWithTheUndisturbedWeights() throws Exception {
        var expected = undisturbed();
        var run = submit("watched");
        var waiting = submit("waiting");
        assertThat(state(waiting)).isEqualTo("queued");
        awaitStep(run, 20);
        var paused = request("POST", "/api/v1/runs/" + run + "/pause", "{}", "Content-Type", "application/json");
        assertThat(paused.statusCode()).as(paused.body()).isEqualTo(202);
        awaitState(run, "paused");
        assertThat(cli.run("attach", run, "--on", "shapes:train", "--as", "onlooker", "--metrics", "calibration")
                        .exit())
                .isZero();
        assertThat(cli.run("attach", run, "--on", "shapes:train", "--as", "onlooker")
                        .exit())
                .isEqualTo(1);
        assertThat(cli.run("evaluators").out()).contains(run).contains("onlooker");
        awaitState(waiting, "completed");
        assertThat(cli.run("stop", waiting).exit())
                .as("what is over cannot be stopped")
                .isEqualTo(1);
        assertThat(cli.run("pause", waiting).exit()).isEqualTo(1);
        assertThat(cli.run("resume", run).exit()).isZero();
        assertThat(cli.run("watch", run).out())
                .contains("SoftError")
                .contains("onlooker")
                .contains("completed");
        assertThat(digests(run)).isEqualTo(expected);
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
        awaitState(fork, "completed");
        assertThat(digests(fork))
                .as("a fork that changes nothing ends where its parent does")
                .isEqualTo(expected);
        assertThat(cli.run("fork", run, "--at", "7").err()).contains("be one of the checkpoints on disk");
    }

    private List<Long> ids(String run, String after, int count) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(url + "/api/v1/runs/" + run + "/events"));
        if (!after.equals("-1")) {
            request.header("Last-Event-ID", after);
        }
        var response = client.send(request.build(), HttpResponse.BodyHandlers.ofLines());
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
        assertThat(request("POST", "/api/v1/runs", "{}").statusCode()).isEqualTo(403);
        assertThat(request(
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
        assertThat(request("POST", "/api/v1/runs", "{\"recipe\":", json).statusCode())
                .isEqualTo(400);
        assertThat(request("POST", "/api/v1/runs", "{\"recipe\":\"quickstrat\"}", json)
                        .body())
                .contains("recipe (quickstrat) must be one of");
        assertThat(request("POST", "/api/v1/runs", "{\"recipe\":\"quickstart\",\"sets\":[]}", json)
                        .body())
                .contains("key of the body (sets)");
        for (var path : List.of(
                "data.path=/etc",
                "init=/etc/passwd",
                "data.cache=/tmp/x",
                "data.path=" + folder.resolve("home/../.."))) {
            assertThat(request("POST", "/api/v1/runs", "{\"recipe\":\"quickstart\",\"set\":[\"" + path + "\"]}", json)
                            .body())
                    .contains("must lie below the lab's home");
        }
        assertThat(request("POST", "/api/v1/runs", "{\"config\":\"include file(\\\"/etc/passwd\\\")\"}", json)
                        .statusCode())
                .isEqualTo(400);
        assertThat(request("POST", "/api/v1/runs", " ".repeat(100_000), json).statusCode())
                .isBetween(400, 413);
        var missing = request("GET", "/api/v1/runs/none", "");
        assertThat(missing.statusCode()).isEqualTo(404);
        assertThat(missing.headers().firstValue("Content-Type").orElse("")).contains("application/problem+json");
        assertThat(request("GET", "/page.js/../../../etc/passwd", "").statusCode())
                .isEqualTo(404);
        assertThat(request("GET", "/metrics", "").body()).contains("jvm_memory_used_bytes");
        assertThat(request("GET", "/health", "").body()).contains("up");
        assertThat(Json.MAPPER
                        .readTree(request("GET", "/api/v1/openapi.json", "").body())
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
        var address = URI.create(url);
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
            awaitState(sweep + "." + i, "completed");
        }
        var document = Json.MAPPER.readTree(
                request("GET", "/api/v1/sweeps/" + sweep, "").body());
        assertThat(document.path("state").asText()).isEqualTo("completed");
        assertThat(document.at("/runs/2/cell/seed").asText()).isEqualTo("3");
        assertThat(document.at("/runs/2/stoppingTime/step").asInt()).isEqualTo(9);
        assertThat(request("GET", "/api/v1/sweeps", "").body()).contains("{\"completed\":3}");
        assertThat(cli.run("resume", sweep).exit()).as("nothing is left to do").isZero();
        assertThat(request("GET", "/api/v1/sweeps/..%2F..", "").statusCode()).isEqualTo(404);
    }

    @Test
    void theReadmesCommandsLeadThroughTheLifeOfARun() throws Exception {
        var readme = Files.readString(Path.of("README.md"));
        var block = Pattern.compile("```sh\n(.*?)```", Pattern.DOTALL).matcher(readme);
        assertThat(block.find()).as("a block of shell commands").isTrue();
        var script = block.group(1).replace("http://127.0.0.1:8642", url);
        var process = new ProcessBuilder("bash", "-euo", "pipefail", "-c", script)
                .redirectErrorStream(true)
                .start();
        var said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        assertThat(said).contains("\"state\":\"completed\"");
    }
}
