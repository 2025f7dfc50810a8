package org.twoworlds.model.network;

/**
 * Image-GPT (Chen et al. 2020): pixels as a sequence of colours, each predicted from those before it by a causal
 * transformer, whose predictions are the products of its features with the colours' own vectors. As a classifier its
 * last features are averaged and meet a bias-free head that starts at 0.
 *
 * @param side the height and width to which images are averaged down
 * @param width a token's width
 * @param depth blocks
 * @param heads attention heads
 * @param clusters colours, learned by k-means
 */
record Igpt(int side, int width, int depth, int heads, int clusters) implements Autoregressive {
    private static final Init NORMAL = Init.normal(0.02);
    private static final String EMBEDDING = "wte";

    @Override
    public <T> T logits(Backend<T> b, T images, int classes) {
        return b.dense(
                b.mean(features(b, colours(b, images))),
                "head",
                Dense.of(classes).withoutBias().init(Init.constant(0)));
    }

    @Override
    public <T> Pixels<T> pixels(Backend<T> b, T images) {
        var colours = colours(b, images);
        return new Pixels<>(colours, b.unembedding(features(b, colours), EMBEDDING, clusters + 1));
    }

    private <T> T colours(Backend<T> b, T images) {
        var tile = Math.max(1, b.size(images)[1] / side);
        var small = tile == 1 ? images : b.averagePool(images, Window.tiles(tile));
        return b.quantise(small, "clusters", clusters);
    }

    /** The features of every pixel, from the pixels before it. */
    private <T> T features(Backend<T> b, T colours) {
        var x = b.embedding(b.shift(colours, clusters), EMBEDDING, clusters + 1, width);
        x = b.add(x, b.parameter("wpe", NORMAL, b.size(x)[0], width));
        for (var i = 0; i < depth; i++) {
            x = block(b, x, "h." + i + ".");
        }
        return b.layerNorm(x, "ln_f");
    }

    private <T> T block(Backend<T> b, T x, String name) {
        var qkv = dense(b, b.layerNorm(x, name + "ln_1"), name + "attn.c_attn", 3 * width);
        var y = b.add(x, dense(b, b.attention(qkv, heads, true), name + "attn.c_proj", width));
        var hidden = b.gelu(dense(b, b.layerNorm(y, name + "ln_2"), name + "mlp.c_fc", 4 * width));
        return b.add(y, dense(b, hidden, name + "mlp.c_proj", width));
    }

    private static <T> T dense(Backend<T> b, T x, String name, int outputs) {
        return b.dense(x, name, Dense.of(outputs).init(NORMAL));
    }
}
