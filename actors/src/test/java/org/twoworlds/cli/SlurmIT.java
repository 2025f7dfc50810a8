package org.twoworlds.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A lab whose machines are jobs of a real Slurm on this machine; skipped where Slurm is not installed. */
class SlurmIT {
    private static final int LONG_STEPS = 3_000;

    @TempDir
    Path folder;

    private TestSlurm slurm;
    private TestLab lab;
    private int port;

    @BeforeEach
    void start() throws Exception {
        slurm = new TestSlurm(Files.createDirectories(folder.resolve("s")));
        port = TestLab.freePort();
        lab = new TestLab(folder.resolve("home"), "--nodes", "" + port, "--slots", "0", "--node-grace", "20s");
    }

    @AfterEach
    void end() throws Exception {
        if (slurm != null) {
            slurm.close();
        }
        if (lab != null) {
            lab.end();
        }
    }

    private Map<String, String> environment(String role) throws Exception {
        Map<String, String> environment = new HashMap<>();
        environment.put("TWOWORLDS", Cli.program(folder.resolve("twoworlds")).toString());
        environment.put("TWOWORLDS_JOIN", "127.0.0.1:" + port);
        environment.put("TWOWORLDS_ROLE", role);
        environment.put("TWOWORLDS_TLS", lab.key().get(1));
        environment.put("TWOWORLDS_TLS_PASSWORD", lab.key().get(3));
        environment.put("TMPDIR", Files.createDirectories(folder.resolve("tmp")).toString());
        return environment;
    }

    private String trainer(String... options) throws Exception {
        return slurm.submit(environment("trainer"), options);
    }

    private int attempts(String run) throws Exception {
        return lab.get("runs/" + run).get("attempts").asInt();
    }

    /** Waits for the end of a run, whose digests and scores must be those of an undisturbed one. */
    private void assertUndisturbed(String run, String undisturbed) throws Exception {
        lab.awaitState(run, "completed");
        assertThat(lab.digests(run)).isEqualTo(lab.digests(undisturbed));
        assertThat(lab.cli().run("verify", run).exit()).isZero();
        assertThat(scores(run)).isEqualTo(scores(undisturbed));
    }

    /** What was scored, each once. */
    private HashSet<String> scores(String run) throws Exception {
        var scores = new HashSet<String>();
        lab.get("runs/" + run).get("scores").forEach(s -> {
            if (s.get("evaluator").asText().equals("run")) {
                var score =
                        s.get("world").asText() + " " + s.get("step") + " " + s.get("set") + " " + s.get("softError");
                assertThat(scores.add(score)).as("logged once: " + score).isTrue();
            }
        });
        assertThat(scores).isNotEmpty();
        return scores;
    }

    @Test
    @Tag("long")
    void law5_aJobThatIsCancelledLeavesInOrderAndItsRunGoesToTheNextJob() throws Exception {
        lab.undisturbed();
        var expected = TestLab.run(lab.cli(), "expected");
        assertThat(expected.exit()).as(expected.err()).isZero();
        var first = trainer();
        var run = lab.submit("cancelled");
        lab.awaitStep(run, 40);
        slurm.say("scancel", first);
        slurm.awaitState(first, "CANCELLED");
        trainer();
        assertUndisturbed(run, "expected");
        assertThat(attempts(run)).isEqualTo(2);
        assertThat(slurm.output(first)).doesNotContain("Exception");
    }

    @Test
    @Tag("study")
    void law5_runsAndEvaluatorsOutliveJobsThatArePreemptedAndWhoseTimeIsUp() throws Exception {
        var settings = new String[] {"steps=" + LONG_STEPS};
        var expected = TestLab.run(lab.cli(), "expected", settings);
        assertThat(expected.exit()).as(expected.err()).isZero();
        var evaluator = slurm.submit(environment("evaluator"));
        var first = trainer("--partition=low");
        var run = lab.submit("preempted", settings);
        assertThat(lab.cli()
                        .run("attach", run, "--on", "shapes:train", "--as", "onlooker")
                        .exit())
                .isZero();
        lab.awaitStep(run, 100);

        // A job of a partition with more rights takes all slots: the first is queued again, and goes on later.
        var urgent = slurm.say("sbatch", "--parsable", "--partition=high", "--exclusive", "--wrap=sleep 20")
                .strip();
        slurm.awaitState(urgent, "RUNNING");
        slurm.awaitState(urgent, "COMPLETED");
        lab.awaitStep(run, 400);
        assertThat(slurm.say("scontrol", "show", "job", first)).contains("Restarts=1");

        // The next one has a minute, and is told half a minute before it is over.
        slurm.say("scancel", first);
        var environment = environment("trainer");
        environment.put("TWOWORLDS_AGAIN", "yes");
        var short1 = slurm.submit(environment, "--time=1", "--signal=B:USR1@30");
        for (var i = 0;
                i < 1_500 && !slurm.say("scontrol", "show", "job", short1).contains("Restarts=1");
                i++) {
            Thread.sleep(200);
        }
        assertThat(slurm.say("scontrol", "show", "job", short1)).contains("Restarts=1");
        trainer();
        assertUndisturbed(run, "expected");
        assertThat(attempts(run)).isGreaterThanOrEqualTo(3);
        assertThat(slurm.state(evaluator)).isNotEmpty();
        var onlooker = new HashSet<String>();
        lab.get("runs/" + run).get("scores").forEach(s -> {
            if (s.get("evaluator").asText().equals("onlooker")) {
                assertThat(onlooker.add(s.get("world").asText() + s.get("step")))
                        .isTrue();
            }
        });
        assertThat(onlooker).contains("real0", "ideal0");
    }
}
