package org.twoworlds.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The three files of {@code examples/python} on a real sweep, where the machine has the libraries that they need. */
class PythonExamplesIT {
    private static final Path EXAMPLES =
            Path.of("..", "examples", "python").toAbsolutePath().normalize();

    @TempDir
    static Path folder;

    private static Path home;
    private static Cli cli;
    private static String sweep;

    @BeforeAll
    static void aSweepOverNAndSeeds() throws Exception {
        home = Files.createDirectory(folder.resolve("home"));
        cli = new Cli(home);
        var ran = cli.run(
                "run",
                "quickstart",
                "--smoke",
                "--set",
                "model=mlp[16,8]",
                "--set",
                "steps=30",
                "--set",
                "world.n=[64,128]",
                "--set",
                "seed=0..1",
                "--set",
                "keep=all",
                "--set",
                "test.count=200",
                "--json");
        assertThat(ran.exit()).as(ran.err()).isZero();
        assertThat(cli.run("runs").exit()).isZero();
        sweep = cli.run("runs", "--sweeps", "--json")
                .json()
                .get(0)
                .path("sweep")
                .asText();
    }

    /** A Python that has some modules; without one the test is skipped, and says which are missing. */
    private static String python(String... modules) throws Exception {
        Optional<String> found = Optional.empty();
        for (var python : List.of("python3", "/usr/bin/python3")) {
            if (found.isEmpty() && has(python, modules)) {
                found = Optional.of(python);
            }
        }
        assumeTrue(found.isPresent(), "SKIPPED: no python3 here has " + String.join(", ", modules));
        return found.get();
    }

    private static boolean has(String python, String... modules) throws Exception {
        try {
            var process = new ProcessBuilder(python, "-c", "import " + String.join(",", modules))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor() == 0;
        } catch (IOException e) {
            return false; // there is no such command
        }
    }

    private static String ran(String python, String example, String... words) throws Exception {
        List<String> command =
                new ArrayList<>(List.of(python, EXAMPLES.resolve(example).toString()));
        command.addAll(List.of(words));
        var out = Files.createTempFile(folder, "out", ".txt");
        var process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(out)).isZero();
        return Files.readString(out);
    }

    /** The test's SoftErrors of all seeds of n = 64 at the last step. */
    private static double mean(String world) throws Exception {
        var rows = cli.run(
                        "query",
                        "SELECT avg(s.softError) AS mean FROM runs r JOIN scores s ON s.run = CASE WHEN s.world = 'ideal' AND"
                                + " r.ideal <> '' THEN r.ideal ELSE r.run END WHERE r.n = 64 AND r.sweep = '" + sweep
                                + "' AND s.world = '" + world + "' AND s.\"set\" = 'test' AND s.step = 30 AND r.run IN"
                                + " (SELECT run FROM worlds WHERE world = 'real')",
                        "--json")
                .json();
        return rows.get(0).path("mean").asDouble();
    }

    @Test
    void aSweepsCurvesAreDrawnWithBands() throws Exception {
        var python = python("pandas", "matplotlib");
        var picture = folder.resolve("bands.png");
        var out = ran(python, "sweep_bands.py", home.toString(), sweep, picture.toString());
        assertThat(ImageIO.read(picture.toFile()).getWidth()).isGreaterThan(500);
        for (var world : List.of("real", "ideal")) {
            var line = out.lines()
                    .filter(l -> Stream.of("64", world)
                            .allMatch(w -> List.of(l.strip().split(" +")).contains(w)))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(out));
            var words = line.strip().split(" +");
            assertThat(Double.parseDouble(words[words.length - 3]))
                    .isEqualTo(mean(world), org.assertj.core.data.Offset.offset(1e-5));
            assertThat(words[words.length - 1]).as("seeds").isEqualTo("2");
        }
    }

    @Test
    void aCheckpointsWeightsGoIntoTorch() throws Exception {
        var python = python("torch", "safetensors", "numpy");
        var run = cli.run("runs", "--where", "n=64 seed=0", "--json").json();
        var files = cli.run("checkpoints", run.get(run.size() - 1).path("run").asText(), "--json")
                .json();
        var out = ran(python, "weights_into_torch.py", files.get(0).path("file").asText());
        assertThat(out).contains("2 hidden layers");
    }

    @Test
    void outcomesOfScoresAreNumpyArrays() throws Exception {
        var python = python("numpy", "safetensors");
        var run = cli.run(
                        "query",
                        "SELECT run, bootstrapError, standardError FROM gaps WHERE metric = 'softError' AND step = 30"
                                + " ORDER BY run LIMIT 1",
                        "--json")
                .json()
                .get(0);
        var out = ran(
                python,
                "outcomes_into_numpy.py",
                home.toString(),
                run.path("run").asText());
        assertThat(out)
                .contains(
                        "step 30",
                        String.format(
                                java.util.Locale.ROOT,
                                "%+.4f ± %.4f",
                                run.path("bootstrapError").asDouble(),
                                run.path("standardError").asDouble()),
                        "200 samples");
    }
}
