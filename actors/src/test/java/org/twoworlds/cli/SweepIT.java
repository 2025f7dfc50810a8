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

/** A sweep as real processes: killed, gone on with, compared with runs that were made alone. */
class SweepIT {
    private static final String[] COMMON = {
        "--smoke", "--set", "steps=60", "--set", "batch=32", "--set", "test.count=100", "--set", "resumeEvery=10steps"
    };

    @TempDir
    Path folder;

    private static String[] run(String... more) {
        List<String> words = new ArrayList<>(List.of("run", "quickstart"));
        words.addAll(List.of(COMMON));
        words.addAll(List.of(more));
        return words.toArray(String[]::new);
    }

    private static String digest(JsonNode run, String world) {
        return run.at("/worlds/" + world + "/digest").asText();
    }

    @Test
    void law5_aKilledSweepGoesOnAndItsCellsAreWhatRunsOfBothWorldsAre() throws Exception {
        var seed = System.nanoTime();
        System.out.println("sweep seed " + seed);
        var alone = new Cli(Files.createDirectory(folder.resolve("a")));
        var pair = alone.run(run("--name", "pair", "--set", "world.n=64", "--json"));
        assertThat(pair.exit()).as(pair.err()).isZero();

        var cli = new Cli(Files.createDirectory(folder.resolve("b")));
        var running = cli.start(run("--set", "world.n=[64,128]", "--json"));
        while (!Files.readString(running.err()).contains("[2/3]")) {
            assertThat(running.process().isAlive())
                    .as(Files.readString(running.err()))
                    .isTrue();
            TimeUnit.MILLISECONDS.sleep(20);
        }
        TimeUnit.MILLISECONDS.sleep(new Random(seed).nextInt(2500));
        running.process().destroyForcibly().waitFor();
        var sweep = Files.readString(running.err())
                .lines()
                .findFirst()
                .orElseThrow()
                .split("[ :]")[1];

        var resumed = cli.run("run", "--resume", sweep, "--json");
        assertThat(resumed.exit()).as(resumed.err()).isZero();
        var document = resumed.json();
        assertThat(document.get("state").asText()).isEqualTo("completed");
        assertThat(document.get("runs")).hasSize(3);
        assertThat(document.at("/runs/0/worlds/0").asText()).isEqualTo("ideal");
        assertThat(document.at("/runs/1/cell/world.n").asText()).isEqualTo("64");
        assertThat(folder.resolve("b/reports").resolve(sweep).resolve("report.html"))
                .isNotEmptyFile();

        var cell = cli.run("show", sweep + ".2", "--json").json();
        assertThat(digest(cell, "real")).isEqualTo(digest(pair.json(), "real"));
        assertThat(digest(cell, "ideal"))
                .as("the Ideal World of the run that it is compared with")
                .isEqualTo(digest(pair.json(), "ideal"));
        assertThat(cell.get("bootstrapError")).isEqualTo(pair.json().get("bootstrapError"));
        for (var i = 1; i <= 3; i++) {
            var verified = cli.run("verify", sweep + "." + i, "--json");
            assertThat(verified.exit()).as(verified.out()).isZero();
        }
        var again = cli.run("reproduce", sweep + ".3", "--json");
        assertThat(again.exit()).as(again.out() + again.err()).isZero();
        assertThat(again.json().get("steps").asInt()).isEqualTo(60);

        var surplus = cli.run("gc", sweep, "--json").json();
        assertThat(surplus.get("removed").asBoolean()).isFalse();
        assertThat(surplus.get("bytes").asLong()).isPositive();
        assertThat(cli.run("gc", sweep, "--yes").exit()).isZero();
        assertThat(cli.run("gc", sweep, "--json").json().get("bytes").asLong()).isZero();
        assertThat(cli.run("checkpoints", sweep + ".3", "--json").json().findValuesAsText("step"))
                .containsExactly("0", "60");
        assertThat(cli.run("verify", sweep + ".3").exit()).isZero();
        var copy = cli.run("replay", sweep + ".3", "--speed", "1000").out().strip();
        assertThat(cli.run("show", copy, "--json").json().get("scores"))
                .isEqualTo(cli.run("show", sweep + ".3", "--json").json().get("scores"));
    }

    @Test
    void law5_aKilledSweepToWhichSeedsAreAddedGoesOnByItsRule() throws Exception {
        var seed = System.nanoTime();
        System.out.println("growing sweep seed " + seed);
        String[] asked = {"--set", "world.n=64", "--until", "claim=close precision=1e-9 seeds=3..5", "--json"};
        var quiet = new Cli(Files.createDirectory(folder.resolve("quiet"))).run(run(asked));
        assertThat(quiet.exit()).as(quiet.err()).isZero();
        assertThat(quiet.err())
                .contains("Spent: 3 seeds, 3 runs", "Spent: 4 seeds", "Spent: 5 seeds")
                .contains("The most seeds, 5, are spent, and the wish is not met");
        assertThat(quiet.json().get("runs")).hasSize(5);
        assertThat(quiet.json().at("/until/met").asBoolean(true)).isFalse();
        assertThat(quiet.json().at("/until/seeds").asInt()).isEqualTo(5);
        assertThat(quiet.json().at("/claims/0/name").asText()).isEqualTo("close");

        var cli = new Cli(Files.createDirectory(folder.resolve("killed")));
        var running = cli.start(run(asked));
        while (!Files.readString(running.err()).contains("Spent: 3 seeds")) {
            assertThat(running.process().isAlive())
                    .as(Files.readString(running.err()))
                    .isTrue();
            TimeUnit.MILLISECONDS.sleep(20);
        }
        TimeUnit.MILLISECONDS.sleep(new Random(seed).nextInt(2000));
        running.process().destroyForcibly().waitFor();
        var sweep = Files.readString(running.err())
                .lines()
                .findFirst()
                .orElseThrow()
                .split("[ :]")[1];
        var resumed = cli.run("run", "--resume", sweep, "--json");
        assertThat(resumed.exit()).as(resumed.err()).isZero();
        assertThat(resumed.json().get("runs")).hasSize(5);
        assertThat(resumed.json().get("claims")).isEqualTo(quiet.json().get("claims"));
        assertThat(resumed.json().at("/until/rule")).isEqualTo(quiet.json().at("/until/rule"));
        var quietly = quiet.json().get("sweep").asText();
        for (var i = 1; i <= 5; i++) {
            var here = cli.run("show", sweep + "." + i, "--json").json();
            var there = new Cli(folder.resolve("quiet"))
                    .run("show", quietly + "." + i, "--json")
                    .json();
            assertThat(digest(here, "real")).as("seed %d", i).isEqualTo(digest(there, "real"));
        }
        var again = cli.run("run", "--resume", sweep);
        assertThat(again.exit()).as(again.err()).isZero();
        assertThat(again.err()).contains("Sweep " + sweep + ": 5 runs");
        assertThat(again.out()).contains("the worlds stay close up to T(n), in softError (close)");
        assertThat(cli.run("runs", "--json").json()).hasSize(5);
    }

    @Test
    void aCellThatCannotRunDoesNotKeepTheOthersFromRunning() throws Exception {
        var cli = new Cli(Files.createDirectory(folder.resolve("c")));
        var bad = cli.run(run("--set", "world.n=[64,1]"));
        assertThat(bad.exit()).isEqualTo(2);
        assertThat(bad.err()).contains("world.n (1)");
        assertThat(cli.run("runs").out()).as("nothing was made").isEmpty();

        var elsewhere = cli.run(run("--set", "world.trained=real", "--set", "world.ideal=../x", "--set", "seed=1..2"));
        assertThat(elsewhere.exit()).isEqualTo(2);
        assertThat(elsewhere.err()).contains("world.ideal (../x) must be the id of a run");
        var toys = cli.run("run", "toy-a", "--smoke", "--json");
        assertThat(toys.exit()).as(toys.err()).isZero();
        var sweep = toys.json().get("sweep").asText();
        assertThat(cli.run("claims", sweep, "--json")
                        .json()
                        .at("/0/figures/seeds")
                        .asInt())
                .isEqualTo(3);
        assertThat(cli.run("show", sweep + ".2").out()).contains("Loss on test", "T(n): step");
        var npz = folder.resolve("b.npz").toString();
        var batch = cli.run("batch", sweep + ".1", "--world", "real", "--step", "1", "--out", npz);
        assertThat(batch.exit()).isEqualTo(2);
        assertThat(batch.err()).contains("learns classes from minibatches");
        var exported = cli.run("export", sweep, "--csv", folder.resolve("x").toString());
        assertThat(exported.exit()).isZero();
        assertThat(Files.readAllLines(folder.resolve("x/steps.csv"))).hasSize(1 + 3 * 2 * 40);
        var wrong = cli.run("run", "toy-a", "--set", "batch=7");
        assertThat(wrong.exit()).isEqualTo(2);
        assertThat(wrong.err()).contains("equal world.n (20)");
    }
}
