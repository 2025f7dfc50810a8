package org.twoworlds.stream.data;

/** A distribution whose p(y | x) is known. */
public interface KnownPosterior {
    /**
     * The exact p(y | x) of every class.
     *
     * @param sample the bytes of a sample
     */
    double[] posterior(byte[] sample);
}
