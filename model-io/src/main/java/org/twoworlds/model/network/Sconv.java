package org.twoworlds.model.network;

/**
 * The shallow convolutional network (Neyshabur 2020): one wide convolution with stride 2 and one hidden dense layer.
 *
 * @param base channels
 * @param kernel the convolution's side
 */
record Sconv(int base, int kernel) implements Network {
    @Override
    public <T> T logits(Backend<T> b, T images, int classes) {
        var window = Window.same(kernel).stride(2);
        var x = b.relu(b.batchNorm(b.conv(images, "conv1", base, window, false), "bn1"));
        var hidden = b.dense(b.flatten(x), "fc1", Dense.of(24 * base).withoutBias());
        x = b.relu(b.batchNorm(hidden, "bn2"));
        return b.dense(b.dropout(x, 0.5), "fc2", classes);
    }
}
