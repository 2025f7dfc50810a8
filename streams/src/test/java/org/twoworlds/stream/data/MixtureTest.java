package org.twoworlds.stream.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.twoworlds.config.RequestException;
import org.twoworlds.stream.TestConfigs;

class MixtureTest {
    private static final int COUNT = 20_000;

    private static Mixture mixture(double separation) {
        return (Mixture) DataSets.open(TestConfigs.of("data.type=mixture", "data.separation=" + separation)
                .data());
    }

    @Test
    void labelsAreDrawnFromThePosterior() {
        var mixture = mixture(3);
        var stream = mixture.train(1);
        var pixels = new byte[256];
        var excess = new double[10];
        var variance = new double[10];
        var soft = 0.0;
        var square = 0.0;
        for (var i = 0; i < COUNT; i++) {
            var label = stream.sample(i, pixels);
            var p = mixture.posterior(pixels);
            var sum = 0.0;
            for (var c = 0; c < 10; c++) {
                excess[c] += (label == c ? 1 : 0) - p[c];
                variance[c] += p[c] * (1 - p[c]);
                sum += p[c];
                square += p[c] * p[c];
            }
            assertThat(sum).isCloseTo(1, within(1e-12));
            soft += p[label];
        }
        for (var c = 0; c < 10; c++) {
            // Given the images, labels are independent draws from p: a mean of 0 and this variance.
            assertThat(excess[c] / Math.sqrt(variance[c])).isBetween(-4.0, 4.0);
        }
        // E[p(y | x)] = E[Σ p²], and neither certain nor a guess.
        assertThat(soft / COUNT).isCloseTo(square / COUNT, within(0.01)).isBetween(0.3, 0.95);
    }

    @Test
    void withoutSeparationNothingIsKnown() {
        var mixture = mixture(0);
        var pixels = new byte[256];
        mixture.test().sample(0, pixels);
        for (var p : mixture.posterior(pixels)) {
            assertThat(p).isCloseTo(0.1, within(1e-12));
        }
    }

    @Test
    void anImpossibleSeparationIsRefused() {
        assertThatThrownBy(() -> mixture(-1))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("data.separation (-1");
    }
}
