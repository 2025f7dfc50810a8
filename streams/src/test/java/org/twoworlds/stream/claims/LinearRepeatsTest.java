package org.twoworlds.stream.claims;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.OptionalLong;
import java.util.Random;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;
import org.twoworlds.config.Law;
import org.twoworlds.config.WorldName;
import org.twoworlds.stream.TestConfigs;
import org.twoworlds.stream.data.Gaussian;
import org.twoworlds.stream.statistics.OnePassCurve;
import org.twoworlds.stream.statistics.RepeatDecay;
import org.twoworlds.stream.world.World;

/**
 * The effective re-use rate of linear SGD on the source {@code gaussian}, y = ⟨β*, x⟩ + noise, by two closed forms: the mean
 * excess loss of one pass follows a recursion, and that of many epochs is least squares', σ² d / (n − d − 1).
 */
class LinearRepeatsTest {
    private static final int D = 8;
    private static final double RATE = 0.02;
    private static final int DRAWS = 300;
    private static final Gaussian SOURCE = Gaussian.of(TestConfigs.of(
                    "data.type=gaussian",
                    "data.gaussian.dimensions=" + D,
                    "data.gaussian.strong=" + D,
                    "model=linear",
                    "augment=none")
            .data());

    private static double rate(long t, long steps) {
        return RATE * (1 + Math.cos(Math.PI * t / steps)) / 2;
    }

    /** E|w − β*|² after one pass, where every sample has variance 1 in each dimension, and the noise too. */
    private static double onePass(long samples) {
        var square = 1.0;
        for (var t = 0; t < samples; t++) {
            var rate = rate(t, samples);
            square = (1 - 2 * rate + rate * rate * (D + 2)) * square + rate * rate * D;
        }
        return square;
    }

    /** |w − β*|² of SGD with batches of one sample, in a world's order. */
    private static double trained(int draw, long samples, long steps, LongUnaryOperator index) {
        var stream = SOURCE.train(draw);
        var noise = new Random(draw);
        var x = new double[(int) samples][];
        var y = new double[(int) samples];
        for (var i = 0; i < samples; i++) {
            x[i] = SOURCE.vector(stream, i);
            y[i] = x[i][0] + noise.nextGaussian();
        }
        var w = new double[D];
        for (var t = 0; t < steps; t++) {
            var i = (int) index.applyAsLong(t);
            var left = -y[i];
            for (var j = 0; j < D; j++) {
                left += w[j] * x[i][j];
            }
            for (var j = 0; j < D; j++) {
                w[j] -= rate(t, steps) * left * x[i][j];
            }
        }
        w[0] -= 1;
        return Arrays.stream(w).map(v -> v * v).sum();
    }

    private static double mean(long n, long k) {
        var law = new Law.Epochs(k, n);
        var sum = 0.0;
        for (var draw = 1; draw <= DRAWS; draw++) {
            var world = World.of(WorldName.REAL, law, OptionalLong.empty(), 1, draw);
            sum += trained(draw, n, n * k, world::indexAt) / DRAWS;
        }
        return sum;
    }

    @Test
    void epochsOfLinearSgdAreWorthWhatTheClosedFormsSay() {
        System.out.println("draws 1 to " + DRAWS);
        double[] samples = {32, 64, 128, 256, 512, 1024, 2048};
        var curve = OnePassCurve.of(
                samples, Arrays.stream(samples).map(n -> onePass((long) n)).toArray());
        assertThat(mean(256, 1)).as("one pass").isCloseTo(onePass(256), within(0.08 * onePass(256)));

        var n = 64;
        var leastSquares = (double) D / (n - D - 1);
        var many = mean(n, 100);
        assertThat(many).as("a hundred epochs").isCloseTo(leastSquares, within(0.08 * leastSquares));
        var inTheLimit = curve.matching(leastSquares).orElseThrow() / n;
        assertThat(curve.matching(many).orElseThrow() / n).isCloseTo(inTheLimit, within(0.12 * inTheLimit));

        var two = curve.matching(mean(n, 2)).orElseThrow() / n;
        var four = curve.matching(mean(n, 4)).orElseThrow() / n;
        System.out.printf("E(2, 64) = %.2f, E(4, 64) = %.2f, E(100, 64) = %.2f%n", two, four, inTheLimit);
        // Two epochs are worth nearly two (Yan et al. 2025); stopped early, SGD is better than least squares.
        assertThat(two).isBetween(1.5, 2.1);
        assertThat(four).isBetween(two, 3.0);
        var decay = RepeatDecay.fit(new double[] {2, 4, 100}, new double[] {two, four, inTheLimit});
        assertThat(RepeatDecay.worth(100, decay)).isCloseTo(inTheLimit, within(0.3 * inTheLimit));
    }
}
