package org.twoworlds.model.network;

/**
 * The deep convolutional network of the implicit-bias experiments (Neyshabur 2020), and its forms with dense or local layers
 * for convolutions.
 *
 * @param kind the layer that stands for a convolution
 * @param base channels of the first layer
 */
record Dconv(Kind kind, int base) implements Network {
    /** The layers that may stand for a convolution. */
    enum Kind {
        /** A 3×3 convolution. */
        CONV,
        /** A dense layer over all positions. */
        DENSE,
        /** A dense layer masked to the convolution's receptive fields. */
        LOCAL
    }

    private static final int[][] LAYERS = {{1, 1}, {2, 2}, {2, 1}, {4, 2}, {4, 1}, {8, 2}, {8, 1}, {16, 2}};

    @Override
    public <T> T logits(Backend<T> b, T images, int classes) {
        var x = kind == Kind.CONV ? images : b.flatten(images);
        var size = b.size(images);
        for (var i = 1; i <= LAYERS.length; i++) {
            var seen =
                    new Receptive(size, LAYERS[i - 1][0] * base, Window.same(3).stride(LAYERS[i - 1][1]));
            x = b.relu(b.batchNorm(layer(b, x, "conv" + i, seen), "bn" + i));
            size = seen.out();
        }
        x = kind == Kind.CONV ? b.flatten(x) : x;
        x = b.relu(b.batchNorm(b.dense(x, "fc1", Dense.of(64 * base).withoutBias()), "bn9"));
        return b.dense(b.dropout(x, 0.5), "fc2", classes);
    }

    private <T> T layer(Backend<T> b, T x, String name, Receptive seen) {
        if (kind == Kind.CONV) {
            return b.conv(x, name, seen.channels(), seen.window(), false);
        }
        var out = seen.out();
        var dense = Dense.of(Math.multiplyExact(out[0], Math.multiplyExact(out[1], out[2])))
                .withoutBias();
        return b.dense(x, name, kind == Kind.LOCAL ? dense.mask(seen) : dense);
    }
}
