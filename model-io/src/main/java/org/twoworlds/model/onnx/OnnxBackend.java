package org.twoworlds.model.onnx;

import static org.twoworlds.model.onnx.OnnxGraph.attribute;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.twoworlds.model.ImageShape;
import org.twoworlds.model.checkpoint.Tensor;
import org.twoworlds.model.checkpoint.Weights;
import org.twoworlds.model.network.Backend;
import org.twoworlds.model.network.Dense;
import org.twoworlds.model.network.Init;
import org.twoworlds.model.network.Layers;
import org.twoworlds.model.network.Receptive;
import org.twoworlds.model.network.TensorSpec;
import org.twoworlds.model.network.Window;

/** The interpreter that makes an ONNX graph of a network, in NCHW, with one checkpoint's weights in it, in evaluation mode. */
final class OnnxBackend implements Backend<OnnxValue> {
    private static final float MASKED = -1e9f;

    private final OnnxGraph graph;
    private final Map<String, Tensor> weights;
    private final boolean half;
    private final Optional<List<MeasuredNorm>> measured;

    /**
     * A batch normalisation whose running values are outputs of the graph, under their own names.
     *
     * @param name the layer's name
     * @param places the places of an image over which a channel is normalised; 1 for vectors
     */
    record MeasuredNorm(String name, int channels, int places) {
        String mean() {
            return Layers.batchNorm(name, channels).get(2).name();
        }

        String variance() {
            return Layers.batchNorm(name, channels).get(3).name();
        }
    }

    OnnxBackend(OnnxGraph graph, Weights weights) {
        this(graph, weights, false);
    }

    /** A backend on a graph; with {@code half}, weights are stored in half precision, and computed with in single. */
    OnnxBackend(OnnxGraph graph, Weights weights, boolean half) {
        this(graph, weights, half, Optional.empty());
    }

    private OnnxBackend(OnnxGraph graph, Weights weights, boolean half, Optional<List<MeasuredNorm>> measured) {
        this.graph = graph;
        this.weights = weights.byName();
        this.half = half;
        this.measured = measured;
    }

    /** A backend in which batch normalisation is by the batch, as in training: its layers are added to a list. */
    static OnnxBackend measuring(OnnxGraph graph, Weights weights, List<MeasuredNorm> measured) {
        return new OnnxBackend(graph, weights, false, Optional.of(measured));
    }

    /** The network's input in NCHW, from samples in NHWC: pixels scaled to [−1, 1], vectors as they are. */
    OnnxValue input(String samples, ImageShape shape) {
        var floats = samples;
        if (shape.isImage()) {
            var cast = graph.node("Cast", List.of(samples), attribute("to", DataType.FLOAT.getNumber()));
            var scaled = graph.node("Mul", List.of(cast, graph.number(1 / 127.5f)));
            floats = graph.node("Sub", List.of(scaled, graph.number(1)));
        }
        var turned = graph.node("Transpose", List.of(floats), permutation(0, 3, 1, 2));
        return new OnnxValue(turned, new int[] {shape.channels(), shape.height(), shape.width()});
    }

    @Override
    public int[] size(OnnxValue x) {
        return x.size();
    }

    @Override
    public OnnxValue conv(OnnxValue x, String name, int channels, Window window, boolean bias) {
        var inputs = inputs(x, Layers.conv(name, x.size()[0], channels, window.kernel(), bias));
        return new OnnxValue(graph.node("Conv", inputs, window(window)), window.output(channels, x.size()));
    }

    @Override
    public OnnxValue depthwise(OnnxValue x, String name, Window window) {
        var channels = x.size()[0];
        var attributes = new ArrayList<>(Arrays.asList(window(window)));
        attributes.add(attribute("group", channels));
        var inputs = inputs(x, Layers.depthwise(name, channels, window.kernel()));
        return new OnnxValue(
                graph.node("Conv", inputs, attributes.toArray(AttributeProto[]::new)),
                window.output(channels, x.size()));
    }

    private static AttributeProto[] window(Window w) {
        return new AttributeProto[] {
            square("kernel_shape", w.kernel(), 2),
            square("strides", w.stride(), 2),
            square("pads", w.pad(), 4),
            square("dilations", w.dilation(), 2)
        };
    }

    private static AttributeProto square(String name, long value, int count) {
        return attribute(name, java.util.Collections.nCopies(count, value));
    }

    @Override
    public OnnxValue dense(OnnxValue x, String name, Dense form) {
        var specs = Layers.dense(name, x.size()[x.size().length - 1], form);
        var size = x.size().clone();
        size[size.length - 1] = form.width();
        if (size.length == 1) {
            var inputs = inputs(x, specs);
            form.mask().ifPresent(mask -> inputs.set(1, masked(inputs.get(1), mask)));
            return new OnnxValue(graph.node("Gemm", inputs, attribute("transB", 1)), size);
        }
        var turned = graph.node("Transpose", List.of(weight(specs.get(0))), permutation(1, 0));
        var y = graph.node("MatMul", List.of(x.name(), turned));
        return new OnnxValue(form.bias() ? graph.node("Add", List.of(y, weight(specs.get(1)))) : y, size);
    }

    private String masked(String weight, Receptive mask) {
        var positions = mask.positions();
        var outPositions = positions.length;
        var inPositions = positions[0].length;
        var flat = new float[outPositions * inPositions];
        for (var o = 0; o < outPositions; o++) {
            System.arraycopy(positions[o], 0, flat, o * inPositions, inPositions);
        }
        var in = mask.in()[0];
        var parts = graph.longs(mask.channels(), outPositions, in, inPositions);
        var cut = graph.node(
                "Mul",
                List.of(
                        graph.node("Reshape", List.of(weight, parts)),
                        graph.constant(flat, 1, outPositions, 1, inPositions)));
        var whole = graph.longs((long) mask.channels() * outPositions, (long) in * inPositions);
        return graph.node("Reshape", List.of(cut, whole));
    }

    @Override
    public OnnxValue batchNorm(OnnxValue x, String name) {
        var inputs = measured.isPresent()
                ? measuredInputs(x, name, measured.get())
                : inputs(x, Layers.batchNorm(name, x.size()[0]));
        var y = graph.node("BatchNormalization", inputs, attribute("epsilon", (float) EPSILON));
        return new OnnxValue(y, x.size());
    }

    /** The inputs of a normalisation by the mean and the variance of the batch, which become outputs of the graph. */
    private List<String> measuredInputs(OnnxValue x, String name, List<MeasuredNorm> norms) {
        var norm = new MeasuredNorm(name, x.size()[0], Tensor.count(x.size()) / x.size()[0]);
        norms.add(norm);
        var specs = Layers.batchNorm(norm.name(), norm.channels());
        var axes = x.size().length == 3 ? graph.longs(0, 2, 3) : graph.longs(0);
        var dropped = attribute("keepdims", 0);
        graph.node("ReduceMean", List.of(x.name(), axes), norm.mean(), dropped);
        graph.output(norm.mean(), DataType.FLOAT, norm.channels());
        var centre = graph.node("ReduceMean", List.of(x.name(), axes), attribute("keepdims", 1));
        var difference = graph.node("Sub", List.of(x.name(), centre));
        var square = graph.node("Mul", List.of(difference, difference));
        graph.node("ReduceMean", List.of(square, axes), norm.variance(), dropped);
        graph.output(norm.variance(), DataType.FLOAT, norm.channels());
        return List.of(x.name(), weight(specs.get(0)), weight(specs.get(1)), norm.mean(), norm.variance());
    }

    @Override
    public OnnxValue layerNorm(OnnxValue x, String name) {
        var inputs = inputs(x, Layers.layerNorm(name, x.size()[x.size().length - 1]));
        var y = graph.node("LayerNormalization", inputs, attribute("axis", -1), attribute("epsilon", (float) EPSILON));
        return new OnnxValue(y, x.size());
    }

    @Override
    public OnnxValue parameter(String name, Init init, int tokens, int width) {
        var value = weight(Layers.parameter(name, init, tokens, width).get(0));
        return new OnnxValue(value, new int[] {tokens, width});
    }

    @Override
    public OnnxValue quantise(OnnxValue x, String name, int clusters) {
        var channels = x.size()[0];
        var pixels = x.size()[1] * x.size()[2];
        var centres = weight(Layers.centres(name, clusters, channels).get(0));
        var colours = graph.node("Reshape", List.of(x.name(), graph.longs(0, channels, pixels)));
        var column = graph.node("Unsqueeze", List.of(colours, graph.longs(1))); // [B, 1, C, T]
        var rows = graph.node("Unsqueeze", List.of(centres, graph.longs(2))); // [K, C, 1]
        var difference = graph.node("Sub", List.of(column, rows));
        var squared = graph.node("Mul", List.of(difference, difference));
        var distance = graph.node("ReduceSum", List.of(squared, graph.longs(2)), attribute("keepdims", 0));
        var nearest = graph.node("ArgMin", List.of(distance), attribute("axis", 1), attribute("keepdims", 0));
        return new OnnxValue(nearest, new int[] {pixels});
    }

    @Override
    public OnnxValue embedding(OnnxValue ids, String name, int vocabulary, int width) {
        var table = weight(Layers.embedding(name, vocabulary, width).get(0));
        return new OnnxValue(graph.node("Gather", List.of(table, ids.name())), new int[] {ids.size()[0], width});
    }

    @Override
    public OnnxValue unembedding(OnnxValue x, String name, int vocabulary) {
        var table = Layers.embedding(name, vocabulary, x.size()[1]).get(0).name(); // the table is in the graph already
        var columns = graph.node("Transpose", List.of(table), permutation(1, 0));
        var products = graph.node("MatMul", List.of(x.name(), columns));
        return new OnnxValue(products, new int[] {x.size()[0], vocabulary});
    }

    @Override
    public OnnxValue relu(OnnxValue x) {
        return new OnnxValue(graph.node("Relu", List.of(x.name())), x.size());
    }

    @Override
    public OnnxValue gelu(OnnxValue x) {
        return new OnnxValue(graph.node("Gelu", List.of(x.name())), x.size());
    }

    @Override
    public OnnxValue dropout(OnnxValue x, double probability) {
        return x;
    }

    @Override
    public OnnxValue add(OnnxValue x, OnnxValue y) {
        return new OnnxValue(graph.node("Add", List.of(x.name(), y.name())), x.size());
    }

    @Override
    public OnnxValue addToPixels(OnnxValue image, OnnxValue vector) {
        var column = graph.node("Unsqueeze", List.of(vector.name(), graph.longs(2, 3)));
        return new OnnxValue(graph.node("Add", List.of(image.name(), column)), image.size());
    }

    @Override
    public OnnxValue concat(List<OnnxValue> parts) {
        var size = parts.get(0).size().clone();
        size[0] = parts.stream().mapToInt(p -> p.size()[0]).sum();
        var names = parts.stream().map(OnnxValue::name).toList();
        return new OnnxValue(graph.node("Concat", names, attribute("axis", 1)), size);
    }

    @Override
    public OnnxValue pixelShuffle(OnnxValue x, int factor) {
        var y = graph.node(
                "DepthToSpace", List.of(x.name()), attribute("blocksize", factor), OnnxGraph.attribute("mode", "CRD"));
        var size = new int[] {x.size()[0] / (factor * factor), x.size()[1] * factor, x.size()[2] * factor};
        return new OnnxValue(y, size);
    }

    @Override
    public OnnxValue sinusoids(OnnxValue x, int count) {
        var frequencies = new float[count];
        for (var i = 0; i < count; i++) {
            frequencies[i] = (float) Backend.frequency(i, count);
        }
        var angles = graph.node("Mul", List.of(x.name(), graph.constant(frequencies, 1, count)));
        var parts = List.of(graph.node("Sin", List.of(angles)), graph.node("Cos", List.of(angles)));
        return new OnnxValue(graph.node("Concat", parts, attribute("axis", 1)), new int[] {2 * count});
    }

    @Override
    public OnnxValue maxPool(OnnxValue x, Window window) {
        return new OnnxValue(
                graph.node("MaxPool", List.of(x.name()), window(window)), window.output(x.size()[0], x.size()));
    }

    @Override
    public OnnxValue averagePool(OnnxValue x, Window window) {
        return new OnnxValue(
                graph.node("AveragePool", List.of(x.name()), window(window)), window.output(x.size()[0], x.size()));
    }

    @Override
    public OnnxValue mean(OnnxValue x) {
        var isImage = x.size().length == 3;
        var axes = isImage ? graph.longs(2, 3) : graph.longs(1);
        var y = graph.node("ReduceMean", List.of(x.name(), axes), attribute("keepdims", 0));
        return new OnnxValue(y, new int[] {isImage ? x.size()[0] : x.size()[1]});
    }

    @Override
    public OnnxValue crop(OnnxValue x) {
        var size = new int[] {x.size()[0], x.size()[1] - 1, x.size()[2] - 1};
        return new OnnxValue(slice(x.name(), new long[] {1, 1}, new long[] {1 + size[1], 1 + size[2]}, 2, 3), size);
    }

    private String slice(String x, long[] from, long[] to, long... axes) {
        return graph.node("Slice", List.of(x, graph.longs(from), graph.longs(to), graph.longs(axes)));
    }

    @Override
    public OnnxValue flatten(OnnxValue x) {
        return x.size().length == 1
                ? x
                : new OnnxValue(graph.node("Flatten", List.of(x.name())), new int[] {Tensor.count(x.size())});
    }

    @Override
    public OnnxValue tokens(OnnxValue x) {
        var pixels = x.size()[1] * x.size()[2];
        var flat = graph.node("Reshape", List.of(x.name(), graph.longs(0, x.size()[0], pixels)));
        return new OnnxValue(
                graph.node("Transpose", List.of(flat), permutation(0, 2, 1)), new int[] {pixels, x.size()[0]});
    }

    @Override
    public OnnxValue firstToken(OnnxValue x) {
        var first = slice(x.name(), new long[] {0}, new long[] {1}, 1);
        return new OnnxValue(graph.node("Squeeze", List.of(first, graph.longs(1))), new int[] {x.size()[1]});
    }

    /** Pads both to the whole length and adds them, which needs no copy of the token for every sample. */
    @Override
    public OnnxValue prepend(OnnxValue x, OnnxValue token) {
        var moved = pad(x.name(), 0, 1, 0, 0, 0, 0);
        var before = pad(token.name(), 0, 0, 0, 0, x.size()[0], 0);
        return new OnnxValue(graph.node("Add", List.of(moved, before)), new int[] {x.size()[0] + 1, x.size()[1]});
    }

    private String pad(String x, long... pads) {
        return graph.node("Pad", List.of(x, graph.longs(pads)));
    }

    @Override
    public OnnxValue shift(OnnxValue ids, int first) {
        var length = ids.size()[0];
        var kept = slice(ids.name(), new long[] {0}, new long[] {length - 1}, 1);
        var value = graph.node("Squeeze", List.of(graph.longs(first), graph.longs(0)));
        return new OnnxValue(graph.node("Pad", List.of(kept, graph.longs(0, 1, 0, 0), value)), ids.size());
    }

    @Override
    public OnnxValue attention(OnnxValue qkv, int heads, boolean causal) {
        var length = qkv.size()[0];
        var width = qkv.size()[1] / 3;
        var depth = width / heads;
        var parts = graph.node("Reshape", List.of(qkv.name(), graph.longs(0, length, 3L * heads, depth)));
        var byHead = graph.node("Transpose", List.of(parts), permutation(0, 2, 1, 3));
        var q = slice(byHead, new long[] {0}, new long[] {heads}, 1);
        var k = slice(byHead, new long[] {heads}, new long[] {2L * heads}, 1);
        var v = slice(byHead, new long[] {2L * heads}, new long[] {3L * heads}, 1);
        var scaled = graph.node("Mul", List.of(q, graph.number((float) (1 / Math.sqrt(depth)))));
        var turned = graph.node("Transpose", List.of(k), permutation(0, 1, 3, 2));
        var scores = graph.node("MatMul", List.of(scaled, turned));
        if (causal) {
            var mask = new float[length * length];
            for (var i = 0; i < length; i++) {
                Arrays.fill(mask, i * length + i + 1, (i + 1) * length, MASKED);
            }
            scores = graph.node("Add", List.of(scores, graph.constant(mask, length, length)));
        }
        var shares = graph.node("Softmax", List.of(scores), attribute("axis", -1));
        var mixed = graph.node("MatMul", List.of(shares, v));
        var together = graph.node("Transpose", List.of(mixed), permutation(0, 2, 1, 3));
        var y = graph.node("Reshape", List.of(together, graph.longs(0, length, width)));
        return new OnnxValue(y, new int[] {length, width});
    }

    private static AttributeProto permutation(long... order) {
        return attribute("perm", Arrays.stream(order).boxed().toList());
    }

    private List<String> inputs(OnnxValue x, List<TensorSpec> specs) {
        List<String> inputs = new ArrayList<>(List.of(x.name()));
        specs.forEach(spec -> inputs.add(weight(spec)));
        return inputs;
    }

    private String weight(TensorSpec spec) {
        var tensor = Optional.ofNullable(weights.get(spec.name()))
                .orElseThrow(() -> new IllegalArgumentException("The weights lack tensor " + spec.name()));
        return half ? graph.halfInitializer(tensor) : graph.initializer(tensor);
    }
}
