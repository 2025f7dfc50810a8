package org.twoworlds.stream.augment;

import org.twoworlds.model.ImageShape;
import org.twoworlds.model.random.Draws;

/** One augmentation: a pure function of an image and some draws. */
@FunctionalInterface
interface ImageTransform {
    /** Reads {@code in} and writes all of {@code out}, both {@code [H, W, C]} uint8. */
    void apply(byte[] in, byte[] out, ImageShape shape, Draws draws);
}
