package org.twoworlds.model.network;

import java.util.Arrays;

/**
 * A tensor of a network before it has values.
 *
 * @param name the tensor's name, such as {@code conv1.weight}
 * @param shape the size of each axis, in PyTorch's layout
 * @param kind whether the tensor is trained
 * @param init the rule of its initial values
 */
public record TensorSpec(String name, int[] shape, Kind kind, Init init) {
    /** The kinds of tensors, by the source of their changes: gradients, or at most running averages. */
    public enum Kind {
        /** A trained tensor. */
        PARAMETER,
        /** A running mean or variance, or colour centres: stored with the weights, and not trained. */
        RUNNING
    }

    /** The name of the layer that owns this tensor: the tensor's name without the last part. */
    public String layer() {
        var dot = name.lastIndexOf('.');
        return dot < 0 ? name : name.substring(0, dot);
    }

    /** The count of the tensor's numbers. */
    public long count() {
        return Arrays.stream(shape).asLongStream().reduce(1, Math::multiplyExact);
    }

    /** A trained tensor. */
    static TensorSpec parameter(String name, Init init, int... shape) {
        return new TensorSpec(name, shape, Kind.PARAMETER, init);
    }

    /** A tensor that is stored and not trained. */
    static TensorSpec running(String name, Init init, int... shape) {
        return new TensorSpec(name, shape, Kind.RUNNING, init);
    }
}
