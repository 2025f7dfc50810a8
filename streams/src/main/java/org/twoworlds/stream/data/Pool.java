package org.twoworlds.stream.data;

import java.util.Optional;
import org.twoworlds.model.image.Picture;

/** Labelled images that lie somewhere, by number. Thread-safe. */
interface Pool {
    /** How many there are. */
    long size();

    /** A record's label. */
    int label(long record);

    /**
     * Reads a record.
     *
     * @param pixels receives {@code [H, W, C]} uint8
     * @return its label
     */
    int read(long record, byte[] pixels);

    /** The picture that a record was cut from, where more of it is kept. */
    default Optional<Picture> uncut(long record) {
        return Optional.empty();
    }
}
