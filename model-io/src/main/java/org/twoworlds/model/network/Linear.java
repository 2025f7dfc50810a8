package org.twoworlds.model.network;

/** A linear network: one dense layer on the pixels. */
record Linear(boolean bias) implements Network {
    @Override
    public <T> T logits(Backend<T> b, T images, int classes) {
        var head = Dense.of(classes);
        return b.dense(b.flatten(images), "head", bias ? head : head.withoutBias());
    }
}
