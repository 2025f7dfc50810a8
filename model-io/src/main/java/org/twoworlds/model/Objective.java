package org.twoworlds.model;

/** The function whose mean over samples training lowers, and whose mean is a score's {@code loss}. */
public enum Objective {
    /** −log softmax(f(x))[y], in nats. */
    CROSS_ENTROPY,
    /** The squared distance of the logits from the one-hot target, summed over the classes. */
    SQUARED_ERROR,
    /**
     * −log p(colour), in nats, averaged over an image's pixels, each predicted from those before it (Chen et al. 2020).
     * SoftError and error are averages over pixels too, and labels are not used.
     */
    NEXT_PIXEL
}
