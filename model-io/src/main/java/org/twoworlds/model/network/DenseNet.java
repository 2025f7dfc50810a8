package org.twoworlds.model.network;

import java.util.List;

/**
 * A densely connected network (Huang et al. 2016) without bottleneck and compression: three blocks of layers that each
 * add {@code growth} channels to all before them.
 *
 * @param depth 3·layers + 4
 * @param growth channels a layer
 */
record DenseNet(int depth, int growth) implements Network {
    @Override
    public <T> T logits(Backend<T> b, T images, int classes) {
        var x = Stem.plain(b, images, 2 * growth);
        for (var block = 1; block <= 3; block++) {
            for (var i = 0; i < (depth - 4) / 3; i++) {
                var name = "block" + block + ".layer." + i + ".";
                var added = b.conv(b.relu(b.batchNorm(x, name + "bn1")), name + "conv1", growth, 3);
                x = b.concat(List.of(x, added));
            }
            if (block < 3) {
                var name = "trans" + block + ".";
                x = b.conv(b.relu(b.batchNorm(x, name + "bn1")), name + "conv1", b.size(x)[0], 1);
                x = b.averagePool(x, Window.tiles(2));
            }
        }
        return b.dense(b.mean(b.relu(b.batchNorm(x, "bn"))), "fc", classes);
    }
}
