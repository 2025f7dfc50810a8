package org.twoworlds.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.twoworlds.api.Json;
import org.twoworlds.node.OwnKey;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.LogReader;

/** A lab as a process of its own, and what a test asks of it. */
final class TestLab {
    /** The updates of a small run: a machine of many times the usual speed needs seconds for them. */
    static final int STEPS = 400;

    private static final Duration STILL = Duration.ofMinutes(3);

    private static final List<String> SMALL = List.of(
            "--set",
            "steps=" + STEPS,
            "--set",
            "model=mcnn{width=4}",
            "--set",
            "test.count=300",
            "--set",
            "resumeEvery=20steps",
            "--set",
            "train.count=300");

    private static String undisturbed = "";

    private final HttpClient client = HttpClient.newHttpClient();
    private final Path home;
    private final Cli cli;
    private final String[] options;
    private Cli.Running process;
    private String url = "";

    /** A lab that is started on a home. */
    TestLab(Path home, String... options) throws Exception {
        this(home, List.of(), options);
    }

    /** A lab that another command starts. */
    TestLab(Path home, List<String> before, String... options) throws Exception {
        this.home = home;
        this.options = options;
        cli = new Cli(Files.createDirectories(home), before);
        start();
    }

    void start() throws Exception {
        List<String> command = new ArrayList<>(List.of("lab", "--port", "0"));
        command.addAll(List.of(options));
        process = cli.start(command.toArray(String[]::new));
        url = url(process);
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

    static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    void kill() throws Exception {
        process.signal("KILL");
        process.process().waitFor();
    }

    void end() throws Exception {
        process.signal("TERM");
        process.await();
    }

    Cli cli() {
        return cli;
    }

    Path home() {
        return home;
    }

    String url() {
        return url;
    }

    /** How a machine with another home names the key that this lab made for itself. */
    List<String> key() {
        return List.of(
                "--tls",
                OwnKey.file(home).toString(),
                "--tls-password",
                OwnKey.passwordFile(home).toString());
    }

    Cli.Running process() {
        return process;
    }

    /** Submits a small run with some more settings. */
    String submit(String name, String... settings) throws Exception {
        List<String> command = new ArrayList<>(List.of("submit", "quickstart", "--name", name));
        command.addAll(SMALL);
        for (var setting : settings) {
            command.addAll(List.of("--set", setting));
        }
        var result = cli.run(command.toArray(String[]::new));
        assertThat(result.exit()).as(result.err()).isZero();
        return result.out().strip();
    }

    HttpResponse<String> request(String method, String path, String body, String... headers) throws Exception {
        var builder = HttpRequest.newBuilder(URI.create(url + path))
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        for (var i = 0; i < headers.length; i += 2) {
            builder.header(headers[i], headers[i + 1]);
        }
        return client.send(builder.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** Posts what must be accepted, and says which run the answer names. */
    String post(String path, String body) throws Exception {
        var answer = request("POST", "/api/v1/" + path, body, "Content-Type", "application/json");
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
        return Json.MAPPER.readTree(answer.body()).path("run").asText();
    }

    JsonNode get(String path) throws Exception {
        return Json.MAPPER.readTree(request("GET", "/api/v1/" + path, "").body());
    }

    String state(String run) throws Exception {
        return get("runs/" + run).path("state").asText();
    }

    void awaitState(String run, String state) throws Exception {
        await(run, "is " + state, now -> now.path("state").asText().equals(state));
    }

    void awaitStep(String run, long step) throws Exception {
        await(run, "is at step " + step, now -> now.at("/worlds/real/step").asLong() >= step);
    }

    /** Waits until a step is in a run's log, without asking the lab. */
    void awaitLogged(String run, long step) throws Exception {
        try (var reader = new LogReader(home.resolve("runs").resolve(run).resolve("log"), 0)) {
            while (true) {
                for (var entry = reader.next(); entry.isPresent(); entry = reader.next()) {
                    if (entry.get().event() instanceof Event.Step logged && logged.step() >= step) {
                        return;
                    }
                }
                Thread.sleep(50);
            }
        }
    }

    /** Waits for a run as long as it moves, however slow the machine is: one that stands still for minutes fails. */
    void await(String run, String what, Predicate<JsonNode> holds) throws Exception {
        var now = get("runs/" + run);
        var moved = System.nanoTime();
        while (!holds.test(now)) {
            assertThat(Duration.ofNanos(System.nanoTime() - moved))
                    .as("run " + run + " " + what + "; it stands still at " + now)
                    .isLessThan(STILL);
            Thread.sleep(100);
            var next = get("runs/" + run);
            if (!next.equals(now)) {
                moved = System.nanoTime();
            }
            now = next;
        }
    }

    /** Waits until both worlds have a checkpoint of a step. */
    void awaitCheckpoints(String run, long step) throws Exception {
        for (var i = 0; i < 2_400; i++) {
            var steps = get("runs/" + run + "/checkpoints").findValuesAsText("step");
            if (steps.stream().filter(s -> s.equals(Long.toString(step))).count() == 2) {
                return;
            }
            Thread.sleep(20);
        }
        throw new AssertionError("run " + run + " never had checkpoints at step " + step);
    }

    /** The digests of both worlds. */
    String digests(String run) throws Exception {
        return digests(cli, run);
    }

    /** The digests of both worlds of a run of any home. */
    static String digests(Cli cli, String run) throws Exception {
        var worlds = cli.run("show", run, "--json").json().get("worlds");
        return worlds.at("/real/digest").asText() + worlds.at("/ideal/digest").asText();
    }

    /** A small run in a process of its own. */
    static Cli.Result run(Cli cli, String name, String... settings) throws Exception {
        List<String> command = new ArrayList<>(List.of("run", "quickstart", "--name", name));
        command.addAll(SMALL);
        for (var setting : settings) {
            command.addAll(List.of("--set", setting));
        }
        return cli.run(command.toArray(String[]::new));
    }

    /** The digests of a small run in its own process, made once. */
    String undisturbed() throws Exception {
        if (!undisturbed.isEmpty()) {
            return undisturbed;
        }
        var result = run(cli, "undisturbed");
        assertThat(result.exit()).as(result.err()).isZero();
        undisturbed = digests("undisturbed");
        return undisturbed;
    }

    /** Waits for a run's attempt of a number, and says which process makes it. */
    ProcessHandle attempt(String run, int number) throws Exception {
        try (var reader = new LogReader(home.resolve("runs").resolve(run).resolve("log"), 0)) {
            for (var i = 0; i < 2_400; i++) {
                for (var entry = reader.next(); entry.isPresent(); entry = reader.next()) {
                    if (entry.get().event() instanceof Event.Attempt attempt && attempt.number() == number) {
                        return ProcessHandle.of(attempt.pid()).orElseThrow();
                    }
                }
                Thread.sleep(50);
            }
        }
        throw new AssertionError("run " + run + " never had attempt " + number + ": "
                + cli.run("show", run).out() + Files.readString(process.err()));
    }
}
