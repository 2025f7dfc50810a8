package org.twoworlds.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.twoworlds.config.ConfigLoader;
import org.twoworlds.config.ExperimentConfig;
import org.twoworlds.model.device.DeviceProbe;
import org.twoworlds.stream.log.Home;
import org.twoworlds.stream.log.SweepPlan;

class SweepRunsTest {
    private static final DeviceProbe NO_GPU = new DeviceProbe() {
        @Override
        public Answer tensorFlow(int gpu) {
            return Answer.no("there is none", "");
        }

        @Override
        public Answer onnxRuntime(int gpu) {
            return tensorFlow(gpu);
        }
    };

    @TempDir
    Path folder;

    private List<ExperimentConfig> configs(String... settings) {
        var sweep = new ConfigLoader().loadSweep("quickstart", Optional.of("smoke"), List.of(settings));
        return SweepRuns.submit(new Home(folder), sweep, false, NO_GPU, InstantSource.system()).stream()
                .map(run -> SweepPlan.of(run).orElseThrow().started())
                .map(started -> new ConfigLoader()
                        .fromJson("quickstart", started.identity().config()))
                .toList();
    }

    private List<String> checkpoints(String... settings) {
        return configs(settings).stream()
                .map(config -> config.world().worlds() + " " + config.checkpoints())
                .toList();
    }

    @Test
    void aPretrainedHeadIsDrawnAnewAlsoForAsManyClasses() {
        assertThat(configs("init=[\"\",pretrain]", "pretrain.steps=20"))
                .extracting(c -> c.modelInit().isEmpty(), ExperimentConfig::redrawHead)
                .containsExactlyInAnyOrder(tuple(true, false), tuple(true, false), tuple(false, true));
    }

    @Test
    void aSharedIdealWorldIsScoredDenselyEnoughToBeReadAtEveryStoppingTime() {
        assertThat(checkpoints("world.n=[64,128]", "checkpoints=log:10"))
                .containsExactly("[ideal] log:40", "[real] log:10", "[real] log:10");
        assertThat(checkpoints("world.n=[64,128]", "checkpoints=every:5"))
                .as("what is no coarse logarithm stays as it was asked for")
                .containsExactly("[ideal] every:5", "[real] every:5", "[real] every:5");
    }
}
