package org.twoworlds.model.network;

/** A network's definition: a function from images to logits over the {@link Backend} vocabulary. */
public non-sealed interface Network extends Definition {
    /**
     * The logits {@code [classes]} of images {@code [C, H, W]}.
     *
     * @param <T> the interpreter's value
     */
    <T> T logits(Backend<T> b, T images, int classes);

    /** The details that the network's spec does not give, such as the cells that a seed drew; empty where there are none. */
    default String detail() {
        return "";
    }
}
