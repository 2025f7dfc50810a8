package org.twoworlds.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.util.function.LongUnaryOperator;

/**
 * The seeds of all that chance decides in a run, each by default {@code seed}.
 *
 * @param init the initial weights
 * @param stream the samples of the distribution that the training stream holds, and their sequence
 * @param order the orders of the epochs, and the fresh slots of a mixed world
 * @param augment augmentation and mixup
 * @param dropout dropout
 */
public record Seeds(long init, long stream, long order, long augment, long dropout) {
    /** Whether a key of a configuration sets a seed: runs that differ in such keys alone are repeats. */
    public static boolean isKey(String key) {
        return key.equals("seed") || key.startsWith("seeds.");
    }

    /** Seeds that are all the same one. */
    public static Seeds of(long seed) {
        return new Seeds(seed, seed, seed, seed, seed);
    }

    /** These seeds, each replaced by a function of itself. */
    public Seeds map(LongUnaryOperator of) {
        return new Seeds(
                of.applyAsLong(init),
                of.applyAsLong(stream),
                of.applyAsLong(order),
                of.applyAsLong(augment),
                of.applyAsLong(dropout));
    }

    /** These seeds with another one for the training stream. */
    public Seeds ofStream(long other) {
        return new Seeds(init, other, order, augment, dropout);
    }

    /** The seeds in words: one number where all seeds are that number. */
    public String text(long seed) {
        return equals(of(seed))
                ? "seed " + seed
                : "seeds init %d, stream %d, order %d, augment %d, dropout %d"
                        .formatted(init, stream, order, augment, dropout);
    }

    /**
     * A configuration that was written out, without the seeds that equal {@code seed}: they follow {@code seed} where it
     * is changed.
     */
    public static Config following(Config written) {
        var free = written;
        if (written.hasPath("seeds") && written.getValue("seeds") instanceof ConfigObject seeds) {
            for (var seed : seeds.entrySet()) {
                if (text(seed.getValue()).equals(text(written.getValue("seed")))) {
                    free = free.withoutPath("seeds." + seed.getKey());
                }
            }
        }
        return free;
    }

    /** A number as text: whether it was written as an int, a long or a string is no difference. */
    private static String text(ConfigValue number) {
        return String.valueOf(number.unwrapped());
    }
}
