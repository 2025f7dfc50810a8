package org.twoworlds.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("long")
class TrainGeneratorIT {
    @TempDir
    Path folder;

    private static String[] command(Path out, String... more) {
        List<String> command = new ArrayList<>(List.of("train-generator", "--data", "shapes", "--out", out.toString()));
        for (var setting : List.of(
                "model=unet{width=12,levels=2}", "batch=16", "trainer.threads=1", "steps=400", "resumeEvery=50steps")) {
            command.addAll(List.of("--set", setting));
        }
        command.addAll(Arrays.asList(more));
        return command.toArray(String[]::new);
    }

    @Test
    void aGeneratorThatWasKilledAndStoppedIsTheOneThatWasNot() throws Exception {
        var cli = new Cli(Files.createDirectory(folder.resolve("home")));
        var whole = folder.resolve("whole.onnx");
        var first = cli.run(command(whole));
        assertThat(first.exit()).as(first.err()).isZero();
        assertThat(first.out().strip()).isEqualTo(whole.toString());
        assertThat(first.err()).contains("parameters", "step 400/400, loss ");

        var cut = folder.resolve("cut.onnx");
        for (var signal : List.of("KILL", "TERM")) {
            var running = cli.start(command(cut));
            var state = folder.resolve("cut.onnx.training/state.safetensors");
            var before = Files.exists(state) ? Files.getLastModifiedTime(state) : null;
            while (running.process().isAlive()
                    && (!Files.exists(state) || Files.getLastModifiedTime(state).equals(before))) {
                Thread.sleep(5);
            }
            running.signal(signal);
            var ended = running.await();
            assertThat(ended.exit()).as(ended.err()).isEqualTo(signal.equals("KILL") ? 137 : 143);
        }
        var last = cli.run(command(cut));
        assertThat(last.exit()).as(last.err()).isZero();
        assertThat(last.err()).contains("Going on at step ");
        assertThat(Files.mismatch(whole, cut)).isEqualTo(-1);
        assertThat(folder.resolve("cut.onnx.training/samples-00000400.png")).exists();

        // What was trained is a source like any other.
        var run = cli.run(
                "run",
                "quickstart",
                "--smoke",
                "--json",
                "--set",
                "data.type=generator",
                "--set",
                "data.generator.file=" + whole,
                "--set",
                "data.cache=" + folder.resolve("cache"),
                "--set",
                "world.n=128",
                "--set",
                "test.count=50");
        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(run.json().get("state").asText()).isEqualTo("completed");

        var other = cli.run(command(cut, "--set", "seed=2"));
        assertThat(other.exit()).isEqualTo(2);
        assertThat(other.err()).contains("must have been begun with these settings");
    }
}
