package org.twoworlds.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.RunFolder;

class IncomingTest {
    @TempDir
    Path folder;

    private static Event checkpoint(String world, String file) {
        return new Event.Checkpoint(world, 3, file, "00", 1, "00");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../other/checkpoints/real-00000003.safetensors",
                "checkpoints/../../other/real.safetensors",
                "/etc/passwd",
                "checkpoints/.hidden.safetensors",
                "checkpoints/a/b.safetensors",
                "log/metadata.cq4t",
                "checkpoints/real.safetensors\n",
                ""
            })
    void aNodeNamesFilesOfItsRunAlone(String file) {
        var incoming = new Incoming(new RunFolder(folder));
        assertThatThrownBy(() -> incoming.place(file)).isInstanceOf(IllegalStateException.class);
        assertThat(Incoming.isOfRun(checkpoint("real", file))).isFalse();
        assertThat(Incoming.isOfRun(new Event.ResumePoint("real", 3, file, "00", 1)))
                .isFalse();
    }

    @Test
    void aNodeSpeaksOfItsRunsWorldsAlone() {
        assertThat(Incoming.isOfRun(checkpoint("real", RunFolder.checkpointFile("real", 3))))
                .isTrue();
        assertThat(Incoming.isOfRun(checkpoint("../x", RunFolder.checkpointFile("real", 3))))
                .isFalse();
        assertThat(Incoming.isOfRun(new Event.Deleted("ideal", 3, "scored"))).isTrue();
        assertThat(Incoming.isOfRun(new Event.Deleted("../../other/checkpoints/real", 3, "scored")))
                .isFalse();
    }

    @Test
    void aFileComesWithoutGapsSoThatNoneIsLargerThanWhatWasSent() throws Exception {
        var run = new RunFolder(folder.resolve("run"));
        run.create();
        try (var incoming = new Incoming(run)) {
            var file = RunFolder.checkpointFile("real", 3);
            incoming.write(file, "00", 0, new byte[10], false);
            assertThatThrownBy(() -> incoming.write(file, "00", 1L << 40, new byte[10], false))
                    .isInstanceOf(IllegalStateException.class);
            assertThat(Files.size(run.file(file + ".part"))).isEqualTo(10);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", ".", "a/b", "../x", "", "a\u0000b"})
    void aLabCannotMakeANodeRemoveWhatIsNotItsOwn(String name) throws Exception {
        var kept = Files.createFile(folder.resolve("kept"));
        assertThatThrownBy(() -> NodeTask.fresh(folder.resolve("cache"), name, "runs"))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> NodeTask.fresh(folder.resolve("cache"), "run", "evaluations-/../../" + name))
                .isInstanceOf(IllegalStateException.class);
        assertThat(kept).exists();
    }
}
