package org.twoworlds.model.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.twoworlds.config.Device;
import org.twoworlds.config.Precision;
import org.twoworlds.model.Fixtures;
import org.twoworlds.model.Objective;
import org.twoworlds.model.onnx.Placement;
import org.twoworlds.model.onnx.Scorer;
import org.twoworlds.model.onnx.ScoringSet;
import org.twoworlds.model.tensorflow.Arithmetic;
import org.twoworlds.model.tensorflow.TrainingOptions;
import org.twoworlds.model.tensorflow.TrainingProgram;

/** The build with CUDA on a machine with a GPU: {@code mvn -Pcuda verify}, with NVIDIA_TF32_OVERRIDE=0. */
class OnGpuTest {
    private static final Device GPU = Device.gpu(0);
    private static final int BATCH = 32;

    @BeforeEach
    void aGpu() {
        var probe = new CudaProbe();
        for (var answer : List.of(probe.tensorFlow(0), probe.onnxRuntime(0))) {
            assumeTrue(answer.usable(), () -> "skipped, since " + answer.words());
        }
        assumeTrue("0".equals(System.getenv("NVIDIA_TF32_OVERRIDE")), "skipped: NVIDIA_TF32_OVERRIDE is not 0");
    }

    private static TrainingProgram program(String model, Device device) {
        var arithmetic = Arithmetic.on(Precision.FP32, device);
        var outline = Fixtures.outline(model);
        var program = new TrainingProgram(outline, TrainingOptions.sgd(BATCH, 1).with(arithmetic));
        program.restore(outline.initialWeights(1), List.of());
        return program;
    }

    @ParameterizedTest
    @ValueSource(strings = {"mcnn{width=16}", "resnet18k{width=8}", "vit{patch=4,dim=48,depth=2,heads=3}"})
    void aGpuGivesTheSameWeightsTwiceAndNearlyTheProcessors(String model) {
        List<String> digests = new ArrayList<>();
        List<Double> losses = new ArrayList<>();
        for (var device : List.of(GPU, GPU, Device.CPU)) {
            try (var program = program(model, device)) {
                var loss = 0.0;
                for (var step = 1; step <= 5; step++) {
                    var batch = Fixtures.batch(BATCH, Fixtures.CIFAR, step);
                    batch.setStep(step);
                    loss = program.step(batch, 0.001).loss();
                }
                losses.add(loss);
                digests.add(program.weights().digest());
            }
        }
        assertThat(digests.get(1)).isEqualTo(digests.get(0));
        assertThat(losses.get(0)).isCloseTo(losses.get(2), within(1e-3 * losses.get(2)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"mcnn{width=16}", "vit{patch=4,dim=48,depth=2,heads=3}"})
    void aScoreOnAGpuIsThatOnTheProcessor(String model) {
        var outline = Fixtures.outline(model);
        var weights = Fixtures.perturbed(outline, 1);
        var batch = Fixtures.batch(BATCH, Fixtures.CIFAR, 1);
        var set = ScoringSet.of("test", Fixtures.CIFAR, BATCH, (i, pixels) -> {
            System.arraycopy(batch.images(), i * pixels.length, pixels, 0, pixels.length);
            return batch.labels()[i];
        });
        List<Double> scores = new ArrayList<>();
        for (var place : List.of(new Placement(GPU, 1, 1L << 30), Placement.cpu(1))) {
            try (var scorer = new Scorer(outline, Objective.CROSS_ENTROPY, weights, place, BATCH)) {
                scores.add(scorer.score(set).softError());
            }
        }
        assertThat(scores.get(0)).isCloseTo(scores.get(1), within(1e-5));
    }
}
