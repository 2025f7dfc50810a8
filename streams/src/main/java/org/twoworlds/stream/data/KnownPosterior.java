package org.twoworlds.stream.data;

/** A distribution whose p(y | x) is known. */
public interface KnownPosterior {
    /**
     * p(y | x) of every class, exact.
     *
     * @param sample a sample's bytes
     */
    double[] posterior(byte[] sample);
}
