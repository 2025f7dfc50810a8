package org.twoworlds.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The exponential mean of weights, and its place in a checkpoint's file. */
class WeightAverageTest {
    @TempDir
    Path folder;

    private static Weights weights(float first, float second) {
        return new Weights(List.of(
                new Tensor("fc.weight", new int[] {1, 2}, new float[] {first, 2 * first}),
                new Tensor("fc.bias", new int[] {1}, new float[] {second})));
    }

    /** Gradient descent of a linear network on x² / 2: w(t) = (1 − η)^t, whose mean has a closed form. */
    @Test
    void theMeanOfALinearNetworksWeightsHasItsClosedForm() {
        var decay = 0.9;
        var shrink = 0.8;
        var average = WeightAverage.from(decay, weights(1, 3));
        for (var t = 1; t <= 20; t++) {
            average.add(weights((float) Math.pow(shrink, t), 3));
            // 0.9^t + 0.1 · sum of 0.9^(t − s) 0.8^s, s = 1 to t, a geometric series.
            var expected = Math.pow(decay, t)
                    + (1 - decay) * shrink * (Math.pow(decay, t) - Math.pow(shrink, t)) / (decay - shrink);
            assertThat((double) average.tensors().get(0).data()[0]).isCloseTo(expected, within(1e-6));
            assertThat((double) average.tensors().get(0).data()[1]).isCloseTo(2 * expected, within(1e-6));
            assertThat(average.tensors().get(1).data()[0]).isEqualTo(3);
        }
    }

    @Test
    void aFileHoldsTheMeanBesideTheWeightsAndOneThatIsReadBackGoesOnTheSame() {
        var file = folder.resolve("c.safetensors");
        var first = weights(1, 0);
        var average = WeightAverage.from(0.9, first);
        average.add(weights(0.3f, 0.1f));
        List<Tensor> all = new ArrayList<>(weights(0.3f, 0.1f).tensors());
        all.addAll(average.tensors());
        SafeTensors.write(file, all, Map.of());
        var content = SafeTensors.read(file);
        assertThat(content.weights().digest()).isEqualTo(weights(0.3f, 0.1f).digest());
        assertThat(first.tensors().get(0).data()[0])
                .as("the first weights are copied")
                .isEqualTo(1);
        var readBack = WeightAverage.from(0.9, content.average().orElseThrow());
        for (var t = 0; t < 5; t++) {
            average.add(weights(0.1f * t, t));
            readBack.add(weights(0.1f * t, t));
        }
        for (var i = 0; i < 2; i++) {
            assertThat(readBack.tensors().get(i).data())
                    .isEqualTo(average.tensors().get(i).data());
        }
        SafeTensors.write(file, first.tensors(), Map.of());
        assertThat(SafeTensors.read(file).average()).isEmpty();
    }
}
