package org.twoworlds.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three recipes are run, their results written, and their runs trained again from these alone: {@code audit}. */
class RecheckIT {
    private static final int RUNS_OF_QUICKSTART = 2;
    private static final String BUILT = "\"tensorflow\":\"";

    @TempDir
    static Path folder;

    private static Cli cli;

    @BeforeAll
    static void threeRecipes() throws Exception {
        cli = new Cli(Files.createDirectory(folder.resolve("home")));
        measured("quickstart", "--set", "seed=[1,2]", "--set", "world.n=64");
        measured(
                "cifar10",
                "--set",
                "data.type=shapes",
                "--set",
                "world.n=64",
                "--set",
                "optimizer.momentum=0.9",
                "--set",
                "augment=crop+flip");
        measured("refresh-dial", "--set", "world.law=[\"mix{n=64,fresh=0.3}\",\"fresh{stream=1000}\"]");
    }

    /** Runs a recipe in this process, which is the quicker way, and writes its results. */
    private static void measured(String recipe, String... more) throws Exception {
        List<String> words = new ArrayList<>(List.of(
                "run", recipe, "--smoke", "--home", folder.resolve("home").toString()));
        for (var setting : List.of("steps=8", "test.count=40", "train.count=40", "batch=32")) {
            words.addAll(List.of("--set", setting));
        }
        words.addAll(List.of(more));
        assertThat(Main.execute(words.toArray(String[]::new))).isZero();
        var results = cli.run("results", recipe, "--to", of(recipe).toString());
        assertThat(results.exit()).as(results.err()).isZero();
    }

    private static Path of(String recipe) {
        return folder.resolve("results").resolve(recipe);
    }

    /** A copy of a recipe's results, to be changed. */
    private static Path copy(String recipe, String name) throws IOException {
        var copy = Files.createDirectories(folder.resolve("copies").resolve(name));
        try (var files = Files.list(of(recipe))) {
            for (var file : files.toList()) {
                Files.copy(file, copy.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        return copy;
    }

    /** Changes the losses of an update, in the world real of a run. */
    private static void falsify(Path results, String run, int step, String value) throws Exception {
        var losses = results.resolve("losses.parquet");
        var other = results.resolve("other.parquet");
        try (var database = DriverManager.getConnection("jdbc:duckdb:");
                var statement = database.createStatement()) {
            statement.execute(("COPY (SELECT run, world, step, CASE WHEN run = '%s' AND world = 'real' AND step = %d "
                            + "THEN CAST(%s AS FLOAT) ELSE loss END AS loss FROM read_parquet('%s')) TO '%s' (FORMAT parquet)")
                    .formatted(run, step, value, losses, other));
        }
        Files.move(other, losses, StandardCopyOption.REPLACE_EXISTING);
    }

    private static String aRun(Path results) throws IOException {
        var line = Files.readAllLines(results.resolve("runs.jsonl")).get(0);
        return line.replaceAll("^\\{\"run\":\"([^\"]+)\".*", "$1");
    }

    @Test
    void theRunsOfThreeRecipesAreIdentical() throws Exception {
        for (var recipe : List.of("quickstart", "cifar10", "refresh-dial")) {
            var audit = cli.run("audit", of(recipe).toString(), "--minutes", "10", "--json");
            assertThat(audit.exit())
                    .as(recipe + ": " + audit.out() + audit.err())
                    .isZero();
            var found = audit.json();
            assertThat(found.get("ok").asBoolean()).isTrue();
            assertThat(found.get("identical")).isEqualTo(found.get("checked"));
            assertThat(found.get("share").asDouble()).isEqualTo(1.0);
            assertThat(found.get("runs")).isEqualTo(found.get("allRuns"));
            assertThat(found.get("losses")).isEqualTo(found.get("allUpdates"));
            assertThat(found.get("largestDifference").asDouble()).isZero();
            assertThat(found.get("scores").asInt()).isPositive();
            assertThat(found.get("digests").asInt())
                    .isGreaterThan(found.get("checked").asInt());
            assertThat(found.at("/machine/isEqual").asBoolean()).isTrue();
        }
        assertThat(Files.readString(folder.resolve("results").resolve("README.md")))
                .contains("(cifar10/result.md)", "(quickstart/result.md)", "(refresh-dial/result.md)");
    }

    @Test
    void theDocumentNamesTheCommandThatTrainedTheRuns() throws IOException {
        assertThat(Files.readString(of("quickstart").resolve("result.md")))
                .contains("| `./twoworlds run quickstart --size smoke --set batch=32 --set 'seed=[1,2]' --set steps=8"
                        + " --set test.count=40 --set train.count=40 --set world.n=64` |");
        assertThat(Files.readString(of("refresh-dial").resolve("result.md")))
                .contains("--set train.count=40 --set 'world.law=[\"mix{n=64,fresh=0.3}\",\"fresh{stream=1000}\"]'` |")
                .doesNotContain("--set checkpoints");
    }

    @Test
    void aLossThatWasFalsifiedInItsLastBitIsFound() throws Exception {
        var results = copy("quickstart", "falsified");
        var run = aRun(results);
        falsify(results, run, 5, "loss * 1.0000002");
        var audit = cli.run("audit", results.toString(), "--seed", "7", "--minutes", "10");
        assertThat(audit.exit()).as(audit.out()).isEqualTo(1);
        assertThat(audit.out())
                .contains("run " + run + ", real: the loss of update 5 is")
                .contains("3 of 4 worlds identical: " + RUNS_OF_QUICKSTART + " of " + RUNS_OF_QUICKSTART + " runs")
                .contains("seed 7.");
    }

    @Test
    void anotherMachineNeedNotGiveTheSameBitsButTheSameFirstLoss() throws Exception {
        var results = copy("quickstart", "elsewhere");
        var runs = results.resolve("runs.jsonl");
        Files.writeString(runs, Files.readString(runs).replace(BUILT, BUILT + "0."));
        falsify(results, aRun(results), 1, "loss * 1.0001");
        var audit = cli.run("audit", results.toString(), "--minutes", "10");
        assertThat(audit.exit()).as(audit.out()).isZero();
        assertThat(audit.out())
                .contains("3 of 4 worlds identical")
                .contains("not comparable bit by bit (tensorflow: here ")
                .contains(" at 1, 0 at 2, 0 at 4, 0 at 8")
                .contains("At step 8 softError on test differs by +0.0000; its standard error is at most 0.0");
        falsify(results, aRun(results), 1, "loss * 1.01");
        assertThat(cli.run("audit", results.toString(), "--minutes", "10").exit())
                .isEqualTo(1);
    }

    @Test
    void aShortTimeIsEnoughForAPartAndSaysHowMuchItWas() throws Exception {
        var audit = cli.run("audit", of("quickstart").toString(), "--minutes", "0.000001", "--json");
        assertThat(audit.exit()).as(audit.out() + audit.err()).isZero();
        assertThat(audit.json().get("checked").asInt()).isEqualTo(1);
        assertThat(audit.json().get("updates").asInt()).isEqualTo(1);
        assertThat(audit.json().get("share").asDouble()).isEqualTo(1.0 / 32);
    }
}
