package org.twoworlds.model.network;

import org.twoworlds.model.checkpoint.Tensor;

/**
 * A tensor of a network before it has values.
 *
 * @param name such as {@code conv1.weight}
 * @param shape in PyTorch's layout
 * @param kind trained, or kept by batch normalisation
 * @param bound initial values are uniform in ±bound; 0 for a constant
 * @param constant the initial value where bound is 0
 */
public record TensorSpec(String name, int[] shape, Kind kind, double bound, float constant) {
    /** What changes a tensor: gradients, or the running averages of batch normalisation. */
    public enum Kind {
        /** Trained. */
        PARAMETER,
        /** A running mean or variance. */
        RUNNING
    }

    /** How many numbers it holds. */
    public int count() {
        return Tensor.count(shape);
    }

    /** A weight or bias by PyTorch's default rule: uniform in ±1/√fanIn. */
    static TensorSpec uniform(String name, long fanIn, int... shape) {
        return new TensorSpec(name, shape, Kind.PARAMETER, 1 / Math.sqrt(fanIn), 0);
    }

    /** A parameter that starts as a constant. */
    static TensorSpec constant(String name, float value, int... shape) {
        return new TensorSpec(name, shape, Kind.PARAMETER, 0, value);
    }

    /** A running value. */
    static TensorSpec running(String name, float value, int... shape) {
        return new TensorSpec(name, shape, Kind.RUNNING, 0, value);
    }
}
