package org.twoworlds.model.network;

/** A network that can also predict each of an image's pixels from those before it, row by row. */
public interface Autoregressive extends Network {
    /**
     * An image's colours, and the prediction of each.
     *
     * @param <T> the interpreter's value
     * @param colours whole numbers, {@code [T]}
     * @param logits the logits of every colour, and of the start that stands before the first pixel, {@code [T, colours + 1]}
     */
    record Pixels<T>(T colours, T logits) {}

    /** The colours of images {@code [C, H, W]}, each with its prediction. */
    <T> Pixels<T> pixels(Backend<T> b, T images);
}
