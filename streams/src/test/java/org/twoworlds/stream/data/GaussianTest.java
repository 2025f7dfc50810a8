package org.twoworlds.stream.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.twoworlds.config.ConfigLoader;
import org.twoworlds.config.RequestException;
import org.twoworlds.stream.TestConfigs;
import org.twoworlds.stream.experiment.ExperimentChecks;

class GaussianTest {
    private static final int COUNT = 20_000;
    private static final int DIMENSIONS = 8;

    private static Gaussian gaussian(String more) {
        return (Gaussian) DataSets.open(
                TestConfigs.of("data.type=gaussian", "data.gaussian={dimensions=8,strong=3,weak=0.25," + more + "}")
                        .data());
    }

    @Test
    void theCovarianceIsTheDiagonalThatIsWrittenDown() {
        var stream = gaussian("labels=sign").train(5);
        var sample = new byte[stream.shape().bytes()];
        var mean = new double[DIMENSIONS];
        var product = new double[DIMENSIONS][DIMENSIONS];
        for (var i = 0; i < COUNT; i++) {
            var label = stream.sample(i, sample);
            var x = ByteBuffer.wrap(sample).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
            assertThat(label).isEqualTo(x.get(0) > 0 ? 1 : 0);
            for (var j = 0; j < DIMENSIONS; j++) {
                mean[j] += x.get(j) / COUNT;
                for (var k = 0; k < DIMENSIONS; k++) {
                    product[j][k] += (double) x.get(j) * x.get(k) / COUNT;
                }
            }
        }
        for (var j = 0; j < DIMENSIONS; j++) {
            var variance = j < 3 ? 1 : 0.25;
            assertThat(mean[j]).isCloseTo(0, within(4.5 * Math.sqrt(variance / COUNT)));
            for (var k = 0; k < DIMENSIONS; k++) {
                var other = k < 3 ? 1 : 0.25;
                var error = Math.sqrt((j == k ? 2 : 1) * variance * other / COUNT);
                assertThat(product[j][k]).isCloseTo(j == k ? variance : 0, within(4.5 * error));
            }
        }
    }

    @Test
    void logisticLabelsAreDrawnFromThePosterior() {
        var gaussian = gaussian("labels=logistic,sharpness=2");
        var stream = gaussian.train(1);
        var sample = new byte[stream.shape().bytes()];
        var excess = 0.0;
        var variance = 0.0;
        var slope = 0.0;
        for (var i = 0; i < COUNT; i++) {
            var label = stream.sample(i, sample);
            var first = ByteBuffer.wrap(sample).order(ByteOrder.LITTLE_ENDIAN).getFloat();
            var p = gaussian.posterior(sample)[1];
            assertThat(p).isCloseTo(0.5 * (1 + Math.tanh(first)), within(1e-12)); // of sharpness 2
            excess += label - p;
            slope += (label - p) * first;
            variance += p * (1 - p);
        }
        assertThat(excess / Math.sqrt(variance)).isBetween(-4.0, 4.0);
        assertThat(slope / Math.sqrt(COUNT * 0.1)).isBetween(-4.0, 4.0);
    }

    @Test
    void augmentedVectorsAndImpossibleShapesAreRefused() {
        assertThatThrownBy(() -> gaussian("strong=9"))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("key data.gaussian.strong (9) must be at most data.gaussian.dimensions (8)");
        assertThatThrownBy(() -> gaussian("labels=sine"))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("be one of sign, logistic, linear, signed");
        assertThatThrownBy(() -> new ConfigLoader()
                        .check(ExperimentChecks::check)
                        .load(
                                "quickstart",
                                java.util.Optional.empty(),
                                java.util.List.of("data.type=gaussian", "augment=flip", "model=linear")))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("be none: the samples are vectors");
    }
}
