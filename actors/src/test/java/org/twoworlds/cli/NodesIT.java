package org.twoworlds.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A lab and machines that joined it, each a JVM of its own with a home of its own. */
@Tag("long")
class NodesIT {
    @TempDir
    Path folder;

    private final List<Cli.Running> nodes = new ArrayList<>();
    private TestLab lab;
    private int port;

    @BeforeEach
    void start() throws Exception {
        port = TestLab.freePort();
        var options = new String[] {"--nodes", Integer.toString(port), "--slots", "0", "--node-grace", "5s"};
        lab = new TestLab(folder.resolve("home"), options);
    }

    @AfterEach
    void end() throws Exception {
        for (var node : nodes) {
            node.signalAll("KILL");
            node.process().waitFor();
        }
        lab.end();
    }

    private Cli.Running join(String role) throws Exception {
        var home = Files.createDirectories(folder.resolve("node-" + nodes.size()));
        return join(home, "--as", role);
    }

    private Cli.Running join(Path home, String... options) throws Exception {
        List<String> command = new ArrayList<>(List.of("join", "127.0.0.1:" + port));
        command.addAll(List.of(options));
        command.addAll(lab.key());
        var node = new Cli(home).start(command.toArray(String[]::new));
        nodes.add(node);
        return node;
    }

    private void awaitNodes(int count) throws Exception {
        for (var i = 0; i < 1_200 && lab.get("nodes").size() != count; i++) {
            Thread.sleep(100);
        }
        assertThat(lab.get("nodes").size()).isEqualTo(count);
    }

    /** Which checkpoints an evaluator scored on a set, each once. */
    private Set<String> scored(String run, String evaluator, String set) throws Exception {
        var seen = new TreeSet<String>();
        lab.get("runs/" + run).get("scores").forEach(s -> {
            if (s.get("evaluator").asText().equals(evaluator)
                    && s.get("set").asText().equals(set)) {
                assertThat(seen.add(s.get("world").asText() + s.get("step").asLong()))
                        .as("a score is logged once: " + s)
                        .isTrue();
            }
        });
        return seen;
    }

    /** Waits until an evaluator has scored what the run's own has, from step 0 to the last. */
    private void assertAllScored(String run, String evaluator, String set) throws Exception {
        var expected = scored(run, "run", "test");
        for (var i = 0; i < 600 && scored(run, evaluator, set).size() < expected.size(); i++) {
            Thread.sleep(100);
        }
        assertThat(scored(run, evaluator, set))
                .isEqualTo(expected)
                .contains("real0", "real" + TestLab.STEPS, "ideal" + TestLab.STEPS);
    }

    @Test
    void law5_aRunGoesOnElsewhereWhenItsMachineIsKilledAndItsEvaluatorsToo() throws Exception {
        var expected = lab.undisturbed();
        var trainer = join("trainer");
        var evaluator = join("evaluator");
        awaitNodes(2);
        var run = lab.submit("travelling");
        assertThat(lab.cli()
                        .run("attach", run, "--on", "shapes:train", "--as", "onlooker", "--metrics", "calibration")
                        .exit())
                .isZero();
        lab.awaitStep(run, 40);
        join("trainer");
        awaitNodes(3);
        evaluator.signalAll("KILL");
        lab.awaitStep(run, 60);
        trainer.signalAll("KILL");
        lab.attempt(run, 2);
        lab.awaitState(run, "completed");
        assertThat(lab.digests(run)).isEqualTo(expected);
        assertThat(lab.cli().run("verify", run).exit()).isZero();
        assertAllScored(run, "onlooker", "shapes:train");
        assertThat(lab.cli().run("nodes").out()).contains("trainer").doesNotContain("evaluator");
    }

    @Test
    void law5_aRunGoesOnWhenTheLabIsKilledAndItsMachineFrozen() throws Exception {
        var expected = lab.undisturbed();
        var first = join("trainer");
        awaitNodes(1);
        var run = lab.submit("cold");
        lab.awaitStep(run, 40);
        lab.kill();
        lab.start();
        lab.attempt(run, 2); // the machine joins again by itself, and takes its run up
        lab.awaitStep(run, 80);
        first.signalAll("STOP");
        awaitNodes(0);
        first.signalAll("CONT");
        lab.attempt(run, 3);
        lab.awaitState(run, "completed");
        assertThat(lab.digests(run)).isEqualTo(expected);
        assertThat(lab.cli().run("verify", run).exit()).isZero();
    }

    @Test
    void law5_aCrashInOneOfAMachinesTrainersHarmsNoOther() throws Exception {
        var expected = lab.undisturbed();
        var home = Files.createDirectories(folder.resolve("wide"));
        var node = join(home, "--as", "trainer", "--slots", "2", "--device", "cpu");
        awaitNodes(2);
        assertThat(lab.cli().run("nodes").out()).contains("trainer    1 slot on cpu");
        var one = lab.submit("one");
        var other = lab.submit("other");
        lab.awaitStep(one, 20);
        lab.awaitStep(other, 20);
        assertThat(lab.cli()
                        .run("attach", other, "--on", "shapes:train", "--as", "mover")
                        .exit())
                .isZero();
        join("evaluator");
        awaitNodes(3);
        var moved = folder.resolve("node-1").resolve("nodes").toFile();
        for (var i = 0; i < 300 && !hasTask(moved, "evaluations-mover"); i++) {
            Thread.sleep(100);
        }
        assertThat(hasTask(moved, "evaluations-mover")).isTrue();
        var crashed = lab.attempt(one, 1);
        crashed.destroyForcibly();
        lab.awaitState(other, "completed");
        lab.awaitState(one, "completed");
        lab.attempt(one, 2);
        assertThat(lab.digests(one)).isEqualTo(expected);
        assertThat(lab.digests(other)).isEqualTo(expected);
        assertThat(lab.get("runs/" + other).get("attempts").asInt()).isEqualTo(1);
        assertAllScored(other, "mover", "shapes:train");
        awaitNodes(3);
        var slots = node.process().descendants().toList();
        assertThat(slots).hasSize(2).doesNotContain(crashed);
        node.signal("KILL");
        for (var slot : slots) {
            slot.onExit().get(60, java.util.concurrent.TimeUnit.SECONDS);
        }
    }

    /** Whether a machine works at something, by the folders that it keeps for it. */
    private static boolean hasTask(java.io.File nodes, String task) {
        var processes = nodes.listFiles();
        return processes != null
                && Stream.of(processes)
                        .anyMatch(p -> p.toPath().resolve(task).toFile().isDirectory());
    }

    /** A short run that begins with weights, here or in the lab. */
    private Cli.Result smoke(String command, Path init, String... more) throws Exception {
        List<String> all = new ArrayList<>(List.of(command, "quickstart", "--size", "smoke"));
        for (var setting : List.of("init=" + init, "steps=60", "seed=7")) {
            all.addAll(List.of("--set", setting));
        }
        all.addAll(List.of(more));
        return lab.cli().run(all.toArray(String[]::new));
    }

    @Test
    void law3_aRunTakesTheWeightsThatItBeginsWithToAnotherMachine() throws Exception {
        var weights = folder.resolve("home").resolve("w.safetensors");
        var first = lab.cli().run("run", "quickstart", "--size", "smoke", "--name", "first");
        assertThat(first.exit()).as(first.err()).isZero();
        var checkpoints = lab.cli().run("checkpoints", "first", "--json").json();
        Files.copy(Path.of(checkpoints.get(checkpoints.size() - 1).get("file").asText()), weights);
        var here = smoke("run", weights, "--name", "here");
        assertThat(here.exit()).as(here.err()).isZero();
        join("trainer");
        awaitNodes(1);
        var submitted = smoke("submit", weights);
        assertThat(submitted.exit()).as(submitted.err()).isZero();
        var run = submitted.out().strip();
        lab.attempt(run, 1);
        Files.delete(weights);
        lab.awaitState(run, "completed");
        assertThat(lab.digests(run)).isEqualTo(lab.digests("here"));
        assertThat(lab.cli().run("verify", run).exit()).isZero();
    }

    private static void ip(String command) throws Exception {
        var all = ("ip " + command).split(" ");
        TestKeys.run(all);
    }

    @Test
    void law5_aRunGoesOnWhenItsMachineWasCutOffAndReturns() throws Exception {
        var expected = lab.undisturbed();
        var name = "tw" + ProcessHandle.current().pid();
        try {
            ip("netns add " + name);
        } catch (IOException | AssertionError e) {
            assumeTrue(false, "no network namespace can be made here: " + e.getMessage());
        }
        var here = "10.213.77.1";
        var password = TestKeys.secret(folder, "password", "a password");
        var token = TestKeys.secret(folder, "token", "0123456789abcdef0123456789abcdef");
        var keys = TestKeys.make(folder, "lab.p12", here, password).toString();
        var secure = new String[] {"--tls", keys, "--tls-password", password.toString()};
        var cutOff = TestLab.freePort();
        try {
            ip("link add " + name + "a type veth peer name " + name + "b netns " + name);
            ip("addr add " + here + "/24 dev " + name + "a");
            ip("link set " + name + "a up");
            ip("-n " + name + " addr add 10.213.77.2/24 dev " + name + "b");
            ip("-n " + name + " link set " + name + "b up");
            ip("-n " + name + " link set lo up");
            var options = Stream.of(
                            List.of("--bind", here, "--nodes", Integer.toString(cutOff), "--slots", "0"),
                            List.of("--node-grace", "5s"),
                            List.of("--token-file", token.toString()),
                            List.of(secure))
                    .flatMap(List::stream)
                    .toArray(String[]::new);
            var far = new TestLab(folder.resolve("far"), options);
            try {
                var node =
                        new Cli(Files.createDirectories(folder.resolve("cut")), List.of("ip", "netns", "exec", name));
                nodes.add(node.start(
                        "join", here + ":" + cutOff, "--as", "trainer", secure[0], secure[1], secure[2], secure[3]));
                var run = far.submit("cut");
                far.awaitLogged(run, 40);
                ip("link set " + name + "a down");
                while (!far.cli().run("nodes").out().isEmpty()) {
                    Thread.sleep(500);
                }
                ip("link set " + name + "a up");
                far.attempt(run, 2);
                assertThat(far.cli().run("watch", run).out()).contains("completed");
                assertThat(far.digests(run)).isEqualTo(expected);
                assertThat(far.cli().run("verify", run).exit()).isZero();
            } finally {
                far.end();
            }
        } finally {
            ip("netns del " + name);
        }
    }
}
