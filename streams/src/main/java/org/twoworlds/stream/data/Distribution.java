package org.twoworlds.stream.data;

import java.util.Optional;
import org.twoworlds.model.ImageShape;
import org.twoworlds.model.image.Picture;

/**
 * A source of labelled samples, of which sample i is a function of i alone (law 1). Thread-safe.
 */
public interface Distribution {
    /** The size of a distribution without end. */
    long UNBOUNDED = Long.MAX_VALUE;

    /** The form of the samples. */
    ImageShape shape();

    /** The number of samples, or {@link #UNBOUNDED}. */
    long size();

    /**
     * Writes sample i's pixels and returns its label.
     *
     * @param i the index of the sample, from 0 to size − 1
     * @param pixels receives {@code [H, W, C]} uint8
     * @return the sample's label
     */
    int sample(long i, byte[] pixels);

    /** The label of sample i alone. */
    default int label(long i) {
        return sample(i, new byte[shape().bytes()]);
    }

    /** The picture from which sample i was cut; empty where the source keeps no more of it than the sample. */
    default Optional<Picture> uncut(long i) {
        return Optional.empty();
    }

    /** The number of the pool's record that sample i is, or i itself for a generator: a number that must not repeat. */
    default long record(long i) {
        return i;
    }
}
