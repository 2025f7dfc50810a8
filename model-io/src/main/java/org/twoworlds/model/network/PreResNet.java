package org.twoworlds.model.network;

import java.util.List;

/**
 * A residual network with normalisation before each convolution and none after the last block (He et al. 2016).
 *
 * @param blocks the number of blocks in each of the four stages, of k, 2k, 4k and 8k channels
 * @param bottleneck whether a block is 1×1, 3×3, 1×1 with four times the channels, or two 3×3
 * @param width k
 */
record PreResNet(List<Integer> blocks, boolean bottleneck, int width) implements Network {
    @Override
    public <T> T logits(Backend<T> b, T images, int classes) {
        var x = Stem.plain(b, images, width);
        for (var stage = 0; stage < 4; stage++) {
            for (var i = 0; i < blocks.get(stage); i++) {
                var name = "layer" + (stage + 1) + "." + i + ".";
                x = block(b, x, name, width << stage, stage > 0 && i == 0 ? 2 : 1);
            }
        }
        return b.dense(b.mean(x), "linear", classes);
    }

    private <T> T block(Backend<T> b, T x, String name, int channels, int stride) {
        var out = bottleneck ? 4 * channels : channels;
        var first = bottleneck ? Window.same(1) : Window.same(3).stride(stride);
        var second = bottleneck ? Window.same(3).stride(stride) : Window.same(3);
        var before = b.relu(b.batchNorm(x, name + "bn1"));
        var y = b.conv(before, name + "conv1", channels, first, false);
        y = b.conv(b.relu(b.batchNorm(y, name + "bn2")), name + "conv2", channels, second, false);
        if (bottleneck) {
            y = b.conv(b.relu(b.batchNorm(y, name + "bn3")), name + "conv3", out, 1);
        }
        var shortcut = stride > 1 || b.size(x)[0] != out
                ? b.conv(before, name + "shortcut.0", out, Window.same(1).stride(stride), false)
                : x;
        return b.add(y, shortcut);
    }
}
