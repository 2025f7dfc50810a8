package org.twoworlds.model.network;

/** One dense layer on the pixels. */
record Linear() implements Network {
    @Override
    public <T> T logits(Backend<T> b, T images, int classes) {
        return b.dense(b.flatten(images), "head", classes);
    }
}
