package org.twoworlds.start;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.twoworlds.config.ConfigLoader;
import org.twoworlds.config.ExperimentConfig;
import org.twoworlds.config.WorldName;
import org.twoworlds.model.device.CudaProbe;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.Home;
import org.twoworlds.stream.log.SweepPlan;

/** Which cells of a sweep share one Ideal World. */
class SharedIdealWorldTest {
    @TempDir
    Path home;

    private List<Event.Started> planned(String... settings) {
        var sweep = new ConfigLoader().loadSweep("quickstart", Optional.of("smoke"), List.of(settings));
        return SweepRuns.submit(new Home(home), sweep, false, new CudaProbe(), InstantSource.system()).stream()
                .map(folder -> SweepPlan.of(folder).orElseThrow().started())
                .toList();
    }

    private static ExperimentConfig config(Event.Started started) {
        return new ConfigLoader().fromJson("cell", started.identity().config());
    }

    @Test
    void cellsThatDifferInTheLawOrInTheOrderShareOneIdealWorld() {
        var runs =
                planned("world.law=[\"replay{n=64}\",\"mix{n=64,fresh=0.5}\",\"fresh{stream=9}\"]", "seeds.order=1..2");
        assertThat(runs).hasSize(7);
        assertThat(config(runs.get(0)).world().worlds()).containsExactly(WorldName.IDEAL);
        assertThat(runs.get(0).lineage().cell()).isEmpty();
        for (var run : runs.subList(1, 7)) {
            assertThat(config(run).world().worlds()).containsExactly(WorldName.REAL);
            assertThat(config(run).world().ideal())
                    .isEqualTo(runs.get(0).identity().run());
        }
        assertThat(runs.get(4).lineage().cell()).isEqualTo(Map.of("world.law", "replay{n=64}", "seeds.order", "2"));
        assertThat(config(runs.get(4)).world().law()).hasToString("replay{n=64}");
    }

    @Test
    void cellsThatDifferInAnySeedOfTheIdealWorldDoNot() {
        for (var seed : List.of("init", "stream", "augment", "dropout")) {
            var runs = planned("seeds." + seed + "=1..2");
            assertThat(runs).as(seed).hasSize(2);
            assertThat(runs)
                    .allSatisfy(run -> assertThat(config(run).world().worlds()).hasSize(2));
        }
        assertThat(planned("seeds.order=1..2", "world.wrap=true")).hasSize(2);
    }
}
