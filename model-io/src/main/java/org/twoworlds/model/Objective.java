package org.twoworlds.model;

/** What training lowers, and what a score's {@code loss} is: the mean over samples of one of these. */
public enum Objective {
    /** −log softmax(f(x))[y], in nats. */
    CROSS_ENTROPY,
    /** The squared distance of the logits from the one-hot target, summed over the classes. */
    SQUARED_ERROR
}
