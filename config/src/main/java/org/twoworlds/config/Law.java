package org.twoworlds.config;

import java.math.BigDecimal;
import java.util.OptionalLong;

/**
 * A world's index law (law 2) as a value: the sample of its distribution at every stream position. With t updates of
 * B samples done, slot j of the next batch is position k = t·B + j. A law is a pure function of k, so that any step's batch
 * is made again in O(B). Where n samples are re-used, an epoch has E = ⌊n/B⌋·B positions.
 */
public sealed interface Law {
    /** The numbers that a law takes from elsewhere: the size of a batch, and functions of a seed and of their arguments alone. */
    interface Chance {
        /** The number of samples in a step. */
        int batch();

        /** The Ideal World's index at position k. */
        long fresh(long k);

        /** The place of i in an epoch's order of n samples; epoch 0 leaves every sample in its place. */
        long shuffled(long epoch, long i, long n);

        /** A number uniform in [0, 1), drawn for position k. */
        double uniform(long k);
    }

    /** The index of the sample at position k. */
    long index(long k, Chance chance);

    /** The number of samples that are re-used; empty where none is. */
    OptionalLong reused();

    /** The first of the samples that are re-used at position k. */
    default long first(long k, int batch) {
        return 0;
    }

    /** A bound above the indices of the first so many positions. */
    long reach(long positions, int batch);

    private static long epoch(long n, int batch) {
        return Math.max(1, n / batch) * batch;
    }

    private static String number(double value) {
        return value == 0 ? "0" : BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
    }

    /**
     * The Real World of the paper: n samples, each epoch in an order of its own, the incomplete last batch dropped.
     *
     * @param n samples that are re-used
     */
    record Replay(long n) implements Law {
        @Override
        public long index(long k, Chance chance) {
            var samples = epoch(n, chance.batch());
            return chance.shuffled(k / samples, k % samples, n);
        }

        @Override
        public OptionalLong reused() {
            return OptionalLong.of(n);
        }

        @Override
        public long reach(long positions, int batch) {
            return n;
        }

        @Override
        public String toString() {
            return "replay{n=" + n + "}";
        }
    }

    /**
     * The Ideal World of the paper: no sample twice.
     *
     * @param stream the seed of the training stream; empty for {@code seeds.stream}
     */
    record Fresh(OptionalLong stream) implements Law {
        /** The Ideal World's law. */
        public static final Fresh IDEAL = new Fresh(OptionalLong.empty());

        @Override
        public long index(long k, Chance chance) {
            return chance.fresh(k);
        }

        @Override
        public OptionalLong reused() {
            return OptionalLong.empty();
        }

        @Override
        public long reach(long positions, int batch) {
            return positions;
        }

        @Override
        public String toString() {
            return stream.isEmpty() ? "fresh" : "fresh{stream=" + stream.getAsLong() + "}";
        }
    }

    /**
     * A mix of the worlds: each slot is the Ideal World's at its position with a probability, else the replay world's.
     *
     * @param n samples that are re-used
     * @param fresh the probability, from 0 to 1
     */
    record Mix(long n, double fresh) implements Law {
        @Override
        public long index(long k, Chance chance) {
            return chance.uniform(k) < fresh ? chance.fresh(k) : new Replay(n).index(k, chance);
        }

        @Override
        public OptionalLong reused() {
            return OptionalLong.of(n);
        }

        @Override
        public long reach(long positions, int batch) {
            return Math.max(n, positions);
        }

        @Override
        public String toString() {
            return "mix{n=" + n + ",fresh=" + number(fresh) + "}";
        }
    }

    /**
     * A switch of worlds: one world until an update, and the other after it.
     *
     * @param n samples that are re-used
     * @param at the last update of the first world; 0 for none
     * @param back whether the Ideal World comes first
     */
    record Switch(long n, long at, boolean back) implements Law {
        @Override
        public long index(long k, Chance chance) {
            return k < at * chance.batch() == back ? chance.fresh(k) : new Replay(n).index(k, chance);
        }

        @Override
        public OptionalLong reused() {
            return OptionalLong.of(n);
        }

        @Override
        public long reach(long positions, int batch) {
            return Math.max(n, positions);
        }

        @Override
        public String toString() {
            return "switch{n=" + n + ",at=" + at + (back ? ",back=true" : "") + "}";
        }
    }

    /**
     * A replay buffer whose oldest samples are replaced: with m = round(renew·n), epoch e orders samples e·m … e·m + n − 1.
     *
     * @param n samples that the buffer holds
     * @param renew the share that is replaced at the end of an epoch, from 0 to 1
     */
    record Window(long n, double renew) implements Law {
        @Override
        public long index(long k, Chance chance) {
            return first(k, chance.batch()) + new Replay(n).index(k, chance);
        }

        @Override
        public OptionalLong reused() {
            return OptionalLong.of(n);
        }

        @Override
        public long first(long k, int batch) {
            return k / epoch(n, batch) * Math.round(renew * n);
        }

        @Override
        public long reach(long positions, int batch) {
            return first(Math.max(0, positions - 1), batch) + n;
        }

        @Override
        public String toString() {
            return "window{n=" + n + ",renew=" + number(renew) + "}";
        }
    }

    /**
     * A replay world whose run is k epochs long.
     *
     * @param k epochs
     * @param n samples that are re-used: the run's positions divided by k
     */
    record Epochs(long k, long n) implements Law {
        @Override
        public long index(long position, Chance chance) {
            return new Replay(n).index(position, chance);
        }

        @Override
        public OptionalLong reused() {
            return OptionalLong.of(n);
        }

        @Override
        public long reach(long positions, int batch) {
            return n;
        }

        @Override
        public String toString() {
            return "epochs{k=" + k + "}";
        }
    }
}
