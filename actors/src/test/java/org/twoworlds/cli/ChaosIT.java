package org.twoworlds.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.twoworlds.api.Json;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.LogReader;

/**
 * A lab trains three runs to their undisturbed weights while other runs' folders are damaged, workers are stopped and killed,
 * noise comes to both ports, and sweeps of four hundred runs are submitted.
 */
class ChaosIT {
    @TempDir
    Path folder;

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);
    private final List<Path> decoys = new ArrayList<>();
    private final List<Long> answered = new ArrayList<>();
    private TestLab lab;
    private String spare = "";
    private int nodes;

    @Test
    @Tag("long")
    void threeRunsGoOnForAMinute() throws Exception {
        threeRunsGoOn(300, 1);
    }

    @Test
    @Tag("study")
    void threeRunsGoOnForTenMinutes() throws Exception {
        threeRunsGoOn(6_000, 6);
    }

    /** What is done once a round; the runs that must go on are never named here, but for their workers. */
    private void disturb(int round, List<String> runs, int sweeps) throws Exception {
        var damages = Damage.values();
        var decoy = Damage.copy(lab.home().resolve("runs").resolve(spare), "20200101-000000-" + round);
        decoys.add(decoy);
        damages[round % damages.length].to(decoy, random);
        noise(URI.create(lab.url()).getPort());
        noise(nodes);
        if (round % 8 == 3) {
            stopAndKill(runs.get(random.nextInt(runs.size())));
        }
        if (round % 10 == 5 && answered.size() < sweeps) {
            submitSweep();
        }
        assertThat(lab.request("GET", "/health", "").statusCode()).isEqualTo(200);
        assertThat(lab.get("runs").isArray()).as("round " + round).isTrue();
    }

    private void noise(int port) throws IOException {
        try (var socket = new Socket("127.0.0.1", port)) {
            var bytes = new byte[200];
            random.nextBytes(bytes);
            socket.getOutputStream().write(bytes);
        }
    }

    /** The newest process of a run is stopped, and killed a moment later. */
    private void stopAndKill(String run) throws Exception {
        var pid = 0L;
        try (var reader = new LogReader(lab.home().resolve("runs").resolve(run).resolve("log"), 0)) {
            for (var entry = reader.next(); entry.isPresent(); entry = reader.next()) {
                if (entry.get().event() instanceof Event.Attempt attempt) {
                    pid = attempt.pid();
                }
            }
        }
        var worker = ProcessHandle.of(pid);
        if (worker.isPresent()) {
            new ProcessBuilder("kill", "-STOP", "" + pid).start().waitFor();
            TimeUnit.MILLISECONDS.sleep(random.nextInt(300));
            worker.get().destroyForcibly();
        }
    }

    private void submitSweep() throws Exception {
        var seeds = new ArrayList<String>();
        for (var i = 0; i < 400; i++) {
            seeds.add("" + i);
        }
        var body = Json.text(
                Json.ordered("recipe", "toy-a", "set", List.of("seed=[" + String.join(",", seeds) + "]", "steps=30")));
        var began = System.nanoTime();
        var answer = lab.request("POST", "/api/v1/runs", body, "Content-Type", "application/json");
        answered.add((System.nanoTime() - began) / 1_000_000);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        var sweep = Json.MAPPER.readTree(answer.body());
        assertThat(sweep.path("takenUp").asInt()).isEqualTo(400);
        var last = lab.home().resolve("runs").resolve(sweep.at("/runs/399").asText());
        assertThat(last).as("a run is made when its turn comes").doesNotExist();
        assertThat(lab.state(last.getFileName().toString())).isEqualTo("queued");
    }

    private void threeRunsGoOn(int steps, int sweeps) throws Exception {
        System.out.println("ChaosIT seed " + seed);
        nodes = TestLab.freePort();
        lab = new TestLab(folder.resolve("home"), "--slots", "3", "--nodes", "" + nodes, "--node-grace", "10s");
        try {
            var cli = lab.cli();
            assertThat(cli.run("run", "toy-a", "--set", "seed=1", "--set", "steps=60", "--name", "spare")
                            .exit())
                    .isZero();
            spare = cli.run("show", "spare", "--json").json().get("run").asText();
            List<String> runs = new ArrayList<>();
            for (var i = 1; i <= 3; i++) {
                runs.add(lab.submit("run" + i, "steps=" + steps, "seed=" + i, "resumeEvery=50steps"));
            }
            for (var run : runs) {
                lab.awaitStep(run, 1);
            }
            var round = 0;
            while (!areCompleted(runs)) {
                disturb(round++, runs, sweeps);
                TimeUnit.MILLISECONDS.sleep(500);
            }
            assertThat(answered)
                    .as("sweeps that were submitted in " + round + " rounds")
                    .hasSize(sweeps);
            assertThat(lab.request("GET", "/metrics", "").body()).contains("twoworlds_runs{state=\"unreadable\"}");
            lab.end();
            lab.process().signalAll("KILL"); // the sweeps' runs that are still under way
            for (var i = 1; i <= 3; i++) {
                var alone = new Cli(Files.createDirectory(folder.resolve("alone" + i)));
                assertThat(TestLab.run(alone, "alone", "steps=" + steps, "seed=" + i, "resumeEvery=50steps")
                                .exit())
                        .isZero();
                assertThat(lab.digests(runs.get(i - 1))).isEqualTo(TestLab.digests(alone, "alone"));
                assertThat(cli.run("verify", runs.get(i - 1)).exit()).isZero();
            }
            System.out.println("ChaosIT: " + round + " rounds, " + decoys.size()
                    + " runs damaged, sweeps of 400 answered in " + answered + " ms");
        } finally {
            lab.process().signalAll("KILL");
        }
    }

    private boolean areCompleted(List<String> runs) throws Exception {
        for (var run : runs) {
            if (!lab.state(run).equals("completed")) {
                return false;
            }
        }
        return true;
    }
}
