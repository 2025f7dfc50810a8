package org.twoworlds.model.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.twoworlds.model.Fixtures;
import org.twoworlds.model.MiniBatch;
import org.twoworlds.model.checkpoint.Weights;
import org.twoworlds.model.tensorflow.TrainingOptions;
import org.twoworlds.model.tensorflow.TrainingProgram;

/** Running values that are estimated anew by ONNX Runtime, against those of TensorFlow's training. */
class NormEstimateTest {
    private static final int COUNT = 24;

    private static ScoringSet set(MiniBatch batch) {
        var bytes = Fixtures.CIFAR.bytes();
        return ScoringSet.of("train", Fixtures.CIFAR, COUNT, (i, pixels) -> {
            System.arraycopy(batch.images(), i * bytes, pixels, 0, bytes);
            return batch.labels()[i];
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"mcnn{width=4}", "mlp[16,8]", "resnet18k{width=4}"})
    void theValuesAreThoseThatAnUpdateOfTrainingTakesInAtATenth(String spec) {
        var outline = Fixtures.outline(spec);
        var weights = Fixtures.perturbed(outline, 3);
        var batch = Fixtures.batch(COUNT, Fixtures.CIFAR, 4);
        Weights after;
        try (var program = new TrainingProgram(outline, TrainingOptions.sgd(COUNT, 1))) {
            program.restore(weights, List.of());
            program.step(batch, 0);
            after = program.weights();
        }
        var estimated = NormEstimate.of(outline, weights, Placement.cpu(1), set(batch));
        var compared = 0;
        for (var tensor : estimated.tensors()) {
            var before = weights.find(tensor.name()).orElseThrow().data();
            var trained = after.find(tensor.name()).orElseThrow().data();
            var running = tensor.name().contains(".running_");
            for (var i = 0; i < before.length; i++) {
                if (running) {
                    var expected = (trained[i] - 0.9 * before[i]) / 0.1;
                    assertThat((double) tensor.data()[i])
                            .as(tensor.name())
                            .isCloseTo(expected, within(2e-3 * Math.max(1, Math.abs(expected))));
                    compared++;
                } else {
                    assertThat(tensor.data()[i]).as(tensor.name()).isEqualTo(before[i]);
                }
            }
        }
        assertThat(compared).isPositive();
    }

    @Test
    void aNetworkWithoutBatchNormalisationStaysAsItIs() {
        var outline = Fixtures.outline("linear");
        var weights = Fixtures.perturbed(outline, 3);
        var estimated =
                NormEstimate.of(outline, weights, Placement.cpu(1), set(Fixtures.batch(COUNT, Fixtures.CIFAR, 4)));
        assertThat(estimated.digest()).isEqualTo(weights.digest());
    }
}
