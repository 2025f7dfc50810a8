package org.twoworlds.model.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.twoworlds.model.checkpoint.NumberType;
import org.twoworlds.model.checkpoint.Tensor;

/** An ONNX graph that is written node by node: opset 20, IR 9. A value is its name. */
final class OnnxGraph {
    private static final int OPSET = 20;
    private static final int IR = 9;

    private final GraphProto.Builder graph = GraphProto.newBuilder().setName("twoworlds");
    private int values;

    /** Adds a node with one output, and returns the output. */
    String node(String op, List<String> inputs, AttributeProto... attributes) {
        var output = op + "_" + values++;
        node(op, inputs, output, attributes);
        return output;
    }

    /** Adds a node whose one output has a given name. */
    void node(String op, List<String> inputs, String output, AttributeProto... attributes) {
        graph.addNode(NodeProto.newBuilder()
                .setOpType(op)
                .setName(output)
                .addAllInput(inputs)
                .addOutput(output)
                .addAllAttribute(Arrays.asList(attributes)));
    }

    /** Adds a constant float tensor under its own name. */
    String initializer(Tensor tensor) {
        var raw = ByteBuffer.allocate(4 * tensor.data().length).order(ByteOrder.LITTLE_ENDIAN);
        raw.asFloatBuffer().put(tensor.data());
        graph.addInitializer(TensorProto.newBuilder()
                .setName(tensor.name())
                .setDataType(TensorProto.DataType.FLOAT.getNumber())
                .addAllDims(
                        Arrays.stream(tensor.shape()).mapToObj(Long::valueOf).toList())
                .setRawData(ByteString.copyFrom(raw.array())));
        return tensor.name();
    }

    /** Adds a constant tensor that is stored in half precision, and returns it as float. */
    String halfInitializer(Tensor tensor) {
        var raw = ByteBuffer.allocate(2 * tensor.data().length).order(ByteOrder.LITTLE_ENDIAN);
        for (var value : tensor.data()) {
            raw.putShort(NumberType.toHalf(value));
        }
        graph.addInitializer(TensorProto.newBuilder()
                .setName(tensor.name())
                .setDataType(TensorProto.DataType.FLOAT16.getNumber())
                .addAllDims(
                        Arrays.stream(tensor.shape()).mapToObj(Long::valueOf).toList())
                .setRawData(ByteString.copyFrom(raw.array())));
        return node("Cast", List.of(tensor.name()), attribute("to", TensorProto.DataType.FLOAT.getNumber()));
    }

    /** Adds constant floats of a shape. */
    String constant(float[] data, int... shape) {
        return initializer(new Tensor("constant_" + values++, shape, data));
    }

    /** Adds a constant float. */
    String number(float value) {
        return constant(new float[] {value});
    }

    /** Adds constant whole numbers. */
    String longs(long... numbers) {
        var name = "longs_" + values++;
        graph.addInitializer(TensorProto.newBuilder()
                .setName(name)
                .setDataType(TensorProto.DataType.INT64.getNumber())
                .addDims(numbers.length)
                .addAllInt64Data(Arrays.stream(numbers).boxed().toList()));
        return name;
    }

    void input(String name, TensorProto.DataType type, Object... dims) {
        graph.addInput(valueInfo(name, type, dims));
    }

    void output(String name, TensorProto.DataType type, Object... dims) {
        graph.addOutput(valueInfo(name, type, dims));
    }

    private static ValueInfoProto valueInfo(String name, TensorProto.DataType type, Object... dims) {
        var shape = TensorShapeProto.newBuilder();
        for (var dim : dims) {
            if (dim instanceof String symbol) {
                shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimParam(symbol));
            } else {
                shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue((Integer) dim));
            }
        }
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder()
                                .setElemType(type.getNumber())
                                .setShape(shape)))
                .build();
    }

    /** The ONNX file's bytes, with the texts that it carries in order of their keys. */
    byte[] model(Map<String, String> metadata) {
        var model = ModelProto.newBuilder()
                .setIrVersion(IR)
                .setProducerName("twoworlds")
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(OPSET))
                .setGraph(graph);
        new TreeMap<>(metadata)
                .forEach((key, value) -> model.addMetadataProps(
                        StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
        return model.build().toByteArray();
    }

    static AttributeProto attribute(String name, long value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.INT)
                .setI(value)
                .build();
    }

    static AttributeProto attribute(String name, float value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.FLOAT)
                .setF(value)
                .build();
    }

    static AttributeProto attribute(String name, String value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.STRING)
                .setS(ByteString.copyFromUtf8(value))
                .build();
    }

    static AttributeProto attribute(String name, List<Long> values) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.INTS)
                .addAllInts(values)
                .build();
    }
}
