package org.twoworlds.model;

/**
 * The form of a labelled image: {@code [H, W, C]} uint8 and a class below {@code classes}.
 *
 * @param height pixels
 * @param width pixels
 * @param channels colours
 * @param classes how many classes there are
 */
public record ImageShape(int height, int width, int channels, int classes) {
    /** Bytes a sample. */
    public int bytes() {
        return height * width * channels;
    }
}
