package org.twoworlds.model.network;

/**
 * A vision transformer (Dosovitskiy et al. 2020) as the paper uses it: class token, learned positions, normalisation
 * before each part, queries, keys and values without bias, and a head with one hidden layer as wide as the blocks' own.
 *
 * @param patch the side of a patch, in pixels
 * @param dim a token's width
 * @param depth blocks
 * @param heads attention heads
 */
record Vit(int patch, int dim, int depth, int heads) implements Network {
    private static final Init TOKENS = Init.normal(0.02);

    @Override
    public <T> T logits(Backend<T> b, T images, int classes) {
        var size = b.size(images);
        var window = Window.tiles(patch);
        var token = b.parameter("cls_token", TOKENS, 1, dim);
        var positions =
                b.parameter("pos_embed", TOKENS, Math.max(0, window.output(size[1]) * window.output(size[2])) + 1, dim);
        var x = b.tokens(b.conv(images, "patch_embed.proj", dim, window, true));
        x = b.add(b.prepend(x, token), positions);
        for (var i = 0; i < depth; i++) {
            x = block(b, x, "blocks." + i + ".");
        }
        var y = b.layerNorm(b.firstToken(x), "norm");
        return b.dense(b.gelu(b.dense(y, "head.fc1", 4 * dim)), "head.fc2", classes);
    }

    private <T> T block(Backend<T> b, T x, String name) {
        var qkv = b.dense(
                b.layerNorm(x, name + "norm1"),
                name + "attn.qkv",
                Dense.of(3 * dim).withoutBias());
        var y = b.add(x, b.dense(b.attention(qkv, heads, false), name + "attn.proj", dim));
        var hidden = b.gelu(b.dense(b.layerNorm(y, name + "norm2"), name + "mlp.fc1", 4 * dim));
        return b.add(y, b.dense(hidden, name + "mlp.fc2", dim));
    }
}
