package org.twoworlds.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.twoworlds.api.Json;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.LogReader;

/** Nothing acknowledged is lost: real processes, killed for real. */
class LawFiveIT {
    private static final String[] RUN = {
        "run",
        "quickstart",
        "--smoke",
        "--name",
        "r",
        "--set",
        "model=mcnn{width=4}",
        "--set",
        "steps=1200",
        "--set",
        "batch=32",
        "--set",
        "world.n=256",
        "--set",
        "optimizer.momentum=0.9",
        "--set",
        "optimizer.rate=0.01",
        "--set",
        "test.count=200",
        "--set",
        "resumeEvery=15steps",
        "--set",
        "trainer.threads=1",
        "--set",
        "checkpoints=every:100"
    };

    @TempDir
    Path folder;

    @Test
    void law5_aRunKilledAtRandomMomentsGetsTheUndisturbedWeights() throws Exception {
        killed(6);
    }

    /** {@code mvn verify -Plong}. */
    @Test
    @Tag("long")
    void law5_aRunKilledAtTwentyRandomMomentsGetsTheUndisturbedWeights() throws Exception {
        killed(20);
    }

    private void killed(int kills) throws Exception {
        var seed = System.nanoTime();
        System.out.println("law5 seed " + seed);
        var random = new Random(seed);
        var undisturbed = new Cli(Files.createDirectory(folder.resolve("a")));
        assertThat(undisturbed.run(RUN).exit()).isZero();

        var home = Files.createDirectory(folder.resolve("b"));
        var killed = new Cli(home);
        Set<String> acknowledged = new HashSet<>();
        long events = 0;
        for (var i = 0; i < kills; i++) {
            var running = killed.start(i == 0 ? RUN : new String[] {"run", "--resume", "r"});
            // Every fifth dies at any moment of the start, the others once the run is taken up: training, scoring,
            // saving.
            var millis = i % 5 == 4 ? random.nextInt(3000) : 200 + random.nextInt(1800);
            if ((i % 5 != 4 && !isTakenUp(running)) || running.process().waitFor(millis, TimeUnit.MILLISECONDS)) {
                assertThat(running.await().exit()).as(running.await().err()).isZero();
                break;
            }
            running.process().destroyForcibly().waitFor();
            var log = killed.run("replay", "r");
            assertThat(log.exit()).as(log.err()).isZero();
            var lines = log.out().lines().toList();
            assertThat((long) lines.size()).as("no event is lost").isGreaterThanOrEqualTo(events);
            events = lines.size();
            var scores = scores(lines);
            assertThat(scores).doesNotHaveDuplicates().containsAll(acknowledged);
            acknowledged.addAll(scores);
            if (i == kills / 3) {
                truncateNewest(home, "resume");
            }
        }
        var end = killed.run("run", "--resume", "r", "--json");
        if (end.exit() != 0) {
            assertThat(end.err()).contains("must not be completed");
        }
        var shown = killed.run("show", "r", "--json").json();
        var expected = undisturbed.run("show", "r", "--json").json();
        for (var world : List.of("real", "ideal")) {
            assertThat(digest(shown, world)).isEqualTo(digest(expected, world));
        }
        assertThat(shown.get("attempts").asInt()).isGreaterThan(kills / 4);
        assertThat(keys(shown)).doesNotHaveDuplicates().containsAll(keys(expected));
        var verified = killed.run("verify", "r", "--json");
        assertThat(verified.exit()).as(verified.out()).isZero();
    }

    /** Waits until a process has taken the run up; false where it has ended. */
    private static boolean isTakenUp(Cli.Running running) throws IOException, InterruptedException {
        while (running.process().isAlive()) {
            if (Files.readString(running.err()).contains("Run ")) {
                return true;
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
        return false;
    }

    /** Waits until the one run below a folder has done a few steps. */
    private static void awaitSteps(Cli.Running running, Path runs) throws IOException, InterruptedException {
        assertThat(isTakenUp(running)).isTrue();
        Path log;
        try (var all = Files.list(runs)) {
            log = all.findFirst().orElseThrow().resolve("log");
        }
        try (var reader = new LogReader(log, 0)) {
            for (var steps = 0; steps < 40 && running.process().isAlive(); ) {
                var entry = reader.next();
                if (entry.isEmpty()) {
                    TimeUnit.MILLISECONDS.sleep(20);
                } else if (entry.get().event() instanceof Event.Step) {
                    steps++;
                }
            }
        }
    }

    private static String digest(JsonNode run, String world) {
        return run.at("/worlds/" + world + "/digest").asText();
    }

    private static List<String> scores(List<String> lines) throws IOException {
        List<String> keys = new ArrayList<>();
        for (var line : lines) {
            var event = Json.MAPPER.readTree(line);
            if (event.get("type").asText().equals("score")) {
                keys.add(key(event));
            }
        }
        return keys;
    }

    private static List<String> keys(JsonNode run) {
        List<String> keys = new ArrayList<>();
        // Which further checkpoints are taken near T(n) depends on when its score came: compare those of the cadence.
        run.get("scores").forEach(s -> {
            if (s.get("step").asLong() % 100 == 0) {
                keys.add(key(s));
            }
        });
        return keys;
    }

    private static String key(JsonNode s) {
        return s.get("evaluator").asText() + " " + s.get("world").asText() + " "
                + s.get("step").asText() + " " + s.get("set").asText();
    }

    private static void truncateNewest(Path home, String kind) throws IOException {
        try (var files = Files.walk(home)) {
            var newest = files.filter(
                            f -> f.getParent().getFileName().toString().equals(kind))
                    .filter(f -> f.toString().endsWith(".safetensors"))
                    .max(Comparator.comparing(f -> f.toFile().lastModified()));
            if (newest.isPresent()) {
                try (var channel = FileChannel.open(newest.get(), StandardOpenOption.WRITE)) {
                    channel.truncate(channel.size() / 2);
                }
            }
        }
    }

    /** Whether this process was started in the background of a shell: then it and all that it starts ignore SIGINT. */
    private static boolean isInterruptIgnored() throws IOException {
        var ignored = Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .mapToLong(line -> Long.parseUnsignedLong(line.split("\\s+")[1], 16))
                .anyMatch(mask -> (mask & 1 << 1) != 0);
        if (ignored) {
            System.out.println("SKIPPED in part: SIGINT is ignored by all that this shell starts in the background");
        }
        return ignored;
    }

    @Test
    void signalsSaveTheRunAndItGoesOn() throws Exception {
        for (var signal : isInterruptIgnored() ? List.of("TERM") : List.of("INT", "TERM")) {
            var cli = new Cli(Files.createDirectory(folder.resolve(signal)));
            var running = cli.start(RUN);
            awaitSteps(running, folder.resolve(signal).resolve("runs"));
            running.signal(signal);
            var result = running.await();
            assertThat(result.exit()).isEqualTo(signal.equals("INT") ? 130 : 143);
            var shown = cli.run("show", "r", "--json").json();
            assertThat(shown.get("state").asText()).isEqualTo("interrupted");
            assertThat(shown.at("/worlds/real/step").asLong()).isPositive();
            var resumed = cli.run("run", "--resume", "r", "--json");
            assertThat(resumed.exit()).as(resumed.err()).isZero();
            assertThat(resumed.json().get("state").asText()).isEqualTo("completed");
        }
    }
}
