package org.twoworlds.model.network;

import java.util.List;
import java.util.Map;

/**
 * VGG with one linear layer (Simonyan and Zisserman 2014, in its common form for 32×32).
 *
 * @param depth 11, 13, 16 or 19
 * @param norm whether batch normalisation stands before each ReLU
 */
record Vgg(int depth, boolean norm) implements Network {
    /** The number of convolutions in each of the five stages, by depth. */
    private static final Map<Integer, List<Integer>> STAGES = Map.of(
            11, List.of(1, 1, 2, 2, 2),
            13, List.of(2, 2, 2, 2, 2),
            16, List.of(2, 2, 3, 3, 3),
            19, List.of(2, 2, 4, 4, 4));

    @Override
    public <T> T logits(Backend<T> b, T images, int classes) {
        var x = images;
        var module = 0;
        for (var stage = 0; stage < 5; stage++) {
            for (var i = 0; i < STAGES.get(depth).get(stage); i++) {
                x = b.conv(x, "features." + module++, Math.min(512, 64 << stage), Window.same(3), true);
                x = b.relu(norm ? b.batchNorm(x, "features." + module++) : x);
                module++;
            }
            x = b.maxPool(x, Window.tiles(2));
            module++;
        }
        return b.dense(b.mean(x), "classifier", classes);
    }
}
