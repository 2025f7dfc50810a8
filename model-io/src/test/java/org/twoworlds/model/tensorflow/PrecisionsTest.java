package org.twoworlds.model.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.twoworlds.config.ConfigLoader;
import org.twoworlds.config.Device;
import org.twoworlds.config.ExperimentConfig;
import org.twoworlds.config.Precision;
import org.twoworlds.config.Problem;
import org.twoworlds.model.Fixtures;
import org.twoworlds.model.ImageShape;

class PrecisionsTest {
    private static ExperimentConfig config(String... settings) {
        return new ConfigLoader().load("quickstart", Optional.empty(), List.of(settings));
    }

    private static List<String> texts(ExperimentConfig config, Device device, String override) {
        return Precisions.problems(config, device, override).stream()
                .map(Problem::toString)
                .toList();
    }

    @Test
    void anArithmeticThatTheDeviceOrTheEnvironmentLacksIsRefused() {
        var gpu = Device.gpu(0);
        assertThat(texts(config(), Device.CPU, "")).isEmpty();
        assertThat(texts(config(), gpu, "0")).isEmpty();
        assertThat(texts(config("precision=bf16"), gpu, "0")).isEmpty();
        assertThat(texts(config("precision=tf32"), gpu, "")).isEmpty();
        assertThat(texts(config("trainer.xla=true"), gpu, "0")).isEmpty();
        assertThat(texts(config("precision=tf32"), Device.CPU, ""))
                .first()
                .asString()
                .contains("a GPU's arithmetic");
        assertThat(texts(config("precision=tf32"), gpu, "0")).first().asString().contains("not be 0");
        assertThat(texts(config(), gpu, "")).first().asString().contains("fp32 is tf32 on a GPU");
        assertThat(texts(config("trainer.xla=true"), Device.CPU, ""))
                .first()
                .asString()
                .contains("XLA is slower");
    }

    /** The graph that a GPU is given, on the processor: its casts and their gradients. */
    @ParameterizedTest
    @ValueSource(strings = {"mcnn{width=4}", "vit{patch=4,dim=12,depth=1,heads=2}", "mlp[16]"})
    void bfloat16InTheGraphIsNearFloat32(String spec) {
        var shape = new ImageShape(16, 16, 3, 10);
        var outline = Fixtures.outline(spec, shape);
        var weights = outline.initialWeights(1);
        var batch = Fixtures.batch(16, shape, 1);
        var results = new double[2];
        var graphs = List.of(Arithmetic.FP32, Arithmetic.on(Precision.BF16, Device.gpu(0)));
        for (var i = 0; i < 2; i++) {
            try (var program =
                    new TrainingProgram(outline, TrainingOptions.sgd(16, 1).with(graphs.get(i)))) {
                program.restore(weights, List.of());
                program.step(batch, 0.1);
                batch.setStep(2);
                results[i] = program.step(batch, 0.1).loss();
            }
        }
        assertThat(results[1]).isNotEqualTo(results[0]).isCloseTo(results[0], within(0.03 * results[0]));
    }
}
