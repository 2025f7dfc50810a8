package org.twoworlds.stream.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SeedComponentsTest {
    private final Map<Map<String, String>, Double> errors = new LinkedHashMap<>();

    private void cell(String init, String order, String n, double error) {
        errors.put(Map.of("seeds.init", init, "seeds.order", order, "world.n", n), error);
    }

    @Test
    void eachGroupOfCellsThatDifferInSeedsAloneIsTakenApart() {
        cell("10", "2", "500", 11);
        cell("9", "1", "500", 5);
        cell("9", "2", "500", 3);
        cell("10", "1", "500", 1);
        cell("9", "1", "1000", 0.5);
        cell("10", "1", "1000", Double.NaN);
        cell("9", "2", "1000", 0.5);
        var found = SeedComponents.of(errors);
        assertThat(found).hasSize(2);
        var first = found.get(0);
        assertThat(first.of()).isEqualTo("world.n=500");
        assertThat(first.seeds()).containsExactly("seeds.init", "seeds.order");
        assertThat(first.components().get(2).effect()).isEqualTo("init × order");
        // With init 9 as rows: 5 3, 1 11: rows' means 4 and 6, columns' 3 and 7, and ±3 is left.
        assertThat(first.components().get(2).variance().estimate()).isCloseTo(36, within(1e-9));
        assertThat(first.components().get(0).variance().estimate()).isZero();
        assertThat(first.reason()).isEmpty();
        assertThat(found.get(1).components()).isEmpty();
        assertThat(found.get(1).reason()).isEqualTo("2 of 4 cells have no bootstrap error at T(n)");
    }

    @Test
    void oneSeedIsNoCross() {
        errors.put(Map.of("seeds.init", "1"), 0.1);
        errors.put(Map.of("seeds.init", "2"), 0.2);
        assertThat(SeedComponents.of(errors)).isEmpty();
    }
}
