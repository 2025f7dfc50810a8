package org.twoworlds.stream.data;

import java.util.Optional;
import org.twoworlds.model.image.Picture;

/** A pool: stored labelled images by number. Thread-safe. */
interface Pool {
    /** The number of records. */
    long size();

    /** The label of a record. */
    int label(long record);

    /**
     * Reads a record's pixels and returns its label.
     *
     * @param pixels receives {@code [H, W, C]} uint8
     * @return the record's label
     */
    int read(long record, byte[] pixels);

    /** The picture from which a record was cut; empty where no more of it is kept than the record. */
    default Optional<Picture> uncut(long record) {
        return Optional.empty();
    }
}
