package org.twoworlds.model.network;

/** AlexNet without normalisation and with one linear layer (Krizhevsky et al. 2012, in its common form for 32×32). */
record AlexNet() implements Network {
    private static final Window POOL = Window.tiles(2);

    @Override
    public <T> T logits(Backend<T> b, T images, int classes) {
        var x = b.relu(b.conv(images, "features.0", 64, new Window(11, 4, 5, 1), true));
        x = b.relu(b.conv(b.maxPool(x, POOL), "features.3", 192, Window.same(5), true));
        x = b.relu(b.conv(b.maxPool(x, POOL), "features.6", 384, Window.same(3), true));
        x = b.relu(b.conv(x, "features.8", 256, Window.same(3), true));
        x = b.relu(b.conv(x, "features.10", 256, Window.same(3), true));
        return b.dense(b.mean(b.maxPool(x, POOL)), "classifier", classes);
    }
}
