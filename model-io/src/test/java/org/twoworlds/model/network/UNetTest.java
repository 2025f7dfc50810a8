package org.twoworlds.model.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.Map;
import org.bytedeco.onnx.global.onnx;
import org.junit.jupiter.api.Test;
import org.twoworlds.config.RequestException;
import org.twoworlds.config.Spec;
import org.twoworlds.model.Fixtures;
import org.twoworlds.model.ImageShape;
import org.twoworlds.model.onnx.GenerativeModel;
import org.twoworlds.model.onnx.OnnxFile;
import org.twoworlds.model.onnx.Placement;
import org.twoworlds.model.onnx.Sampler;
import org.twoworlds.model.onnx.VelocityModel;
import org.twoworlds.model.random.Draws;

class UNetTest {
    private static final ImageShape SHAPE = new ImageShape(8, 8, 2, 3);

    private static Outline outline(String spec, ImageShape shape) {
        var parsed = Spec.parse(spec).orElseThrow();
        return Outline.of(parsed, UNet.of(parsed), shape);
    }

    @Test
    void theOnnxFileComputesWhatDoubleArithmeticDoes() {
        var outline = outline("unet{width=4,levels=3}", SHAPE);
        var weights = Fixtures.perturbed(outline, 5);
        Map<String, double[]> tensors = new HashMap<>();
        for (var t : weights.tensors()) {
            var data = new double[t.data().length];
            for (var i = 0; i < data.length; i++) {
                data[i] = t.data()[i];
            }
            tensors.put(t.name(), data);
        }
        var draws = new Draws(7, Draws.Purpose.SEED, 0);
        var start = new float[2][SHAPE.numbers()];
        for (var row : start) {
            for (var i = 0; i < row.length; i++) {
                row[i] = (float) draws.nextGaussian();
            }
        }
        var labels = new int[] {2, 0};
        var x = new double[2][SHAPE.numbers()];
        for (var step = 0; step < 2; step++) { // Euler in two steps: at the times 0 and 1/2
            for (var r = 0; r < 2; r++) {
                for (var i = 0; step == 0 && i < x[r].length; i++) {
                    x[r][i] = start[r][i];
                }
            }
            var hot = new double[2][3];
            hot[0][labels[0]] = 1;
            hot[1][labels[1]] = 1;
            var velocity = outline.velocityField()
                    .velocity(
                            new ReferenceBackend(tensors, false),
                            new ReferenceBackend.Batch(x, new int[] {2, 8, 8}),
                            new ReferenceBackend.Batch(new double[][] {{step / 2.0}, {step / 2.0}}, new int[] {1}),
                            new ReferenceBackend.Batch(hot, new int[] {3}))
                    .rows();
            var next = new double[2][];
            for (var r = 0; r < 2; r++) {
                next[r] = x[r].clone();
                for (var i = 0; i < next[r].length; i++) {
                    next[r][i] += velocity[r][i] / 2;
                }
            }
            x = next;
        }
        var model = new GenerativeModel(
                OnnxFile.of(VelocityModel.of(outline, weights, false, Map.of("a", "b"))), "test", Placement.cpu(1));
        assertThat(model.metadata()).containsEntry("a", "b");
        var flat = new float[2 * SHAPE.numbers()];
        System.arraycopy(start[0], 0, flat, 0, SHAPE.numbers());
        System.arraycopy(start[1], 0, flat, SHAPE.numbers(), SHAPE.numbers());
        var made = new Sampler.Euler(2).sample(model, flat, labels);
        for (var i = 0; i < made.length; i++) {
            var expected = x[i / SHAPE.numbers()][i % SHAPE.numbers()];
            assertThat((double) made[i]).isCloseTo(expected, within(5e-4 * Math.max(1, Math.abs(expected))));
        }
    }

    @Test
    void theNativeCheckerAcceptsTheFile() {
        org.bytedeco.javacpp.Loader.load(onnx.class);
        var outline = outline("unet{width=48,levels=3}", Fixtures.CIFAR);
        var file = VelocityModel.of(outline, outline.initialWeights(1), true, Map.of());
        assertThat(file.length).isLessThan(5_000_000);
        try (var text = new org.bytedeco.javacpp.BytePointer(file)) {
            var proto = new org.bytedeco.onnx.ModelProto();
            assertThat(onnx.ParseProtoFromBytes(proto, text, file.length)).isTrue();
            onnx.check_model(proto, true, false, true);
        }
    }

    @Test
    void sidesThatDoNotDivideAreRefusedByTheLayer() {
        assertThatThrownBy(() -> outline("unet{width=4,levels=3}", new ImageShape(28, 28, 1, 10)))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("have parts of one height and width");
        assertThat(outline("unet{width=4,levels=2}", new ImageShape(28, 28, 1, 10))
                        .parameters())
                .isPositive();
        assertThatThrownBy(() -> UNet.of(Spec.parse("mcnn").orElseThrow())).isInstanceOf(RequestException.class);
    }
}
