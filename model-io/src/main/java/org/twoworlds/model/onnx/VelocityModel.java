package org.twoworlds.model.onnx;

import static org.twoworlds.model.onnx.OnnxGraph.attribute;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.List;
import java.util.Map;
import org.twoworlds.model.checkpoint.Weights;
import org.twoworlds.model.network.Outline;

/**
 * A velocity field as an ONNX file. In: {@code x} float {@code [B, C, H, W]}, {@code t} float {@code [B, 1]} and {@code y} int64
 * {@code [B]}. Out: {@code velocity} float {@code [B, C, H, W]}.
 */
public final class VelocityModel {
    private VelocityModel() {}

    /**
     * The bytes of the ONNX file.
     *
     * @param half whether weights are stored in half precision
     * @param metadata texts that the file carries
     */
    public static byte[] of(Outline outline, Weights weights, boolean half, Map<String, String> metadata) {
        var shape = outline.input();
        var graph = new OnnxGraph();
        graph.input("x", DataType.FLOAT, "B", shape.channels(), shape.height(), shape.width());
        graph.input("t", DataType.FLOAT, "B", 1);
        graph.input("y", DataType.INT64, "B");
        var onOff = graph.constant(new float[] {0, 1}, 2);
        var label = graph.node("OneHot", List.of("y", graph.longs(shape.classes()), onOff), attribute("axis", -1));
        var velocity = outline.velocityField()
                .velocity(
                        new OnnxBackend(graph, weights, half),
                        new OnnxValue("x", new int[] {shape.channels(), shape.height(), shape.width()}),
                        new OnnxValue("t", new int[] {1}),
                        new OnnxValue(label, new int[] {shape.classes()}));
        graph.node("Identity", List.of(velocity.name()), "velocity");
        graph.output("velocity", DataType.FLOAT, "B", shape.channels(), shape.height(), shape.width());
        return graph.model(metadata);
    }
}
