package org.twoworlds.model.network;

/**
 * The rule of a tensor's initial values.
 *
 * @param kind the rule
 * @param value the rule's number
 */
public record Init(Kind kind, double value) {
    /** The kinds of rules. */
    public enum Kind {
        /** All values are {@code value}. */
        CONSTANT,
        /** Uniform in ±{@code value}. */
        UNIFORM,
        /** Normal with mean 0 and standard deviation {@code value}. */
        NORMAL,
        /** Colour centres {@code [clusters, C]} in [−1, 1], learned by k-means from train images before training. */
        CENTRES
    }

    /** The rule of the same value everywhere. */
    public static Init constant(double value) {
        return new Init(Kind.CONSTANT, value);
    }

    /** The rule of PyTorch's default for weights and biases: uniform in ±1/√fanIn. */
    public static Init uniform(long fanIn) {
        return new Init(Kind.UNIFORM, 1 / Math.sqrt(fanIn));
    }

    /** The rule of normal numbers with mean 0. */
    public static Init normal(double deviation) {
        return new Init(Kind.NORMAL, deviation);
    }

    /** The rule of colour centres from k-means. */
    public static Init centres() {
        return new Init(Kind.CENTRES, 0);
    }
}
