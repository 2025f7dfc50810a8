package org.twoworlds.stream.world;

import org.twoworlds.config.ExperimentConfig;

/**
 * The learning rate of every update, the same in both worlds.
 *
 * @param rate the initial rate
 * @param cosine whether it falls by a cosine to 0, or stays
 * @param every updates for which it stays the same
 * @param steps updates of the whole run
 */
public record Schedule(double rate, boolean cosine, long every, long steps) {
    /** The schedule of a configuration. */
    public static Schedule of(ExperimentConfig config) {
        var optimizer = config.optimizer();
        return new Schedule(
                optimizer.rate(), optimizer.schedule().equals("cosine"), optimizer.scheduleEvery(), config.steps());
    }

    /** The rate of the update that takes a world to {@code step}, from 1: rate·(1 + cos(πk/K))/2, k = ⌊(step−1)/every⌋. */
    public double at(long step) {
        if (!cosine) {
            return rate;
        }
        var k = (step - 1) / every;
        return rate * (1 + Math.cos(Math.PI * k * every / steps)) / 2;
    }
}
