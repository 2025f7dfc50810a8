package org.twoworlds.stream.data;

import java.util.Optional;
import org.twoworlds.model.ImageShape;
import org.twoworlds.model.image.Picture;

/**
 * A source of labelled samples whose i-th is a function of i alone (law 1). Thread-safe.
 */
public interface Distribution {
    /** The size of a distribution without end. */
    long UNBOUNDED = Long.MAX_VALUE;

    /** The samples' form. */
    ImageShape shape();

    /** How many samples there are, or {@link #UNBOUNDED}. */
    long size();

    /**
     * Sample i.
     *
     * @param i from 0 to size − 1
     * @param pixels receives {@code [H, W, C]} uint8
     * @return its label
     */
    int sample(long i, byte[] pixels);

    /** Sample i's label alone. */
    default int label(long i) {
        return sample(i, new byte[shape().bytes()]);
    }

    /** The picture that sample i was cut from, where the source keeps more of it than the sample. */
    default Optional<Picture> uncut(long i) {
        return Optional.empty();
    }

    /** The record of a pool that sample i is, or i itself for a generator: what must not repeat. */
    default long record(long i) {
        return i;
    }
}
