package org.twoworlds.model.onnx;

import static org.twoworlds.model.onnx.OnnxGraph.attribute;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.ArrayList;
import java.util.List;
import org.twoworlds.model.ImageShape;
import org.twoworlds.model.checkpoint.Tensor;
import org.twoworlds.model.checkpoint.Weights;
import org.twoworlds.model.network.Backend;
import org.twoworlds.model.network.Layers;
import org.twoworlds.model.network.TensorSpec;

/** Interprets a network as an ONNX graph in NCHW, with one checkpoint's weights in it, in evaluation mode. */
final class OnnxBackend implements Backend<OnnxValue> {
    private final OnnxGraph graph;
    private final Weights weights;

    OnnxBackend(OnnxGraph graph, Weights weights) {
        this.graph = graph;
        this.weights = weights;
    }

    /** uint8 NHWC images scaled to [−1, 1] in NCHW. */
    OnnxValue input(String images, ImageShape shape) {
        var floats = graph.node("Cast", List.of(images), attribute("to", DataType.FLOAT.getNumber()));
        var scaled = graph.node("Mul", List.of(floats, graph.number(1 / 127.5f)));
        var centred = graph.node("Sub", List.of(scaled, graph.number(1)));
        var turned = graph.node("Transpose", List.of(centred), attribute("perm", List.of(0L, 3L, 1L, 2L)));
        return new OnnxValue(turned, new int[] {shape.channels(), shape.height(), shape.width()});
    }

    @Override
    public int[] size(OnnxValue x) {
        return x.size();
    }

    @Override
    public OnnxValue conv(OnnxValue x, String name, int channels, int kernel) {
        var pad = (long) kernel / 2;
        var y = graph.node(
                "Conv",
                inputs(x, Layers.conv(name, x.size()[0], channels, kernel)),
                attribute("kernel_shape", List.of((long) kernel, (long) kernel)),
                attribute("pads", List.of(pad, pad, pad, pad)));
        return new OnnxValue(y, new int[] {channels, x.size()[1], x.size()[2]});
    }

    @Override
    public OnnxValue dense(OnnxValue x, String name, int width) {
        var y = graph.node("Gemm", inputs(x, Layers.dense(name, x.size()[0], width)), attribute("transB", 1));
        return new OnnxValue(y, new int[] {width});
    }

    @Override
    public OnnxValue batchNorm(OnnxValue x, String name) {
        var y = graph.node(
                "BatchNormalization", inputs(x, Layers.batchNorm(name, x.size()[0])), attribute("epsilon", (float)
                        EPSILON));
        return new OnnxValue(y, x.size());
    }

    @Override
    public OnnxValue relu(OnnxValue x) {
        return new OnnxValue(graph.node("Relu", List.of(x.name())), x.size());
    }

    @Override
    public OnnxValue maxPool(OnnxValue x, int kernel) {
        var square = List.of((long) kernel, (long) kernel);
        var y = graph.node(
                "MaxPool", List.of(x.name()), attribute("kernel_shape", square), attribute("strides", square));
        return new OnnxValue(y, new int[] {x.size()[0], x.size()[1] / kernel, x.size()[2] / kernel});
    }

    @Override
    public OnnxValue flatten(OnnxValue x) {
        return new OnnxValue(graph.node("Flatten", List.of(x.name())), new int[] {Tensor.count(x.size())});
    }

    private List<String> inputs(OnnxValue x, List<TensorSpec> specs) {
        List<String> inputs = new ArrayList<>(List.of(x.name()));
        for (var spec : specs) {
            inputs.add(graph.initializer(weights.find(spec.name())
                    .orElseThrow(() -> new IllegalArgumentException("The weights lack tensor " + spec.name()))));
        }
        return inputs;
    }
}
