package org.twoworlds.model.network;

import java.util.List;

/**
 * A multilayer perceptron: dense layers with ReLU, then a linear head.
 *
 * @param widths the hidden layers' widths
 * @param norm whether batch normalisation stands before each ReLU
 */
record Mlp(List<Integer> widths, boolean norm) implements Network {
    @Override
    public <T> T logits(Backend<T> b, T images, int classes) {
        var x = b.flatten(images);
        for (var i = 1; i <= widths.size(); i++) {
            x = b.dense(x, "fc" + i, widths.get(i - 1));
            x = b.relu(norm ? b.batchNorm(x, "bn" + i) : x);
        }
        return b.dense(x, "head", classes);
    }
}
