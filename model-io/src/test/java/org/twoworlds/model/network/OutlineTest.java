package org.twoworlds.model.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.twoworlds.config.RequestException;
import org.twoworlds.model.Fixtures;
import org.twoworlds.model.ImageShape;

class OutlineTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "mcnn{width=64}; 1558026; 1920",
                "mlp[128,128,128]; 428426; 768",
                "mlp[2048,2048,2048]; 14718986; 12288"
            })
    void paper_parameterCountsAreThoseOfTheAuthorsModels(String spec, long parameters, long running) {
        var outline = Fixtures.outline(spec);
        assertThat(outline.parameters()).isEqualTo(parameters);
        assertThat(outline.running()).isEqualTo(running);
    }

    @Test
    void flopsOfADenseNetworkAreTwoForEveryWeight() {
        var outline = Fixtures.outline("mlp[7]", new ImageShape(1, 1, 3, 2));
        assertThat(outline.flops()).isEqualTo(2 * (3 * 7 + 7 * 2) + 2 * 7 + 7);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mcnn{width=0}", "mcnn[3]", "mcnn{depth=3}", "mlp", "mlp[0]", "nonesuch", "mlp[9999999]"})
    void anImpossibleNetworkIsRefusedByName(String spec) {
        assertThatThrownBy(() -> Fixtures.outline(spec))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining(spec.replaceAll("[\\[{].*", ""));
    }

    @Test
    void anImageTooSmallForThePoolsIsRefused() {
        assertThatThrownBy(() -> Fixtures.outline("mcnn{width=2}", new ImageShape(2, 2, 3, 10)))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("max-pool");
    }

    @Test
    void initialWeightsFollowPyTorchsDefaultRule() {
        var outline = Fixtures.outline("mcnn{width=16}");
        var weights = outline.initialWeights(1);
        var w = weights.find("conv4.weight").orElseThrow().data();
        var bound = 1 / Math.sqrt(64 * 9);
        var mean = 0.0;
        var square = 0.0;
        for (var x : w) {
            assertThat((double) x).isBetween(-bound, bound);
            mean += x / w.length;
            square += (double) x * x / w.length;
        }
        assertThat(Math.abs(mean)).isLessThan(4 * bound / Math.sqrt(3.0 * w.length));
        assertThat(square / (bound * bound / 3)).isBetween(0.98, 1.02);
        assertThat(weights.find("bn1.weight").orElseThrow().data()).containsOnly(1);
        assertThat(outline.initialWeights(1).digest()).isEqualTo(weights.digest());
        assertThat(outline.initialWeights(2).digest()).isNotEqualTo(weights.digest());
    }
}
