package org.twoworlds.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GridTest {
    private static Sweep sweep(String text, String... settings) {
        return new ConfigLoader().loadText("test", text, Optional.empty(), List.of(settings));
    }

    @Test
    void listsMakeEveryCombinationTheLastKeyVaryingFastest() {
        var sweep = sweep("model = [mcnn, \"mlp[8,8]\"], optimizer.rate = [0.1, 0.01], seed = 3");
        assertThat(sweep.isSingle()).isFalse();
        assertThat(sweep.cells().stream().map(c -> Sweep.Cell.text(c.varied())))
                .containsExactly(
                        "model=mcnn optimizer.rate=0.1",
                        "model=mcnn optimizer.rate=0.01",
                        "model=mlp[8,8] optimizer.rate=0.1",
                        "model=mlp[8,8] optimizer.rate=0.01");
        assertThat(sweep.cells().get(3).config().optimizer().rate()).isEqualTo(0.01);
        assertThat(sweep.cells().get(3).config().model().list()).containsExactly(8, 8);
        assertThat(sweep.cells()).allSatisfy(c -> assertThat(c.config().seed()).isEqualTo(3));
    }

    @Test
    void rangesAndSettingsMakeGridsToo() {
        assertThat(sweep("seed = 0..9").cells()).hasSize(10);
        var sweep = sweep("world.n = 500", "world.n=[200,400]", "seed=2..3");
        assertThat(sweep.cells().stream().map(Sweep.Cell::varied))
                .containsExactly(
                        Map.of("seed", "2", "world.n", "200"),
                        Map.of("seed", "2", "world.n", "400"),
                        Map.of("seed", "3", "world.n", "200"),
                        Map.of("seed", "3", "world.n", "400"));
        assertThat(sweep("data.classes = [circle, square]", "data.type=shapes").isSingle())
                .as("a key that takes a list makes no grid")
                .isTrue();
    }

    @Test
    void casesSetSeveralKeysTogether() {
        var sweep = sweep("cases = [{batch = 16, steps = 100}, {batch = 32, steps = 50}], seed = 1..2");
        assertThat(sweep.cells().stream().map(c -> Sweep.Cell.text(c.varied())))
                .containsExactly(
                        "batch=16 steps=100 seed=1",
                        "batch=16 steps=100 seed=2",
                        "batch=32 steps=50 seed=1",
                        "batch=32 steps=50 seed=2");
        assertThat(sweep.cells().get(2).config().batch()).isEqualTo(32);
    }

    @Test
    void whatIsWrongInAnyCellIsSaidOnceAndBeforeAnythingRuns() {
        assertThatThrownBy(() -> sweep("optimizer.rate = [0.1, fast], seed = 1..3"))
                .isInstanceOfSatisfying(RequestException.class, e -> assertThat(e.problems())
                        .singleElement()
                        .satisfies(p -> assertThat(p.toString()).contains("optimizer.rate (fast)")));
        assertThatThrownBy(() -> sweep("model = []")).hasMessageContaining("at least one value");
        assertThatThrownBy(() -> sweep("seed = 9..1")).hasMessageContaining("count up");
        assertThatThrownBy(() -> sweep("seed = 1..9000, batch = [1, 2]")).hasMessageContaining("at most 10000");
        assertThatThrownBy(() -> sweep("cases = 3")).hasMessageContaining("list of blocks");
        assertThatThrownBy(() -> sweep("seed = [1, 2]").single()).hasMessageContaining("its lists make 2");
    }
}
