package org.twoworlds.model.network;

import java.util.List;

/**
 * A residual network with normalisation after each convolution (He et al. 2015), 3×3 stem.
 *
 * @param blocks the number of blocks in each of the four stages
 * @param bottleneck whether a block is 1×1, 3×3, 1×1 with four times the channels, or two 3×3
 */
record ResNet(List<Integer> blocks, boolean bottleneck) implements Network {
    @Override
    public <T> T logits(Backend<T> b, T images, int classes) {
        var x = Stem.activated(b, images, 64);
        for (var stage = 0; stage < 4; stage++) {
            for (var i = 0; i < blocks.get(stage); i++) {
                var name = "layer" + (stage + 1) + "." + i + ".";
                x = block(b, x, name, 64 << stage, stage > 0 && i == 0 ? 2 : 1);
            }
        }
        return b.dense(b.mean(x), "linear", classes);
    }

    private <T> T block(Backend<T> b, T x, String name, int channels, int stride) {
        var out = bottleneck ? 4 * channels : channels;
        var first = bottleneck ? Window.same(1) : Window.same(3).stride(stride);
        var second = bottleneck ? Window.same(3).stride(stride) : Window.same(3);
        var y = b.relu(b.batchNorm(b.conv(x, name + "conv1", channels, first, false), name + "bn1"));
        y = b.batchNorm(b.conv(y, name + "conv2", channels, second, false), name + "bn2");
        if (bottleneck) {
            y = b.batchNorm(b.conv(b.relu(y), name + "conv3", out, 1), name + "bn3");
        }
        var shortcut = x;
        if (stride > 1 || b.size(x)[0] != out) {
            var project = Window.same(1).stride(stride);
            shortcut = b.batchNorm(b.conv(x, name + "shortcut.0", out, project, false), name + "shortcut.1");
        }
        return b.relu(b.add(y, shortcut));
    }
}
