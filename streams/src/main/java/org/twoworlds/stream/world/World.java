package org.twoworlds.stream.world;

import java.util.OptionalLong;
import org.twoworlds.model.random.KeyedPermutation;

/**
 * A world as an index law (law 2): which sample stands at stream position k. Slot j of the batch that is drawn after t
 * updates is position k = t·B + j. In the Ideal World the index is k. In the Real World, with E = ⌊n/B⌋·B, it is the
 * epoch's permutation of {0 … n − 1} at k mod E; epoch 0 is the identity.
 */
public final class World {
    private final String name;
    private final OptionalLong n;
    private final int batch;
    private final long seed;
    private final boolean approximate;
    private KeyedPermutation order;
    private long orderEpoch;

    private World(String name, OptionalLong n, int batch, long seed, boolean approximate) {
        this.name = name;
        this.n = n;
        this.batch = batch;
        this.seed = seed;
        this.approximate = approximate;
        order = KeyedPermutation.identity(n.orElse(1));
    }

    /** The world that re-uses n samples, in the orders of a seed. */
    public static World real(long n, int batch, long seed) {
        return new World("real", OptionalLong.of(n), batch, seed, false);
    }

    /** The world that never sees a sample twice. */
    public static World ideal(int batch) {
        return new World("ideal", OptionalLong.empty(), batch, 0, false);
    }

    /** An Ideal World that starts its pool again when that is exhausted: approximate, and said so. */
    public static World idealWrapped(long pool, int batch, long seed) {
        return new World("ideal", OptionalLong.of(pool), batch, seed, true);
    }

    /** {@code real} or {@code ideal}. */
    public String name() {
        return name;
    }

    /** The number n of samples that are re-used; empty in the Ideal World, also where it is approximate. */
    public OptionalLong n() {
        return approximate ? OptionalLong.empty() : n;
    }

    /** Whether this Ideal World wraps round its pool. */
    public boolean approximate() {
        return approximate;
    }

    /** Samples of an epoch, the incomplete last batch dropped. */
    private long epochSamples() {
        return n.getAsLong() / batch * batch;
    }

    /** The index of the sample at stream position k. */
    public long indexAt(long k) {
        if (n.isEmpty()) {
            return k;
        }
        var samples = epochSamples();
        return order(k / samples).at(k % samples);
    }

    private synchronized KeyedPermutation order(long epoch) {
        if (epoch != orderEpoch) {
            order = epoch == 0
                    ? KeyedPermutation.identity(n.getAsLong())
                    : KeyedPermutation.ofEpoch(seed, epoch, n.getAsLong());
            orderEpoch = epoch;
        }
        return order;
    }
}
