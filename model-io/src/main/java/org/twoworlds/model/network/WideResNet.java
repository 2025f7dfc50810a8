package org.twoworlds.model.network;

/**
 * A wide residual network (Zagoruyko and Komodakis 2016): three stages of pre-activation blocks, normalised at the end.
 *
 * @param depth 6·blocks + 4
 * @param widen the factor of the stages' 16, 32 and 64 channels
 */
record WideResNet(int depth, int widen) implements Network {
    @Override
    public <T> T logits(Backend<T> b, T images, int classes) {
        var x = Stem.plain(b, images, 16);
        for (var stage = 0; stage < 3; stage++) {
            for (var i = 0; i < (depth - 4) / 6; i++) {
                var name = "block" + (stage + 1) + ".layer." + i + ".";
                x = block(b, x, name, (16 * widen) << stage, stage > 0 && i == 0 ? 2 : 1);
            }
        }
        return b.dense(b.mean(b.relu(b.batchNorm(x, "bn"))), "fc", classes);
    }

    private static <T> T block(Backend<T> b, T x, String name, int channels, int stride) {
        var before = b.relu(b.batchNorm(x, name + "bn1"));
        var y = b.conv(before, name + "conv1", channels, Window.same(3).stride(stride), false);
        y = b.conv(b.relu(b.batchNorm(y, name + "bn2")), name + "conv2", channels, 3);
        var shortcut = b.size(x)[0] == channels
                ? x
                : b.conv(before, name + "convShortcut", channels, Window.same(1).stride(stride), false);
        return b.add(y, shortcut);
    }
}
