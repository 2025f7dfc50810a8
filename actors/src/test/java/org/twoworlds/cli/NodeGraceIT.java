package org.twoworlds.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.twoworlds.config.WorldName;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.LogReader;

/** A lab that ends and starts again under machines that train for it, and machines that leave before the end. */
@Tag("long")
class NodeGraceIT {
    @TempDir
    Path folder;

    private final List<Cli.Running> nodes = new ArrayList<>();
    private TestLab lab;
    private int port;

    @BeforeEach
    void start() throws Exception {
        port = TestLab.freePort();
        lab = new TestLab(folder.resolve("home"), "--nodes", Integer.toString(port), "--slots", "0");
    }

    @AfterEach
    void end() throws Exception {
        for (var node : nodes) {
            node.signalAll("KILL");
            node.process().waitFor();
        }
        lab.end();
    }

    private Cli.Running join() throws Exception {
        List<String> command = new ArrayList<>(List.of("join", "127.0.0.1:" + port, "--as", "trainer"));
        command.addAll(lab.key());
        var home = Files.createDirectories(folder.resolve("node-" + nodes.size()));
        var node = new Cli(home).start(command.toArray(String[]::new));
        nodes.add(node);
        return node;
    }

    /** The number of updates that a run's log has of each world: more than steps, where any was done twice. */
    private Map<WorldName, Integer> updates(String run) {
        Map<WorldName, Integer> updates = new EnumMap<>(WorldName.class);
        var log = lab.home().resolve("runs").resolve(run).resolve("log");
        try (var reader = new LogReader(log, 0)) {
            reader.forEach(entry -> {
                if (entry.event() instanceof Event.Step step) {
                    updates.merge(step.world(), 1, Integer::sum);
                }
            });
        }
        return updates;
    }

    private void assertUndisturbed(String run, String expected) throws Exception {
        lab.awaitState(run, "completed");
        assertThat(lab.get("runs/" + run).get("attempts").asInt()).isEqualTo(1);
        assertThat(updates(run))
                .as("no update was done twice")
                .isEqualTo(Map.of(WorldName.REAL, TestLab.STEPS, WorldName.IDEAL, TestLab.STEPS));
        assertThat(lab.digests(run)).isEqualTo(expected);
        assertThat(lab.cli().run("verify", run).exit()).isZero();
    }

    @Test
    void law5_aLabThatIsStartedAgainUnderAMachineThatTrainsCostsItNoStep() throws Exception {
        var expected = lab.undisturbed();
        join();
        var run = lab.submit("rolling");
        lab.awaitStep(run, 30);
        lab.end();
        lab.start();
        lab.awaitStep(run, 100);
        lab.kill();
        lab.start();
        assertUndisturbed(run, expected);
        assertThat(Files.readString(nodes.get(0).err()))
                .contains("keeps its place")
                .doesNotContain("given up");
    }

    @Test
    void law5_aMachineThatLeavesBeforeTheEndWritesResumePointsAndItsRunGoesElsewhere() throws Exception {
        var expected = lab.undisturbed();
        var leaving = join();
        var run = lab.submit("moving");
        lab.awaitStep(run, 30);
        join();
        leaving.signal("USR1");
        var left = leaving.await();
        assertThat(left.exit()).as(left.err()).isZero();
        lab.awaitState(run, "completed");
        assertThat(lab.get("runs/" + run).get("attempts").asInt()).isEqualTo(2);
        assertThat(updates(run))
                .as("no update was done twice")
                .isEqualTo(Map.of(WorldName.REAL, TestLab.STEPS, WorldName.IDEAL, TestLab.STEPS));
        assertThat(lab.digests(run)).isEqualTo(expected);
    }
}
