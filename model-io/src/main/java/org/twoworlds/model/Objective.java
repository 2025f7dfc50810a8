package org.twoworlds.model;

/** What training lowers, and what a score's {@code loss} is: the mean over samples of one of these. */
public enum Objective {
    /** −log softmax(f(x))[y], in nats. */
    CROSS_ENTROPY,
    /** The squared distance of the logits from the one-hot target, summed over the classes. */
    SQUARED_ERROR,
    /**
     * −log p(colour), in nats, averaged over an image's pixels, each predicted from those before it (Chen et al. 2020).
     * SoftError and error are averages over pixels too, and labels are not looked at.
     */
    NEXT_PIXEL
}
