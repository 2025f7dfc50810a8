package org.twoworlds.model.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.twoworlds.model.Fixtures;
import org.twoworlds.model.ImageShape;
import org.twoworlds.model.checkpoint.Tensor;
import org.twoworlds.model.checkpoint.Weights;
import org.twoworlds.model.network.Outline;
import org.twoworlds.model.network.TensorSpec;

class TrainingProgramTest {
    private static final ImageShape SMALL = new ImageShape(8, 8, 2, 4);

    @ParameterizedTest
    @ValueSource(strings = {"mcnn{width=3}", "mlp[6,5]"})
    void gradientsEqualCentralDifferencesOfTheLoss(String spec) {
        var outline = Fixtures.outline(spec, SMALL);
        var weights = Fixtures.perturbed(outline, 3);
        var batch = Fixtures.batch(16, SMALL, 4);
        try (var program = new TrainingProgram(outline, TrainingOptions.sgd(16, 1))) {
            program.restore(weights, List.of());
            program.step(batch, 1);
            var after = program.weights();
            for (var t : outline.tensors()) {
                if (t.kind() != TensorSpec.Kind.PARAMETER) {
                    continue;
                }
                var before = weights.find(t.name()).orElseThrow().data();
                var direction = new float[before.length]; // the gradient itself, as rate 1 applied it
                double norm = 0;
                for (var i = 0; i < before.length; i++) {
                    direction[i] =
                            before[i] - after.find(t.name()).orElseThrow().data()[i];
                    norm += (double) direction[i] * direction[i];
                }
                if (Math.sqrt(norm) < 1e-3) {
                    continue; // a bias before batch normalisation has no gradient
                }
                var h = 2e-3 / Math.sqrt(norm);
                var slope =
                        (loss(program, weights, t, direction, h) - loss(program, weights, t, direction, -h)) / (2 * h);
                assertThat(slope).as(t.name()).isCloseTo(norm, within(0.02 * norm + 2e-4 / h * 1e-1));
            }
        }
    }

    private static double loss(TrainingProgram program, Weights weights, TensorSpec t, float[] direction, double h) {
        program.restore(
                new Weights(weights.tensors().stream()
                        .map(w -> w.name().equals(t.name()) ? moved(w, direction, h) : w)
                        .toList()),
                List.of());
        return program.step(Fixtures.batch(16, SMALL, 4), 0).loss();
    }

    private static Tensor moved(Tensor tensor, float[] direction, double h) {
        var data = tensor.data().clone();
        for (var i = 0; i < data.length; i++) {
            data[i] += (float) (h * direction[i]);
        }
        return new Tensor(tensor.name(), tensor.shape(), data);
    }

    @Test
    void runningValuesFollowTheBatchAsPyTorchsDo() {
        var shape = new ImageShape(1, 1, 3, 2);
        var outline = Fixtures.outline("mlp[2]", shape);
        var weights = outline.initialWeights(5);
        var batch = Fixtures.batch(8, shape, 6);
        try (var program = new TrainingProgram(outline, TrainingOptions.sgd(8, 1))) {
            program.restore(weights, List.of());
            program.step(batch, 0);
            var after = program.weights();
            var w = weights.find("fc1.weight").orElseThrow().data();
            var bias = weights.find("fc1.bias").orElseThrow().data();
            for (var o = 0; o < 2; o++) {
                var z = new double[8];
                var mean = 0.0;
                for (var i = 0; i < 8; i++) {
                    z[i] = bias[o];
                    for (var j = 0; j < 3; j++) {
                        z[i] += w[o * 3 + j] * ((batch.images()[i * 3 + j] & 0xff) / 127.5 - 1);
                    }
                    mean += z[i] / 8;
                }
                var variance = 0.0;
                for (var i = 0; i < 8; i++) {
                    variance += (z[i] - mean) * (z[i] - mean) / 7; // unbiased
                }
                assertThat(after.find("bn1.running_mean").orElseThrow().data()[o])
                        .isCloseTo((float) (0.1 * mean), within(1e-6f));
                assertThat(after.find("bn1.running_var").orElseThrow().data()[o])
                        .isCloseTo((float) (0.9 + 0.1 * variance), within(1e-6f));
            }
        }
    }

    @Test
    void momentumNesterovAndDecayFollowPyTorchsRule() {
        var outline = Fixtures.outline("mlp[4]", SMALL);
        var batch = Fixtures.batch(16, SMALL, 1);
        var weights = outline.initialWeights(2);
        var name = "head.weight";
        var g1 = difference(plainStep(outline, weights, batch, 0.01), weights, name, 1.0);
        for (var nesterov : List.of(false, true)) {
            try (var program = new TrainingProgram(
                    outline, TrainingOptions.sgd(16, 1).with(new Optimizer.Sgd(0.9, nesterov), 0.01))) {
                program.restore(weights, List.of());
                program.step(batch, 0.5);
                var w1 = program.weights();
                var g2 = difference(plainStep(outline, w1, batch, 0.01), w1, name, 1.0);
                program.step(batch, 0.5);
                var w2 = program.weights().find(name).orElseThrow().data();
                var w1Data = w1.find(name).orElseThrow().data();
                for (var i = 0; i < w2.length; i++) {
                    var buffer = 0.9 * g1[i] + g2[i];
                    var move = nesterov ? g2[i] + 0.9 * buffer : buffer;
                    assertThat((double) w2[i]).isCloseTo(w1Data[i] - 0.5 * move, within(2e-6));
                }
            }
        }
    }

    private static Weights plainStep(
            Outline outline, Weights weights, org.twoworlds.model.MiniBatch batch, double decay) {
        try (var program =
                new TrainingProgram(outline, TrainingOptions.sgd(16, 1).with(new Optimizer.Sgd(0, false), decay))) {
            program.restore(weights, List.of());
            program.step(batch, 1.0);
            return program.weights();
        }
    }

    private static double[] difference(Weights after, Weights before, String name, double rate) {
        var a = after.find(name).orElseThrow().data();
        var b = before.find(name).orElseThrow().data();
        var g = new double[a.length];
        for (var i = 0; i < g.length; i++) {
            g[i] = (b[i] - a[i]) / rate;
        }
        return g;
    }

    @Test
    void snapshotAndRestoreGoOnBitForBit() {
        var outline = Fixtures.outline("mcnn{width=2}");
        var options = TrainingOptions.sgd(16, 1).with(new Optimizer.Sgd(0.9, false), 0);
        try (var straight = new TrainingProgram(outline, options);
                var resumed = new TrainingProgram(outline, options)) {
            straight.restore(outline.initialWeights(1), List.of());
            straight.step(Fixtures.batch(16, Fixtures.CIFAR, 1), 0.1);
            resumed.restore(straight.weights(), straight.slots());
            for (var i = 2; i < 5; i++) {
                straight.step(Fixtures.batch(16, Fixtures.CIFAR, i), 0.1);
                resumed.step(Fixtures.batch(16, Fixtures.CIFAR, i), 0.1);
            }
            assertThat(resumed.weights().digest()).isEqualTo(straight.weights().digest());
        }
    }
}
