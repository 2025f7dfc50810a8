package org.twoworlds.stream.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.twoworlds.config.Metric;
import org.twoworlds.config.RunState;
import org.twoworlds.config.WorldName;
import org.twoworlds.stream.analysis.Outcome;
import org.twoworlds.stream.analysis.RunView;

/** Logs that a version wrote are read ever after: a version adds its own here, and removes none. */
class KeptLogsTest {
    @TempDir
    Path home;

    private RunFolder unpacked(String name, String id) throws IOException {
        var folder = new RunFolder(home.resolve("runs").resolve(id));
        folder.create();
        try (var zip = new ZipInputStream(KeptLogsTest.class.getResourceAsStream("/logs/" + name + ".zip"))) {
            for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                Files.copy(zip, folder.path().resolve(entry.getName()));
            }
        }
        return folder;
    }

    @Test
    void aSweepsRunsOfVersion01() throws IOException {
        var ideal = unpacked("ideal-0.1", "20261125-011803-quickstart.1");
        var real = unpacked("real-0.1", "20261125-011803-quickstart.3");
        var view = RunView.of(ideal);
        assertThat(view.worlds()).containsExactly(WorldName.IDEAL);
        assertThat(view.state(false)).isEqualTo(RunState.COMPLETED);
        var outcome = Outcome.of(real);
        assertThat(outcome.view().started().lineage().cell()).containsEntry("world.n", "128");
        assertThat(outcome.view().scores()).hasSize(45);
        assertThat(outcome.view().world(WorldName.REAL).ended().orElseThrow().digest())
                .startsWith("ccafdfe92231");
        assertThat(outcome.view().world(WorldName.IDEAL).ended().orElseThrow().digest())
                .startsWith("622e01555b69");
        assertThat(outcome.stopping()).isEmpty();
        assertThat(outcome.last().orElseThrow().bootstrapError())
                .isCloseTo(0.8973402063257272 - 0.8969871052658828, within(1e-15));
    }

    @Test
    void aToyOfVersion01() throws IOException {
        var outcome = Outcome.of(unpacked("toy-0.1", "toy"));
        assertThat(outcome.metric()).isEqualTo(Metric.LOSS);
        assertThat(outcome.stopping().orElseThrow().step()).isEqualTo(7);
        assertThat(outcome.stopping().orElseThrow().interpolated()).isCloseTo(6.505767323600791, within(1e-12));
        assertThat(outcome.last().orElseThrow().realTest()).isEqualTo(0.12164636202355217);
    }
}
