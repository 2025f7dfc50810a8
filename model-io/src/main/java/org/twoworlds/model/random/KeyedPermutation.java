package org.twoworlds.model.random;

/**
 * A permutation of {0 … size − 1} computed on the fly: a Feistel network over the next power of two, walked until it falls
 * into range (Black and Rogaway, "Ciphers with arbitrary finite domains", CT-RSA 2002). Immutable and thread-safe.
 */
public final class KeyedPermutation {
    private static final int ROUNDS = 8;

    /** The least bits of the Feistel network: narrower ones have too few round functions to reach all orders alike. */
    private static final int LEAST_BITS = 8;

    private final long size;
    private final long[] keys;
    private final int lowBits;
    private final int highBits;

    private KeyedPermutation(long size, long[] keys) {
        this.size = size;
        this.keys = keys;
        var bits = Math.max(LEAST_BITS, 64 - Long.numberOfLeadingZeros(Math.max(0, size - 1)));
        lowBits = bits / 2;
        highBits = bits - lowBits;
    }

    /** The permutation that leaves every number in its place. */
    public static KeyedPermutation identity(long size) {
        return new KeyedPermutation(size, new long[0]);
    }

    /** The order of an epoch of a world. */
    public static KeyedPermutation ofEpoch(long seed, long epoch, long size) {
        return of(seed, Draws.Purpose.ORDER, epoch, size);
    }

    /** The order in which a training stream reads a pool. */
    public static KeyedPermutation ofPool(long seed, long size) {
        return of(seed, Draws.Purpose.POOL, 0, size);
    }

    private static KeyedPermutation of(long seed, Draws.Purpose purpose, long index, long size) {
        var draws = new Draws(seed, purpose, index);
        var keys = new long[ROUNDS];
        for (var i = 0; i < ROUNDS; i++) {
            keys[i] = draws.nextLong();
        }
        return new KeyedPermutation(size, keys);
    }

    /** The number of things that are permuted. */
    public long size() {
        return size;
    }

    /** The place to which i goes. */
    public long at(long i) {
        if (i < 0 || i >= size) {
            throw new IndexOutOfBoundsException("index " + i + " of a permutation of " + size);
        }
        if (keys.length == 0) {
            return i;
        }
        var x = i;
        do {
            x = encrypted(x);
        } while (x >= size);
        return x;
    }

    /**
     * The Feistel network's alternating rounds: the low part changes by a function of the high part, then the high part by
     * one of the low.
     */
    private long encrypted(long x) {
        var lowMask = (1L << lowBits) - 1;
        var highMask = (1L << highBits) - 1;
        var low = x & lowMask;
        var high = x >>> lowBits;
        for (var i = 0; i < ROUNDS; i += 2) {
            low ^= mixed(high, keys[i]) & lowMask;
            high ^= mixed(low, keys[i + 1]) & highMask;
        }
        return high << lowBits | low;
    }

    /** The finaliser of SplitMix64 (Steele, Lea, Flood, OOPSLA 2014). */
    private static long mixed(long x, long key) {
        var z = x * 0x9E3779B97F4A7C15L + key;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
