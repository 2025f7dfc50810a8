package org.twoworlds.model.network;

import java.util.ArrayList;
import java.util.List;

/** The tensors that each layer owns, in the order of PyTorch's {@code parameters()}: the same for every interpreter. */
public final class Layers {
    private Layers() {}

    /** A convolution's weight {@code [out, in, k, k]}, and its bias where it has one. */
    public static List<TensorSpec> conv(String name, int in, int out, int kernel, boolean bias) {
        return weightAndBias(name, Init.uniform((long) in * kernel * kernel), bias, out, in, kernel, kernel);
    }

    /** A depthwise convolution's weight {@code [channels, 1, k, k]}. */
    public static List<TensorSpec> depthwise(String name, int channels, int kernel) {
        return weightAndBias(name, Init.uniform((long) kernel * kernel), false, channels, 1, kernel, kernel);
    }

    /** A dense layer's weight {@code [out, in]}, and its bias where it has one. */
    public static List<TensorSpec> dense(String name, int in, Dense form) {
        if (form.init().isEmpty()) {
            return weightAndBias(name, Init.uniform(in), form.bias(), form.width(), in);
        }
        var weight = TensorSpec.parameter(name + ".weight", form.init().get(), form.width(), in);
        return form.bias()
                ? List.of(weight, TensorSpec.parameter(name + ".bias", Init.constant(0), form.width()))
                : List.of(weight);
    }

    /** Batch normalisation's scale, shift, running mean and running variance. */
    public static List<TensorSpec> batchNorm(String name, int channels) {
        return List.of(
                TensorSpec.parameter(name + ".weight", Init.constant(1), channels),
                TensorSpec.parameter(name + ".bias", Init.constant(0), channels),
                TensorSpec.running(name + ".running_mean", Init.constant(0), channels),
                TensorSpec.running(name + ".running_var", Init.constant(1), channels));
    }

    /** Layer normalisation's scale and shift. */
    public static List<TensorSpec> layerNorm(String name, int width) {
        return List.of(
                TensorSpec.parameter(name + ".weight", Init.constant(1), width),
                TensorSpec.parameter(name + ".bias", Init.constant(0), width));
    }

    /** An embedding's vectors {@code [vocabulary, width]}. */
    public static List<TensorSpec> embedding(String name, int vocabulary, int width) {
        return List.of(TensorSpec.parameter(name + ".weight", Init.normal(0.02), vocabulary, width));
    }

    /** A quantiser's colour centres {@code [clusters, C]} in [−1, 1]. */
    public static List<TensorSpec> centres(String name, int clusters, int channels) {
        return List.of(TensorSpec.running(name, Init.centres(), clusters, channels));
    }

    /** A learned tensor that is added to tokens or put before them: {@code [1, T, D]}. */
    public static List<TensorSpec> parameter(String name, Init init, int tokens, int width) {
        return List.of(TensorSpec.parameter(name, init, 1, tokens, width));
    }

    private static List<TensorSpec> weightAndBias(String name, Init init, boolean bias, int... shape) {
        List<TensorSpec> specs = new ArrayList<>(List.of(TensorSpec.parameter(name + ".weight", init, shape)));
        if (bias) {
            specs.add(TensorSpec.parameter(name + ".bias", init, shape[0]));
        }
        return specs;
    }
}
