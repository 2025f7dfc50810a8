package org.twoworlds.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.twoworlds.config.WorldName;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.RunFolder;

class IncomingTest {
    @TempDir
    Path folder;

    private static Event checkpoint(WorldName world, String file) {
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
        assertThat(Incoming.isOfRun(checkpoint(WorldName.REAL, file))).isFalse();
        assertThat(Incoming.isOfRun(new Event.ResumePoint(WorldName.REAL, 3, file, "00", 1)))
                .isFalse();
    }

    @Test
    void aNodeSpeaksOfItsRunsWorldsAlone() throws Exception {
        assertThat(Incoming.isOfRun(checkpoint(WorldName.REAL, RunFolder.checkpointFile(WorldName.REAL, 3))))
                .isTrue();
        assertThat(Incoming.isOfRun(new Event.Deleted(WorldName.IDEAL, 3, "scored")))
                .isTrue();
        var elsewhere =
                "{\"type\":\"deleted\",\"world\":\"../../other/checkpoints/real\",\"step\":3,\"reason\":\"scored\"}";
        assertThatThrownBy(() -> new ObjectMapper().readValue(elsewhere, Event.class))
                .hasMessageContaining("must be one of real, ideal");
    }

    @Test
    void aFileComesWithoutGapsSoThatNoneIsLargerThanWhatWasSent() throws Exception {
        var run = new RunFolder(folder.resolve("run"));
        run.create();
        try (var incoming = new Incoming(run)) {
            var file = RunFolder.checkpointFile(WorldName.REAL, 3);
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
