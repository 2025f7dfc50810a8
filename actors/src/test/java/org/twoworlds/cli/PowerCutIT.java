package org.twoworlds.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.twoworlds.stream.log.LogEntry;
import org.twoworlds.stream.log.LogReader;

/**
 * The power is cut at random moments: what was acknowledged as durable before is there afterwards, and everything goes on to
 * the undisturbed weights. Three cuts of each kind in the profile long, twenty in study.
 */
class PowerCutIT {
    private static final List<String> SETTINGS = List.of(
            "model=mcnn{width=4}",
            "steps=400",
            "batch=32",
            "world.n=256",
            "optimizer.rate=0.01",
            "optimizer.momentum=0.9",
            "test.count=200",
            "train.count=200",
            "resumeEvery=15steps",
            "trainer.threads=1",
            "checkpoints=every:50");

    @TempDir
    Path folder;

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);

    @BeforeEach
    void needsADisk() throws InterruptedException {
        var missing = PowerCut.missing();
        if (!missing.isEmpty()) {
            System.out.println("SKIPPED: PowerCutIT needs root and a loop device: " + missing);
        }
        Assumptions.assumeTrue(missing.isEmpty(), missing);
        System.out.println("PowerCutIT seed " + seed);
    }

    private static String[] words(List<String> begin, String... settings) {
        List<String> words = new ArrayList<>(begin);
        SETTINGS.forEach(s -> words.addAll(List.of("--set", s)));
        for (var setting : settings) {
            words.addAll(List.of("--set", setting));
        }
        return words.toArray(String[]::new);
    }

    /** The events of a log that the log itself says were forced, at this very moment. */
    private static List<LogEntry> forced(Path run) {
        List<LogEntry> entries = new ArrayList<>();
        if (Files.isDirectory(run.resolve("log"))) {
            try (var reader = new LogReader(run.resolve("log"), 0)) {
                reader.forEach(entries::add);
                return List.copyOf(entries.subList(0, (int) reader.forced()));
            }
        }
        return entries;
    }

    private static Map<String, List<LogEntry>> allForced(Path home) throws IOException {
        Map<String, List<LogEntry>> all = new LinkedHashMap<>();
        if (Files.isDirectory(home.resolve("runs"))) {
            try (var runs = Files.list(home.resolve("runs"))) {
                for (var run : runs.filter(Files::isDirectory).sorted().toList()) {
                    all.put(run.getFileName().toString(), forced(run));
                }
            }
        }
        return all;
    }

    /** Every event that was forced before the cut is there after it, and every file that such an event names. */
    private static void assertKept(Path home, Map<String, List<LogEntry>> forced) {
        forced.forEach((run, entries) -> {
            if (entries.isEmpty()) {
                return;
            }
            List<LogEntry> kept = new ArrayList<>();
            try (var reader = new LogReader(home.resolve("runs").resolve(run).resolve("log"), 0)) {
                reader.forEach(kept::add);
            }
            assertThat(kept.size()).as(run).isGreaterThanOrEqualTo(entries.size());
            assertThat(kept.subList(0, entries.size())).as(run).isEqualTo(entries);
        });
    }

    private static String digests(Cli cli, String run) throws Exception {
        var shown = cli.run("show", run, "--json");
        assertThat(shown.exit()).as(shown.err()).isZero();
        return shown.json().at("/worlds/real/digest").asText()
                + shown.json().at("/worlds/ideal/digest").asText();
    }

    private static void assertVerified(Cli cli, String run) throws Exception {
        var verified = cli.run("verify", run, "--json");
        assertThat(verified.exit()).as(verified.out() + verified.err()).isZero();
    }

    @Test
    @Tag("long")
    void law5_aRunWhosePowerIsCutGoesOnToTheUndisturbedWeights() throws Exception {
        runs(3);
    }

    @Test
    @Tag("study")
    void law5_twentyRunsWhosePowerIsCutGoOnToTheUndisturbedWeights() throws Exception {
        runs(20);
    }

    private void runs(int cuts) throws Exception {
        var calm = new Cli(Files.createDirectory(folder.resolve("calm")));
        assertThat(calm.run(words(List.of("run", "quickstart", "--name", "r"))).exit())
                .isZero();
        var undisturbed = digests(calm, "r");
        var events = 0;
        for (var i = 0; i < cuts; i++) {
            try (var disk = new PowerCut()) {
                var home = Files.createDirectory(disk.live().resolve("home"));
                var running = new Cli(home).start(words(List.of("run", "quickstart", "--name", "r")));
                try {
                    awaitRun(running, home);
                    running.process().waitFor(random.nextInt(4_000), TimeUnit.MILLISECONDS);
                    PowerCut.stop(running.process().toHandle());
                    var forced = allForced(home);
                    events += forced.values().stream().mapToInt(List::size).sum();
                    var cut = disk.cut().resolve("home");
                    assertKept(cut, forced);
                    var cli = new Cli(cut);
                    if (!cli.run("runs", "--json")
                            .json()
                            .at("/0/state")
                            .asText()
                            .equals("completed")) {
                        var resumed = cli.run("run", "--resume", "r");
                        assertThat(resumed.exit()).as(resumed.err()).isZero();
                    }
                    assertThat(digests(cli, "r")).isEqualTo(undisturbed);
                    assertVerified(cli, "r");
                } finally {
                    running.process().destroyForcibly().waitFor();
                }
            }
        }
        System.out.println("PowerCutIT: " + cuts + " cuts of a run, " + events + " events were forced before");
    }

    /** Until record 0 was acknowledged: the command says where the run lies. */
    private static void awaitRun(Cli.Running running, Path home) throws Exception {
        while (!Files.readString(running.err()).contains("Run ")) {
            assertThat(running.process().isAlive())
                    .as(Files.readString(running.err()))
                    .isTrue();
            TimeUnit.MILLISECONDS.sleep(10);
        }
        assertThat(allForced(home).values())
                .as("what a command says it made is forced")
                .allMatch(e -> !e.isEmpty());
    }

    @Test
    @Tag("long")
    void law5_aSweepWhosePowerIsCutGoesOnToTheUndisturbedWeights() throws Exception {
        sweeps(3);
    }

    @Test
    @Tag("study")
    void law5_twentySweepsWhosePowerIsCutGoOnToTheUndisturbedWeights() throws Exception {
        sweeps(20);
    }

    private void sweeps(int cuts) throws Exception {
        var command = words(List.of("run", "quickstart", "--json"), "world.n=[64,128]", "steps=150");
        var calm = new Cli(Files.createDirectory(folder.resolve("calm")));
        var sweep = calm.run(command).json().get("sweep").asText();
        List<String> undisturbed = new ArrayList<>();
        for (var i = 1; i <= 3; i++) {
            undisturbed.add(digests(calm, sweep + "." + i));
        }
        for (var i = 0; i < cuts; i++) {
            try (var disk = new PowerCut()) {
                var home = Files.createDirectory(disk.live().resolve("home"));
                var running = new Cli(home).start(command);
                try {
                    while (!Files.readString(running.err()).contains("[1/3]")) {
                        TimeUnit.MILLISECONDS.sleep(10);
                    }
                    running.process().waitFor(random.nextInt(7_000), TimeUnit.MILLISECONDS);
                    PowerCut.stop(running.process().toHandle());
                    var said =
                            Files.readString(running.err()).lines().findFirst().orElseThrow();
                    var forced = allForced(home);
                    var cut = disk.cut().resolve("home");
                    assertKept(cut, forced);
                    var cli = new Cli(cut);
                    var id = said.split("[ :]")[1];
                    var resumed = cli.run("run", "--resume", id, "--json");
                    assertThat(resumed.exit()).as(resumed.err()).isZero();
                    for (var cell = 1; cell <= 3; cell++) {
                        assertThat(digests(cli, id + "." + cell)).isEqualTo(undisturbed.get(cell - 1));
                        assertVerified(cli, id + "." + cell);
                    }
                } finally {
                    running.process().destroyForcibly().waitFor();
                }
            }
        }
    }

    @Test
    @Tag("long")
    void law5_whatALabHasAnsweredSurvivesAPowerCut() throws Exception {
        labs(3);
    }

    @Test
    @Tag("study")
    void law5_whatALabHasAnsweredSurvivesTwentyPowerCuts() throws Exception {
        labs(20);
    }

    private void labs(int cuts) throws Exception {
        var calm = new Cli(Files.createDirectory(folder.resolve("calm")));
        assertThat(calm.run(words(List.of("run", "quickstart", "--name", "r"), "steps=150"))
                        .exit())
                .isZero();
        var undisturbed = digests(calm, "r");
        for (var i = 0; i < cuts; i++) {
            try (var disk = new PowerCut()) {
                var lab = new TestLab(disk.live().resolve("home"), "--slots", "2");
                try {
                    var answered = ask(lab);
                    TimeUnit.MILLISECONDS.sleep(random.nextInt(2_000));
                    PowerCut.stop(lab.process().process().toHandle());
                    var forced = allForced(lab.home());
                    var cut = disk.cut().resolve("home");
                    assertKept(cut, forced);
                    goOn(new TestLab(cut, "--slots", "2"), answered, undisturbed);
                } finally {
                    lab.process().signalAll("KILL");
                }
            }
        }
    }

    /** What a lab answered, by what was asked: run ids. */
    private record Answered(String run, String stopped, String fork) {}

    private Answered ask(TestLab lab) throws Exception {
        var body =
                "{\"recipe\": \"quickstart\", \"set\": [\"" + String.join("\", \"", SETTINGS) + "\", \"steps=150\"]}";
        var run = lab.post("runs", body);
        var stopped = lab.post("runs", body);
        lab.awaitCheckpoints(run, 50);
        lab.post("runs/" + run + "/evaluators", "{\"on\": \"shapes:train\", \"as\": \"onlooker\"}");
        var fork = lab.post("runs/" + run + "/fork", "{\"step\": 50, \"set\": []}");
        lab.post("runs/" + stopped + "/stop", "{}");
        return new Answered(run, stopped, fork);
    }

    private static void goOn(TestLab lab, Answered answered, String undisturbed) throws Exception {
        try {
            lab.awaitState(answered.run(), "completed");
            assertThat(lab.digests(answered.run())).isEqualTo(undisturbed);
            assertVerified(lab.cli(), answered.run());
            lab.awaitState(answered.fork(), "completed");
            lab.awaitState(answered.stopped(), "stopped");
            JsonNode evaluators = lab.get("runs/" + answered.run() + "/evaluators");
            assertThat(evaluators.findValuesAsText("evaluator")).contains("onlooker");
        } finally {
            lab.end();
        }
    }
}
