package org.twoworlds.stream.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class VarianceComponentsTest {
    private static final List<String> SEEDS = List.of("init", "order", "stream");
    private static final int[] FOUR = {4, 4, 4};

    /** Values of a cross of which each main effect, each interaction of two and what is left is normal. */
    private static double[] drawn(Random random, double init, double order, double stream, double pairs, double rest) {
        var a = normals(random, 4, init);
        var b = normals(random, 4, order);
        var c = normals(random, 4, stream);
        var ab = normals(random, 16, pairs);
        var ac = normals(random, 16, pairs);
        var bc = normals(random, 16, pairs);
        var values = normals(random, 64, rest);
        for (var cell = 0; cell < 64; cell++) {
            int i = cell / 16;
            int j = cell / 4 % 4;
            int k = cell % 4;
            values[cell] += 3 + a[i] + b[j] + c[k] + ab[4 * i + j] + ac[4 * i + k] + bc[4 * j + k];
        }
        return values;
    }

    private static double[] normals(Random random, int count, double deviation) {
        return random.doubles(count).map(u -> deviation * random.nextGaussian()).toArray();
    }

    @Test
    void twoFactorsByHand() {
        // Rows 1 5, 3 11: mean 5; rows 3, 7; columns 2, 8; SS 16, 36, and what is left is ±1 in each cell.
        var all = VarianceComponents.of(List.of("a", "b"), new int[] {2, 2}, new double[] {1, 5, 3, 11}, 0.05)
                .components();
        assertThat(all.stream().map(VarianceComponents.Component::effect)).containsExactly("a", "b", "a × b");
        assertThat(all.stream().map(VarianceComponents.Component::freedom)).containsOnly(1);
        assertThat(all.get(0).variance().estimate()).isCloseTo((16 - 4) / 2.0, within(1e-12));
        assertThat(all.get(1).variance().estimate()).isCloseTo((36 - 4) / 2.0, within(1e-12));
        assertThat(all.get(2).variance().estimate()).isCloseTo(4, within(1e-12));
    }

    @Test
    void theComponentsAreThoseThatTheValuesWereDrawnWith() {
        var seed = 20_261_126L;
        var random = new Random(seed);
        var sums = new double[7];
        var rounds = 300;
        for (var r = 0; r < rounds; r++) {
            // Estimates below 0 are cut to 0: components that lie far above 0 are hardly moved by that.
            var found = VarianceComponents.of(SEEDS, FOUR, drawn(random, 3, 3, 3, 1, 1), 0.05)
                    .components();
            for (var i = 0; i < sums.length; i++) {
                sums[i] += found.get(i).variance().estimate() / rounds;
            }
        }
        System.out.println("seed " + seed + ": " + Arrays.toString(sums));
        for (var i = 0; i < 3; i++) {
            assertThat(sums[i]).isCloseTo(9, within(1.5));
            assertThat(sums[3 + i]).isCloseTo(1, within(0.2));
        }
        assertThat(sums[6]).isCloseTo(1, within(0.05));
    }

    @Test
    void theIntervalsCover() {
        var seed = 7L;
        var random = new Random(seed);
        var rounds = 400;
        var covered = new int[3];
        for (var r = 0; r < rounds; r++) {
            var found = VarianceComponents.of(SEEDS, FOUR, drawn(random, 0, 0.5, 2, 0.5, 1), 0.05)
                    .components();
            covered[0] += found.get(0).variance().low() == 0 ? 1 : 0;
            covered[1] += found.get(1).variance().contains(0.25) ? 1 : 0;
            covered[2] += found.get(2).variance().contains(4) ? 1 : 0;
        }
        System.out.println("seed " + seed + ": " + Arrays.toString(covered) + " of " + rounds);
        for (var count : covered) {
            assertThat((double) count / rounds).isBetween(0.92, 1.0);
        }
    }

    @Test
    void whatIsNoFullCrossIsRefused() {
        assertThatThrownBy(() -> VarianceComponents.of(SEEDS, FOUR, new double[63], 0.05))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> VarianceComponents.of(List.of("a"), new int[] {1}, new double[1], 0.05))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
