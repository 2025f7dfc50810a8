package org.twoworlds.model.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.twoworlds.config.RequestException;

/** Samplers on networks whose paths are known in closed form. */
class SamplerTest {
    private static final float[] START = {0.2f, -0.3f, 0.01f, 0.4f};

    private static OnnxGraph graph(DataType time) {
        var graph = new OnnxGraph();
        graph.input("x", DataType.FLOAT, "B", 1, 1, 2);
        if (time != DataType.UNDEFINED) {
            graph.input("t", time, "B");
        }
        graph.output("out", DataType.FLOAT, "B", 1, 1, 2);
        return graph;
    }

    private static GenerativeModel open(OnnxGraph graph) {
        return new GenerativeModel(OnnxFile.of(graph.model(Map.of())), "test", Placement.cpu(1));
    }

    /** v(x, t) = x + t: x(1) = (x(0) + 1)·e − 2. */
    private static GenerativeModel linear() {
        var graph = graph(DataType.FLOAT);
        var time = graph.node("Unsqueeze", List.of("t", graph.longs(1, 2, 3)));
        graph.node("Add", List.of("x", time), "out");
        return open(graph);
    }

    @Test
    void eulerAndHeunConvergeToTheExactPathAtTheirOrders() {
        var model = linear();
        double[] errors = new double[4];
        var samplers =
                List.of(new Sampler.Euler(10), new Sampler.Euler(20), new Sampler.Heun(10), new Sampler.Heun(20));
        for (var s = 0; s < 4; s++) {
            var end = samplers.get(s).sample(model, START.clone(), new int[2]);
            for (var i = 0; i < START.length; i++) {
                var exact = (START[i] + 1) * Math.E - 2;
                errors[s] = Math.max(errors[s], Math.abs(end[i] - exact));
            }
        }
        assertThat(errors[0] / errors[1]).isBetween(1.8, 2.2);
        // The last step is Euler's, whose error is of second order in a step: so is the whole.
        assertThat(errors[2] / errors[3]).isBetween(3.3, 4.4);
        assertThat(errors[2]).isLessThan(errors[1]);
    }

    @Test
    void eulerFollowsItsRecurrence() {
        var x = (double) START[0];
        for (var i = 0; i < 7; i++) {
            x += (x + i / 7.0) / 7;
        }
        assertThat((double) new Sampler.Euler(7).sample(linear(), START.clone(), new int[2])[0])
                .isCloseTo(x, within(1e-5));
    }

    /**
     * Images that are normal themselves: the noise in x is √(1 − ᾱ)·x. With ᾱ = cos² θ a step from θ to θ′ multiplies x by
     * cos(θ − θ′).
     */
    @Test
    void ddimFollowsTheExactPathOfNormalImages() {
        var graph = graph(DataType.INT64);
        var shares = new float[1000];
        for (var t = 0; t < shares.length; t++) {
            shares[t] = (float) Math.sqrt(1 - alphaBar(t));
        }
        var share = graph.node("Gather", List.of(graph.constant(shares, 1000), "t"));
        graph.node("Mul", List.of("x", graph.node("Unsqueeze", List.of(share, graph.longs(1, 2, 3)))), "out");
        var factor = 1.0;
        for (var i = 19; i >= 0; i--) {
            var now = Math.acos(Math.sqrt(alphaBar((i + 1) * 50 - 1)));
            var next = i == 0 ? 0 : Math.acos(Math.sqrt(alphaBar(i * 50 - 1)));
            factor *= Math.cos(now - next);
        }
        var end = new Sampler.Ddim(20).sample(open(graph), START.clone(), new int[2]);
        for (var i = 0; i < START.length; i++) {
            assertThat((double) end[i]).isCloseTo(START[i] * factor, within(1e-5));
        }
    }

    /** Written apart from the sampler: exp of a sum of logarithms. */
    private static double alphaBar(int t) {
        var sum = 0.0;
        for (var i = 0; i <= t; i++) {
            sum += Math.log1p(-(1e-4 + i * (0.02 - 1e-4) / 999));
        }
        return Math.exp(sum);
    }

    @Test
    void aDirectNetworkGivesImagesAndPixelsAreTakenAsTheyAre() {
        var graph = graph(DataType.UNDEFINED);
        graph.node("Identity", List.of("x"), "out");
        var generator = new ImageGenerator(open(graph), "test", new Sampler.Direct(), 2);
        assertThat(generator.images(new float[] {-1, 1, 0, 7}, new int[2]))
                .containsExactly(0, (byte) 255, (byte) 128, (byte) 255);

        var pixels = new OnnxGraph();
        pixels.input("z", DataType.FLOAT, "B", 3);
        var bytes = pixels.node("Cast", List.of("z"), OnnxGraph.attribute("to", DataType.UINT8.getNumber()));
        pixels.node("Reshape", List.of(bytes, pixels.longs(-1, 1, 1, 3)), "out");
        pixels.output("out", DataType.UINT8, "B", 1, 1, 3);
        var other = new ImageGenerator(open(pixels), "test", new Sampler.Direct(), 2);
        assertThat(other.shape().channels()).isEqualTo(3);
        assertThat(other.images(new float[] {3, 200, 77, 1, 2, 5}, new int[2]))
                .containsExactly(3, (byte) 200, 77, 1, 2, 5);
    }

    @Test
    void whatDoesNotFitTogetherIsRefused() {
        assertThatThrownBy(() -> new ImageGenerator(linear(), "g.onnx", new Sampler.Direct(), 2))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("take several steps");
        assertThatThrownBy(() -> new GenerativeModel(OnnxFile.of(new byte[] {1, 2, 3}), "g.onnx", Placement.cpu(1)))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("file (g.onnx) must be an ONNX file");
        var graph = graph(DataType.FLOAT);
        graph.input("other", DataType.FLOAT, "B", 4);
        graph.node("Identity", List.of("x"), "out");
        assertThatThrownBy(() -> open(graph))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("other");
    }
}
