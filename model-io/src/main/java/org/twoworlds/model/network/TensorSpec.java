package org.twoworlds.model.network;

import java.util.Arrays;

/**
 * A tensor of a network before it has values.
 *
 * @param name such as {@code conv1.weight}
 * @param shape in PyTorch's layout
 * @param kind trained, or not
 * @param init how its initial values come about
 */
public record TensorSpec(String name, int[] shape, Kind kind, Init init) {
    /** What changes a tensor: gradients, or nothing but the running averages of batch normalisation. */
    public enum Kind {
        /** Trained. */
        PARAMETER,
        /** A running mean or variance, or colour centres: stored with the weights, and not trained. */
        RUNNING
    }

    /** The layer that owns it: its name without the last part. */
    public String layer() {
        var dot = name.lastIndexOf('.');
        return dot < 0 ? name : name.substring(0, dot);
    }

    /** How many numbers it holds. */
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
