package org.twoworlds.model.random;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Permutations that a seed and an epoch name. */
class KeyedPermutationTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 7, 64, 65, 997, 50_000, 1_000_003})
    void law1_thePermutationIsABijection(long size) {
        for (var epoch = 1; epoch < 4; epoch++) {
            var permutation = KeyedPermutation.ofEpoch(11, epoch, size);
            var seen = new BitSet();
            for (long i = 0; i < size; i++) {
                var to = permutation.at(i);
                assertThat(to).isBetween(0L, size - 1);
                seen.set((int) to);
            }
            assertThat((long) seen.cardinality()).isEqualTo(size);
        }
    }

    @Test
    void law1_thePermutationReachesBeyondThirtyOneBits() {
        var size = (1L << 31) + 11;
        var permutation = KeyedPermutation.ofPool(5, size);
        Set<Long> seen = new HashSet<>();
        for (long i = size - 20_000; i < size; i++) {
            var to = permutation.at(i);
            assertThat(to).isBetween(0L, size - 1);
            seen.add(to);
        }
        assertThat(seen).hasSize(20_000);
    }

    @ParameterizedTest
    @CsvSource({"3, 22.5", "5, 51.2", "16, 330"})
    void permutationsOfSmallSizesAreUniformByChiSquare(int size, double bound) {
        var counts = new int[size][size];
        var epochs = 2_000 * size;
        for (var epoch = 1; epoch <= epochs; epoch++) {
            var permutation = KeyedPermutation.ofEpoch(99, epoch, size);
            for (var i = 0; i < size; i++) {
                counts[i][(int) permutation.at(i)]++;
            }
        }
        var expected = (double) epochs / size;
        var chi = Arrays.stream(counts)
                .flatMapToInt(Arrays::stream)
                .mapToDouble(c -> Math.pow(c - expected, 2) / expected)
                .sum();
        assertThat(chi).isLessThan(bound);
    }
}
