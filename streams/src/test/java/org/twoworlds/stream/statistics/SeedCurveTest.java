package org.twoworlds.stream.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SeedCurveTest {
    private static TreeMap<Long, Double> curve(Map<Long, Double> values) {
        return new TreeMap<>(values);
    }

    @Test
    void theMeanIsOfTheStepsThatEverySeedHas() {
        var mean =
                SeedCurve.of(List.of(curve(Map.of(1L, 1.0, 2L, 2.0, 3L, 9.0)), curve(Map.of(1L, 3.0, 2L, 2.0))), 0.05);
        assertThat(mean.steps()).containsExactly(1L, 2L);
        assertThat(mean.seeds()).isEqualTo(2);
        // Student's t of one degree of freedom, 97.5 %, is 12.7062; the standard error of 1 and 3 is 1.
        assertThat(mean.means().get(0).estimate()).isEqualTo(2);
        assertThat(mean.means().get(0).halfWidth()).isCloseTo(12.7062, within(1e-3));
        assertThat(mean.means().get(1).halfWidth()).isZero();
    }

    @Test
    void oneSeedHasNoIntervalAndNoSeedNoMean() {
        var one = SeedCurve.of(List.of(curve(Map.of(4L, 0.5))), 0.05);
        assertThat(one.means().get(0).estimate()).isEqualTo(0.5);
        assertThat(one.means().get(0).isKnown()).isFalse();
        assertThat(SeedCurve.of(List.of(), 0.05).steps()).isEmpty();
    }
}
