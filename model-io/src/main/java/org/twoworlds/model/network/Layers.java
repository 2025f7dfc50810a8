package org.twoworlds.model.network;

import java.util.List;

/** The tensors each layer owns, in the order of PyTorch's {@code parameters()}: the same for every interpreter. */
public final class Layers {
    private Layers() {}

    /** A convolution's weight {@code [out, in, k, k]} and bias. */
    public static List<TensorSpec> conv(String name, int in, int out, int kernel) {
        var fanIn = (long) in * kernel * kernel;
        return List.of(
                TensorSpec.uniform(name + ".weight", fanIn, out, in, kernel, kernel),
                TensorSpec.uniform(name + ".bias", fanIn, out));
    }

    /** A dense layer's weight {@code [out, in]} and bias. */
    public static List<TensorSpec> dense(String name, int in, int out) {
        return List.of(TensorSpec.uniform(name + ".weight", in, out, in), TensorSpec.uniform(name + ".bias", in, out));
    }

    /** Batch normalisation's scale, shift, running mean and running variance. */
    public static List<TensorSpec> batchNorm(String name, int channels) {
        return List.of(
                TensorSpec.constant(name + ".weight", 1, channels),
                TensorSpec.constant(name + ".bias", 0, channels),
                TensorSpec.running(name + ".running_mean", 0, channels),
                TensorSpec.running(name + ".running_var", 1, channels));
    }
}
