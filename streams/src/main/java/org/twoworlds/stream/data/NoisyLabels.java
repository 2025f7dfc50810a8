package org.twoworlds.stream.data;

import java.util.Optional;
import org.twoworlds.model.ImageShape;
import org.twoworlds.model.image.Picture;
import org.twoworlds.model.random.Draws;

/**
 * A stream with wrong labels: each record's label is replaced once, with some probability, by a wrong class, uniformly. The label
 * is a function of the record, so that every world and every epoch sees the same one.
 *
 * @param base the stream
 * @param probability the probability of a wrong label
 * @param seed the seed of the draws
 * @param offset a number that keeps the draws of two pools apart
 */
record NoisyLabels(Distribution base, double probability, long seed, long offset) implements Distribution {
    private int replaced(long i, int label) {
        var draws = new Draws(seed, Draws.Purpose.LABEL_NOISE, offset + base.record(i));
        if (draws.nextDouble() >= probability) {
            return label;
        }
        var other = draws.nextInt(base.shape().classes() - 1);
        return other < label ? other : other + 1;
    }

    @Override
    public ImageShape shape() {
        return base.shape();
    }

    @Override
    public long size() {
        return base.size();
    }

    @Override
    public int sample(long i, byte[] pixels) {
        return replaced(i, base.sample(i, pixels));
    }

    @Override
    public int label(long i) {
        return replaced(i, base.label(i));
    }

    @Override
    public Optional<Picture> uncut(long i) {
        return base.uncut(i);
    }

    @Override
    public long record(long i) {
        return base.record(i);
    }
}
