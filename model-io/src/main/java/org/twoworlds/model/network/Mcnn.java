package org.twoworlds.model.network;

/**
 * The paper's five-layer convolutional network: four 3×3 convolutions of width w, 2w, 4w, 8w, 2×2 max-pooling after the
 * second and the third, a global max-pool and a linear head.
 *
 * @param width w
 * @param norm whether batch normalisation stands before each ReLU
 */
record Mcnn(int width, boolean norm) implements Network {
    @Override
    public <T> T logits(Backend<T> b, T images, int classes) {
        var x = block(b, images, 1);
        x = b.maxPool(block(b, x, 2), Window.tiles(2));
        x = b.maxPool(block(b, x, 3), Window.tiles(2));
        x = block(b, x, 4);
        x = b.maxPool(x, Window.tiles(b.size(x)[1]));
        return b.dense(b.flatten(x), "head", classes);
    }

    private <T> T block(Backend<T> b, T x, int i) {
        var y = b.conv(x, "conv" + i, width << (i - 1), Window.same(3), true);
        return b.relu(norm ? b.batchNorm(y, "bn" + i) : y);
    }
}
