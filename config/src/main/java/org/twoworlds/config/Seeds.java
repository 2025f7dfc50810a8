package org.twoworlds.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigObject;
import java.util.function.LongUnaryOperator;

/**
 * The seeds of all that chance decides in a run, each by default {@code seed}.
 *
 * @param init the initial weights
 * @param stream which samples of the distribution the training stream holds, and in which sequence
 * @param order the orders of the epochs, and which slots of a mixed world are fresh
 * @param augment augmentation and mixup
 * @param dropout dropout
 */
public record Seeds(long init, long stream, long order, long augment, long dropout) {
    /** One for all. */
    public static Seeds of(long seed) {
        return new Seeds(seed, seed, seed, seed, seed);
    }

    /** Every seed as a function of its own. */
    public Seeds map(LongUnaryOperator of) {
        return new Seeds(
                of.applyAsLong(init),
                of.applyAsLong(stream),
                of.applyAsLong(order),
                of.applyAsLong(augment),
                of.applyAsLong(dropout));
    }

    /** The same with another stream. */
    public Seeds ofStream(long other) {
        return new Seeds(init, other, order, augment, dropout);
    }

    /** The seeds in words: one where all are that one. */
    public String text(long seed) {
        return equals(of(seed))
                ? "seed " + seed
                : "seeds init %d, stream %d, order %d, augment %d, dropout %d"
                        .formatted(init, stream, order, augment, dropout);
    }

    /** A configuration that was written out, without the seeds that equal {@code seed}: they follow it where it is changed. */
    static Config following(Config written) {
        var free = written;
        if (written.hasPath("seeds") && written.getValue("seeds") instanceof ConfigObject seeds) {
            for (var seed : seeds.entrySet()) {
                if (seed.getValue().unwrapped().equals(written.getValue("seed").unwrapped())) {
                    free = free.withoutPath("seeds." + seed.getKey());
                }
            }
        }
        return free;
    }
}
