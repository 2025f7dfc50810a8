package org.twoworlds.model.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.twoworlds.config.RequestException;
import org.twoworlds.model.Fixtures;
import org.twoworlds.model.ImageShape;
import org.twoworlds.model.MiniBatch;
import org.twoworlds.model.Objective;
import org.twoworlds.model.checkpoint.Weights;
import org.twoworlds.model.network.Outline;

class TrainingProgramTest {
    private static final ImageShape SMALL = new ImageShape(8, 8, 2, 4);

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

    private static Weights plainStep(Outline outline, Weights weights, MiniBatch batch, double decay) {
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

    /** Two updates by PyTorch's formula, in double: what an optimizer does with two gradients of one weight. */
    private interface Rule {
        double after(double w0, double g1, double g2);
    }

    static Stream<Arguments> optimizers() {
        var rate = 0.01;
        Rule adam = (w, g1, g2) -> {
            var m = 0.1 * g1;
            var v = 0.05 * g1 * g1;
            var w1 = w - rate * (m / 0.1) / (Math.sqrt(v / 0.05) + 1e-8);
            m = 0.9 * m + 0.1 * g2;
            v = 0.95 * v + 0.05 * g2 * g2;
            return w1 - rate * (m / (1 - 0.81)) / (Math.sqrt(v / (1 - 0.95 * 0.95)) + 1e-8);
        };
        Rule adamW = (w, g1, g2) -> {
            var m = 0.1 * g1;
            var v = 0.05 * g1 * g1;
            var w1 = w * (1 - rate * 0.3) - rate * (m / 0.1) / (Math.sqrt(v / 0.05) + 1e-8);
            m = 0.9 * m + 0.1 * g2;
            v = 0.95 * v + 0.05 * g2 * g2;
            return w1 * (1 - rate * 0.3) - rate * (m / (1 - 0.81)) / (Math.sqrt(v / (1 - 0.95 * 0.95)) + 1e-8);
        };
        Rule rmsProp = (w, g1, g2) -> {
            var v = 0.01 * g1 * g1;
            var b = g1 / (Math.sqrt(v) + 1e-8);
            var w1 = w - rate * b;
            v = 0.99 * v + 0.01 * g2 * g2;
            return w1 - rate * (0.5 * b + g2 / (Math.sqrt(v) + 1e-8));
        };
        Rule plainRmsProp = (w, g1, g2) -> {
            var v = 0.01 * g1 * g1;
            var w1 = w - rate * g1 / (Math.sqrt(v) + 1e-8);
            v = 0.99 * v + 0.01 * g2 * g2;
            return w1 - rate * g2 / (Math.sqrt(v) + 1e-8);
        };
        Rule adagrad = (w, g1, g2) -> {
            var w1 = w - rate * g1 / (Math.abs(g1) + 1e-10);
            return w1 - rate * g2 / (Math.sqrt(g1 * g1 + g2 * g2) + 1e-10);
        };
        return Stream.of(
                Arguments.of(new Optimizer.Adam(0.9, 0.95, 1e-8, 0), adam),
                Arguments.of(new Optimizer.Adam(0.9, 0.95, 1e-8, 0.3), adamW),
                Arguments.of(new Optimizer.RmsProp(0.99, 1e-8, 0.5), rmsProp),
                Arguments.of(new Optimizer.RmsProp(0.99, 1e-8, 0), plainRmsProp),
                Arguments.of(new Optimizer.Adagrad(1e-10), adagrad));
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void optimizersFollowPyTorchsFormulas(Optimizer optimizer, Rule rule) {
        var outline = Fixtures.outline("rmlp[4]", SMALL);
        var weights = outline.initialWeights(2);
        var name = "head.weight";
        // AdamW's decay is no part of the gradient.
        var decay = optimizer instanceof Optimizer.Adam adam && adam.decay() > 0 ? 0 : 0.01;
        var batch = Fixtures.batch(16, SMALL, 1);
        var g1 = difference(plainStep(outline, weights, batch, decay), weights, name, 1.0);
        try (var program =
                new TrainingProgram(outline, TrainingOptions.sgd(16, 1).with(optimizer, decay))) {
            program.restore(weights, List.of());
            batch.setStep(1);
            program.step(batch, 0.01);
            var w1 = program.weights();
            var slots = program.slots();
            var g2 = difference(plainStep(outline, w1, batch, decay), w1, name, 1.0);
            batch.setStep(2);
            program.step(batch, 0.01);
            var w2 = program.weights().find(name).orElseThrow().data();
            var w0 = weights.find(name).orElseThrow().data();
            for (var i = 0; i < w2.length; i++) {
                assertThat((double) w2[i]).isCloseTo(rule.after(w0[i], g1[i], g2[i]), within(3e-6));
            }
            var straight = program.weights().digest();
            program.restore(w1, slots);
            program.step(batch, 0.01);
            assertThat(program.weights().digest()).as("resumed with its slots").isEqualTo(straight);
        }
    }

    @Test
    void microBatchesAddUpToTheBatch() {
        var outline = Fixtures.outline("rmlp[9]", SMALL);
        var weights = outline.initialWeights(3);
        var batch = Fixtures.batch(16, SMALL, 1);
        var whole = TrainingOptions.sgd(16, 1).with(new Optimizer.Sgd(0.9, false), 0.1);
        var cut = new TrainingOptions(
                16, 4, 1, 0, false, Objective.CROSS_ENTROPY, Arithmetic.FP32, whole.optimizer(), 0.1);
        try (var a = new TrainingProgram(outline, whole);
                var b = new TrainingProgram(outline, cut)) {
            a.restore(weights, List.of());
            b.restore(weights, List.of());
            for (var step = 0; step < 3; step++) {
                var expected = a.step(batch, 0.5);
                var actual = b.step(batch, 0.5);
                assertThat(actual.loss()).isCloseTo(expected.loss(), within(1e-5));
                assertThat(actual.softError()).isCloseTo(expected.softError(), within(1e-5));
                assertThat(actual.error()).isCloseTo(expected.error(), within(1e-6));
            }
            for (var t : a.weights().tensors()) {
                var other = b.weights().find(t.name()).orElseThrow().data();
                for (var i = 0; i < other.length; i++) {
                    assertThat(other[i]).isCloseTo(t.data()[i], within(2e-6f));
                }
            }
        }
    }

    @Test
    void dropoutDependsOnSeedAndStepAlone() {
        var outline = Fixtures.outline("sconv{base=2,kernel=3}", SMALL);
        var weights = outline.initialWeights(3);
        var batch = Fixtures.batch(16, SMALL, 1);
        List<Double> losses = new ArrayList<>();
        for (var keys : new long[][] {{7, 1}, {7, 1}, {7, 2}, {8, 1}}) {
            var options = new TrainingOptions(
                    16, 1, 1, keys[0], false, Objective.CROSS_ENTROPY, Arithmetic.FP32, new Optimizer.Sgd(0, false), 0);
            try (var program = new TrainingProgram(outline, options)) {
                program.restore(weights, List.of());
                batch.setStep(keys[1]);
                losses.add(program.step(batch, 0).loss());
            }
        }
        assertThat(losses.get(1)).isEqualTo(losses.get(0));
        assertThat(List.of(losses.get(0), losses.get(2), losses.get(3))).doesNotHaveDuplicates();
    }

    @Test
    void squaredErrorIsSummedOverClassesAndItsGradientIsTwiceTheDifference() {
        var outline = Fixtures.outline("linear", SMALL);
        var weights = outline.initialWeights(3);
        var batch = Fixtures.batch(16, SMALL, 1);
        var options = new TrainingOptions(
                16, 1, 1, 0, false, Objective.SQUARED_ERROR, Arithmetic.FP32, new Optimizer.Sgd(0, false), 0);
        try (var program = new TrainingProgram(outline, options)) {
            program.restore(weights, List.of());
            var logits = program.logits(batch.images(), 16);
            var loss = 0.0;
            var slope = new double[SMALL.classes()];
            for (var i = 0; i < logits.length; i++) {
                var difference = logits[i] - (batch.labels()[i / 4] == i % 4 ? 1.0 : 0.0);
                loss += difference * difference / 16;
                slope[i % 4] += 2 * difference / 16;
            }
            assertThat(program.step(batch, 1).loss()).isCloseTo(loss, within(1e-5));
            var before = weights.find("head.bias").orElseThrow().data();
            var after = program.weights().find("head.bias").orElseThrow().data();
            for (var c = 0; c < slope.length; c++) {
                assertThat((double) before[c] - after[c]).isCloseTo(slope[c], within(1e-5));
            }
        }
    }

    @Test
    void aMixedBatchsLossIsTheMixOfBothLabelsLosses() {
        var outline = Fixtures.outline("linear", SMALL);
        var weights = outline.initialWeights(3);
        var plain = Fixtures.batch(16, SMALL, 1);
        var mixed = new MiniBatch(16, SMALL.bytes(), true);
        System.arraycopy(plain.images(), 0, mixed.images(), 0, plain.images().length);
        System.arraycopy(plain.labels(), 0, mixed.labels(), 0, 16);
        for (var j = 0; j < 16; j++) {
            mixed.otherLabels()[j] = (plain.labels()[j] + j) % 4;
            mixed.shares()[j] = j / 16f;
        }
        var options = new TrainingOptions(
                16, 2, 1, 0, true, Objective.CROSS_ENTROPY, Arithmetic.FP32, new Optimizer.Sgd(0, false), 0);
        try (var program = new TrainingProgram(outline, options)) {
            program.restore(weights, List.of());
            var logits = program.logits(plain.images(), 16);
            var loss = 0.0;
            for (var j = 0; j < 16; j++) {
                var total = 0.0;
                for (var c = 0; c < 4; c++) {
                    total += Math.exp(logits[4 * j + c]);
                }
                var own = Math.log(total) - logits[4 * j + plain.labels()[j]];
                var other = Math.log(total) - logits[4 * j + mixed.otherLabels()[j]];
                loss += (j / 16.0 * own + (1 - j / 16.0) * other) / 16;
            }
            assertThat(program.step(mixed, 0.1).loss()).isCloseTo(loss, within(1e-5));
        }
    }

    @Test
    void bfloat16StaysNearFloat32AndIsNotFloat32() {
        assumeTrue(Bfloat16.isSupported(), "this processor has no AVX-512: TensorFlow would compute in float32");
        var outline = Fixtures.outline("mcnn{width=4}");
        var weights = outline.initialWeights(3);
        var batch = Fixtures.batch(32, Fixtures.CIFAR, 1);
        List<Double> losses = new ArrayList<>();
        for (var arithmetic : List.of(Arithmetic.FP32, Arithmetic.BF16)) {
            var options = new TrainingOptions(
                    32, 1, 1, 0, false, Objective.CROSS_ENTROPY, arithmetic, new Optimizer.Sgd(0, false), 0);
            try (var program = new TrainingProgram(outline, options)) {
                program.restore(weights, List.of());
                program.step(batch, 0.01);
                losses.add(program.step(batch, 0.01).loss());
            }
        }
        assertThat(losses.get(1)).isNotEqualTo(losses.get(0)).isCloseTo(losses.get(0), within(0.02 * losses.get(0)));
    }

    @Test
    void aNetworkThatPassesTwoGigabytesIsRefusedBeforeAnythingIsAllocated() {
        assertThatThrownBy(() -> new TrainingProgram(Fixtures.outline("dfc{base=32}"), TrainingOptions.sgd(1, 1)))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("conv2.weight");
    }
}
