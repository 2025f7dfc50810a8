package org.twoworlds.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.twoworlds.config.ConfigLoader;
import org.twoworlds.config.RequestException;
import org.twoworlds.config.Sweep;
import org.twoworlds.model.device.DeviceProbe;
import org.twoworlds.stream.claims.SeedRule;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.EventLog;
import org.twoworlds.stream.log.Home;
import org.twoworlds.stream.log.RunFolder;
import org.twoworlds.stream.log.SweepPlan;

/** A sweep that grows by seeds: the runs that are added are the recipe's own. */
class SeedGrowthTest {
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

    private static final SeedRule RULE = SeedRule.parse("claim=close precision=0.01 seeds=3..20");

    @TempDir
    Path folder;

    private static Sweep load(List<String> settings) {
        return new ConfigLoader().loadSweep("quickstart", Optional.of("smoke"), settings);
    }

    private List<RunFolder> begin(String... settings) {
        return SeedGrowth.begin(
                new Home(folder),
                load(List.of(settings)),
                seed -> {
                    List<String> all = new ArrayList<>(List.of(settings));
                    all.add(seed);
                    return load(all);
                },
                RULE,
                NO_GPU,
                InstantSource.system());
    }

    private static Event.Started planned(RunFolder run) {
        return SweepPlan.of(run).orElseThrow().started();
    }

    private static String config(RunFolder run) {
        return planned(run).identity().config();
    }

    @Test
    void aSeedThatIsAddedHasTheRunsThatTheRecipeWouldHaveGivenIt() {
        var begun = begin("world.n=[64,128]");
        assertThat(begun)
                .hasSize(9)
                .allSatisfy(r -> assertThat(planned(r).lineage().until()).isEqualTo(RULE.toString()));
        var sweep = begun.get(0).sweep();
        var grown = SeedGrowth.add(new Home(folder), sweep, InstantSource.system());
        assertThat(grown).hasSize(12);
        assertThat(new Home(folder).sweep(sweep)).isEqualTo(grown);
        assertThat(grown.subList(0, 9)).isEqualTo(begun);

        var asked = SweepRuns.submit(
                new Home(folder.resolve("asked")),
                load(List.of("world.n=[64,128]", "seed=1..4")),
                false,
                NO_GPU,
                InstantSource.system());
        var ofFourth = asked.stream()
                .filter(r -> new ConfigLoader().fromJson("r", config(r)).seed() == 4)
                .toList();
        assertThat(ofFourth).hasSize(3);
        for (var i = 0; i < 3; i++) {
            var added = grown.get(9 + i);
            assertThat(config(added).replace(grown.get(9).id(), "IDEAL"))
                    .isEqualTo(config(ofFourth.get(i)).replace(ofFourth.get(0).id(), "IDEAL"));
            assertThat(planned(added).lineage().cell())
                    .isEqualTo(planned(ofFourth.get(i)).lineage().cell());
            assertThat(planned(added).choices())
                    .isEqualTo(planned(ofFourth.get(i)).choices());
        }
        assertThat(config(grown.get(10)))
                .contains(grown.get(9).id())
                .doesNotContain(begun.get(0).id() + "\"");
        assertThat(SeedGrowth.add(new Home(folder), sweep, InstantSource.system()))
                .as("seed 5 comes next")
                .hasSize(15);
    }

    @Test
    void seedsBeginWhereTheRecipesDo() {
        var begun = begin("seed=7");
        assertThat(begun)
                .extracting(r -> planned(r).lineage().cell().get("seed"))
                .containsExactly("7", "8", "9");
        var grown = SeedGrowth.add(new Home(folder), begun.get(0).sweep(), InstantSource.system());
        assertThat(planned(grown.get(3)).lineage().cell()).containsEntry("seed", "10");
    }

    @Test
    void aSeedThatStaysMayBeAnyNumberButTheFirstSeed() {
        assertThat(begin("seeds.stream=77")).hasSize(3);
        assertThatThrownBy(() -> begin("seed=5", "seeds={stream=5}"))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("give no key of seeds the value of seed");
        assertThatThrownBy(() -> begin("seed=5", "seeds.stream=5"))
                .as("a number that is written as a text")
                .isInstanceOf(RequestException.class);
        assertThatThrownBy(() -> begin("seeds.stream=[7,8]"))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("it has one of seeds.stream");
        assertThat(new Home(folder).all())
                .as("nothing is left of what was refused")
                .hasSize(3);
    }

    @Test
    void aSweepOneOfWhoseRunsWasRemovedDoesNotGrow() throws Exception {
        var begun = begin("world.n=[64,128]");
        var home = new Home(folder);
        var clock = InstantSource.system();
        for (var run : begun) {
            var started = planned(run);
            run.create();
            EventLog.append(run, 0, clock, List.of(started));
        }
        home.forgetPlan(begun.get(0).sweep());
        Files.move(begun.get(1).path(), folder.resolve("elsewhere"));
        assertThatThrownBy(() -> SeedGrowth.add(home, begun.get(0).sweep(), clock))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("one was removed");
    }
}
