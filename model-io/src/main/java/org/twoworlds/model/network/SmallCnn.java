package org.twoworlds.model.network;

/** A small network: two 3×3 convolutions of 64 channels, 2×2 average-pooling, a dense layer of 64 and a head, all without bias. */
record SmallCnn() implements Network {
    private static final int WIDTH = 64;

    @Override
    public <T> T logits(Backend<T> b, T images, int classes) {
        var x = b.relu(b.batchNorm(b.conv(images, "conv1", WIDTH, 3), "bn1"));
        x = b.relu(b.batchNorm(b.conv(x, "conv2", WIDTH, 3), "bn2"));
        x = b.flatten(b.averagePool(x, Window.tiles(2)));
        x = b.relu(b.batchNorm(b.dense(x, "fc1", Dense.of(WIDTH).withoutBias()), "bn3"));
        return b.dense(x, "fc2", Dense.of(classes).withoutBias());
    }
}
