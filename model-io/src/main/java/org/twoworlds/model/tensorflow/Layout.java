package org.twoworlds.model.tensorflow;

/**
 * The layouts of tensors: TensorFlow keeps convolutions as HWIO and dense layers as [in, out]; PyTorch as OIHW and [out, in].
 * Tensors of other ranks are the same in both.
 */
final class Layout {
    private Layout() {}

    /** The stored shape of a tensor of PyTorch's shape. */
    static long[] stored(int[] shape) {
        return switch (shape.length) {
            case 4 -> new long[] {shape[2], shape[3], shape[1], shape[0]};
            case 2 -> new long[] {shape[1], shape[0]};
            default -> java.util.Arrays.stream(shape).asLongStream().toArray();
        };
    }

    /** The numbers of a tensor in PyTorch's order, put into TensorFlow's. */
    static float[] toStored(float[] data, int[] shape) {
        return shape.length != 2 && shape.length != 4
                ? data
                : transposed(data, shape[0], data.length / shape[0], shape, true);
    }

    /** The numbers of a tensor in TensorFlow's order, put into PyTorch's. */
    static float[] fromStored(float[] data, int[] shape) {
        return shape.length != 2 && shape.length != 4
                ? data
                : transposed(data, shape[0], data.length / shape[0], shape, false);
    }

    private static float[] transposed(float[] data, int out, int inner, int[] shape, boolean store) {
        var in = shape[1];
        var area = inner / in;
        var result = new float[data.length];
        for (var o = 0; o < out; o++) {
            for (var i = 0; i < in; i++) {
                for (var p = 0; p < area; p++) {
                    var torch = (o * in + i) * area + p;
                    var stored = (p * in + i) * out + o;
                    if (store) {
                        result[stored] = data[torch];
                    } else {
                        result[torch] = data[stored];
                    }
                }
            }
        }
        return result;
    }
}
