package org.twoworlds.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.twoworlds.config.WorldName;
import org.twoworlds.model.checkpoint.SafeTensors;
import org.twoworlds.stream.log.RunFolder;

/** The second score, of the mean of weights: it changes no training, and a killed run comes to the same. */
class AverageScoresIT {
    private static final String[] COMMON = {
        "run",
        "quickstart",
        "--smoke",
        "--json",
        "--set",
        "steps=40",
        "--set",
        "batch=16",
        "--set",
        "world.n=64",
        "--set",
        "test.count=100",
        "--set",
        "resumeEvery=7steps",
        "--set",
        "checkpoints=every:1",
        "--set",
        "keep=all"
    };

    @TempDir
    Path folder;

    private Cli home(String name) throws Exception {
        return new Cli(Files.createDirectory(folder.resolve(name)));
    }

    private static String[] words(String... more) {
        List<String> all = new ArrayList<>(List.of(COMMON));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    private static String digests(JsonNode run) {
        return run.at("/worlds/real/digest").asText() + " "
                + run.at("/worlds/ideal/digest").asText();
    }

    private static JsonNode averageScores(Cli cli) throws Exception {
        var found = cli.run(
                "query",
                "--json",
                "SELECT world, step, \"set\", softError, error, loss FROM scores WHERE evaluator = 'average' "
                        + "ORDER BY world, step, \"set\"");
        assertThat(found.exit()).as(found.err()).isZero();
        return found.json();
    }

    @Test
    void law5_theMeanIsScoredBesideTheWeightsAndChangesNothing() throws Exception {
        var seed = System.nanoTime();
        System.out.println("average seed " + seed);
        var plain = home("plain").run(words());
        assertThat(plain.exit()).as(plain.err()).isZero();
        var with = home("with");
        var averaged = with.run(words("--set", "evaluator.average=0.9"));
        assertThat(averaged.exit()).as(averaged.err()).isZero();
        assertThat(digests(averaged.json())).isEqualTo(digests(plain.json()));
        assertThat(averaged.json().at("/bootstrapError")).isEqualTo(plain.json().at("/bootstrapError"));
        var scores = averageScores(with);
        assertThat(scores.toString()).contains("train-clean", "ideal", "real");

        var run = averaged.json().get("run").asText();
        theMeanIsThatOfTheCheckpoints(folder.resolve("with/runs").resolve(run));
        var claims = with.run("claims", run, "--evaluator", "average", "--json");
        assertThat(claims.exit()).as(claims.err()).isZero();
        assertThat(claims.json().at("/0/evaluator").asText()).isEqualTo("average");
        var none = new Cli(folder.resolve("plain"))
                .run("claims", plain.json().get("run").asText(), "--evaluator", "average");
        assertThat(none.exit()).isEqualTo(2);
        assertThat(none.err()).contains("--evaluator (average) must be one that scored these runs");

        var killed = home("killed");
        var running = killed.start(words("--set", "evaluator.average=0.9"));
        var id = "";
        while (id.isEmpty()) {
            assertThat(running.process().isAlive())
                    .as(Files.readString(running.err()))
                    .isTrue();
            TimeUnit.MILLISECONDS.sleep(20);
            id = withCheckpoint(folder.resolve("killed/runs"), 9);
        }
        TimeUnit.MILLISECONDS.sleep(new Random(seed).nextInt(1000));
        running.process().destroyForcibly().waitFor();
        killed.run("run", "--resume", id, "--json");
        assertThat(averageScores(killed)).isEqualTo(scores);
    }

    /** The run that has written a checkpoint of the Real World; empty where none has. */
    private static String withCheckpoint(Path runs, long step) throws Exception {
        if (!Files.isDirectory(runs)) {
            return "";
        }
        try (var all = Files.list(runs)) {
            return all.filter(r -> Files.isRegularFile(r.resolve(RunFolder.checkpointFile(WorldName.REAL, step))))
                    .findFirst()
                    .map(r -> r.getFileName().toString())
                    .orElse("");
        }
    }

    /** Every checkpoint's mean, made again from the weights of the checkpoints of all steps. */
    private static void theMeanIsThatOfTheCheckpoints(Path run) {
        double[] mean = {};
        for (var step = 0; step <= 40; step++) {
            var content = SafeTensors.read(run.resolve(RunFolder.checkpointFile(WorldName.REAL, step)));
            var name = content.weights().tensors().get(0).name();
            var weights = content.weights().find(name).orElseThrow().data();
            if (step == 0) {
                mean = new double[weights.length];
            }
            for (var i = 0; i < weights.length; i++) {
                mean[i] = step == 0 ? weights[i] : 0.9 * mean[i] + 0.1 * weights[i];
            }
            var kept = content.average().orElseThrow().find(name).orElseThrow().data();
            for (var i = 0; i < mean.length; i++) {
                assertThat(Math.abs(kept[i] - mean[i])).as("step %d", step).isLessThan(1e-5);
            }
        }
    }
}
