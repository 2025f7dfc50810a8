package org.twoworlds.model.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.TensorInfo;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.twoworlds.config.FailureException;
import org.twoworlds.config.RequestException;
import org.twoworlds.model.checkpoint.NumberType;

/** The conversion of numbers to and from ONNX Runtime, in the precision that a file has, and of its problems to messages. */
final class Tensors {
    /** The floating-point types that are read and written. */
    static final Set<OnnxJavaType> FLOATS = Set.of(OnnxJavaType.FLOAT, OnnxJavaType.FLOAT16, OnnxJavaType.DOUBLE);

    private Tensors() {}

    /**
     * The inputs or outputs of a network by name, in order.
     *
     * @throws RequestException where an input or output is not a tensor
     */
    static Map<String, TensorInfo> of(Map<String, NodeInfo> nodes, Object file) {
        Map<String, TensorInfo> tensors = new LinkedHashMap<>();
        nodes.forEach((name, node) -> {
            if (!(node.getInfo() instanceof TensorInfo tensor)) {
                throw new RequestException(
                        "input or output " + name + " of file",
                        file,
                        "be a tensor, not " + node.getInfo(),
                        "export the network without it");
            }
            tensors.put(name, tensor);
        });
        return tensors;
    }

    /** A tensor in words: {@code float x [-1, 3, 32, 32]}. */
    static String words(String name, TensorInfo tensor) {
        return tensor.type.toString().toLowerCase(java.util.Locale.ROOT) + " " + name + " "
                + Arrays.toString(tensor.getShape());
    }

    /** Floats in the precision that an input wants: single, half or double. */
    static OnnxTensor floats(OnnxJavaType type, float[] numbers, long[] shape) throws OrtException {
        if (type == OnnxJavaType.FLOAT) {
            return OnnxTensor.createTensor(OnnxRuntime.ENVIRONMENT, FloatBuffer.wrap(numbers), shape);
        }
        var width = type == OnnxJavaType.DOUBLE ? 8 : 2;
        var bytes = ByteBuffer.allocateDirect(Math.multiplyExact(width, numbers.length))
                .order(ByteOrder.nativeOrder());
        for (var number : numbers) {
            if (width == 8) {
                bytes.putDouble(number);
            } else {
                bytes.putShort(NumberType.toHalf(number));
            }
        }
        return OnnxTensor.createTensor(OnnxRuntime.ENVIRONMENT, bytes.flip(), shape, type);
    }

    /** All numbers of a result, which is a tensor of floats. */
    static float[] floats(OnnxTensor tensor) {
        var info = tensor.getInfo();
        if (info.type == OnnxJavaType.DOUBLE) {
            var from = tensor.getDoubleBuffer();
            var doubles = new float[from.remaining()];
            for (var i = 0; i < doubles.length; i++) {
                doubles[i] = (float) from.get(i);
            }
            return doubles;
        }
        var from = tensor.getFloatBuffer(); // makes floats of halves
        var floats = new float[from.remaining()];
        from.get(floats);
        return floats;
    }

    /** The failure of a network that ONNX Runtime could not compute. */
    static FailureException failed(Object file, OrtException e) {
        return new FailureException(
                "network in file",
                file,
                "compute on the inputs that it states (" + oneLine(e) + ")",
                "try the file in Python with onnxruntime");
    }

    /** The message of ONNX Runtime in one line. */
    static String oneLine(OrtException e) {
        return String.valueOf(e.getMessage()).replaceAll("\\s+", " ").strip();
    }
}
