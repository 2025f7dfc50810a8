package org.twoworlds.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.twoworlds.TestEvents;
import org.twoworlds.api.Json;
import org.twoworlds.config.WorldName;
import org.twoworlds.model.checkpoint.SafeTensors;
import org.twoworlds.model.checkpoint.Tensor;
import org.twoworlds.model.checkpoint.Weights;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.Home;
import org.twoworlds.stream.log.RunFolder;

/** {@code checkpoint}, of weights that are on disk, and what it refuses. Weights that are made again: {@code RemakingIT}. */
class CheckpointCommandTest {
    @TempDir
    Path home;

    private RunFolder run;
    private Path out;
    private String printed = "";
    private String said = "";

    @BeforeEach
    void aRunOfTheRealWorldWithACheckpointOfStepTwo() {
        run = new Home(home).run("one");
        run.create();
        out = home.resolve("out.safetensors");
        var weights = new Weights(List.of(new Tensor("w", new int[] {2}, new float[] {1, 2})));
        var file = RunFolder.checkpointFile(WorldName.REAL, 2);
        var sha256 = SafeTensors.write(run.file(file), weights.tensors(), Map.of("step", "2"));
        TestEvents.write(
                run,
                TestEvents.started("{\"world\":{\"trained\":\"real\"}}").named("one", "one"),
                TestEvents.step(WorldName.REAL, 1, 0.5),
                TestEvents.step(WorldName.REAL, 2, 0.5),
                new Event.Checkpoint(WorldName.REAL, 2, file, sha256, 0, weights.digest()));
    }

    private int execute(String... words) {
        List<String> all = new ArrayList<>(List.of("checkpoint", "one", "--out", out.toString()));
        all.addAll(List.of(words));
        all.addAll(List.of("--home", home.toString()));
        var before = List.of(System.out, System.err);
        var bytes = List.of(new ByteArrayOutputStream(), new ByteArrayOutputStream());
        System.setOut(new PrintStream(bytes.get(0), true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(bytes.get(1), true, StandardCharsets.UTF_8));
        try {
            return Main.execute(all.toArray(String[]::new));
        } finally {
            System.setOut(before.get(0));
            System.setErr(before.get(1));
            printed = bytes.get(0).toString(StandardCharsets.UTF_8);
            said = bytes.get(1).toString(StandardCharsets.UTF_8);
        }
    }

    @Test
    void aCheckpointThatIsOnDiskIsCopiedByteForByteOverAnEarlierFile() throws Exception {
        Files.writeString(out, "earlier");
        assertThat(execute("--world", "real", "--step", "2")).as(said).isZero();
        assertThat(printed.strip()).isEqualTo(out.toString());
        assertThat(out).hasSameBinaryContentAs(run.file(RunFolder.checkpointFile(WorldName.REAL, 2)));
        assertThat(execute("--world", "real", "--step", "2", "--json")).isZero();
        var document = Json.MAPPER.readTree(printed);
        assertThat(document.get("run").asText()).isEqualTo("one");
        assertThat(document.get("digest").asText())
                .isEqualTo(SafeTensors.read(out).weights().digest());
        assertThat(document.get("compared").asBoolean()).isTrue();
    }

    private void refused(int exit, String words, String... asked) {
        assertThat(execute(asked)).as(said).isEqualTo(exit);
        assertThat(said).contains(words).doesNotContain("\tat ");
        assertThat(printed).isEmpty();
        assertThat(out).doesNotExist();
    }

    @Test
    void whatTheRunHasNotIsRefusedInOneMessage() {
        refused(
                2,
                "The step (3) must be one of those that the real world of run one has: 0 to 2",
                "--world",
                "real",
                "--step",
                "3");
        refused(2, "Maybe wait until it is trained", "--world", "real", "--step", "3");
        refused(2, "The step (-1) must be one of", "--world", "real", "--step", "-1");
        refused(2, "The world (ideal) must be one that run one trains: [real]", "--world", "ideal", "--step", "2");
        refused(2, "The world (both)", "--world", "both", "--step", "2");
    }

    @Test
    void aRunsOwnFilesAreNotWrittenOver() {
        out = run.file("checkpoints/new.safetensors");
        refused(2, "must lie outside of the runs of " + home, "--world", "real", "--step", "2");
        out = home.resolve("nowhere").resolve("out.safetensors");
        refused(1, "The file (" + out + ") must be writable", "--world", "real", "--step", "2");
    }
}
