package org.twoworlds.model;

import org.twoworlds.config.Spec;
import org.twoworlds.model.checkpoint.Tensor;
import org.twoworlds.model.checkpoint.Weights;
import org.twoworlds.model.network.Outline;
import org.twoworlds.model.random.Draws;

/** Small networks, batches and weights for tests. */
public final class Fixtures {
    public static final ImageShape CIFAR = new ImageShape(32, 32, 3, 10);

    private Fixtures() {}

    public static Outline outline(String spec) {
        return outline(spec, CIFAR);
    }

    public static Outline outline(String spec, ImageShape shape) {
        return Outline.of(Spec.parse(spec).orElseThrow(), shape);
    }

    public static MiniBatch batch(int size, ImageShape shape, long seed) {
        var batch = new MiniBatch(size, shape.bytes());
        var draws = new Draws(seed, Draws.Purpose.TRAIN_SAMPLE, 0);
        for (var i = 0; i < batch.images().length; i++) {
            batch.images()[i] = (byte) draws.nextInt();
        }
        for (var i = 0; i < size; i++) {
            batch.labels()[i] = draws.nextInt(shape.classes());
        }
        return batch;
    }

    /** Initial weights moved by noise, so that scales, shifts and running values are not at their start. */
    public static Weights perturbed(Outline outline, long seed) {
        var draws = new Draws(seed, Draws.Purpose.SEED, 1);
        return new Weights(outline.initialWeights(seed).tensors().stream()
                .map(t -> {
                    var data = t.data().clone();
                    for (var i = 0; i < data.length; i++) {
                        data[i] += data[i] == 0 || data[i] == 1 ? draws.nextFloat(0.1f, 0.5f) : 0;
                    }
                    return new Tensor(t.name(), t.shape(), data);
                })
                .toList());
    }
}
