package org.twoworlds.model.random;

/**
 * Philox 4×32-10, a counter-based generator: 128 random bits as a function of a 64-bit key and a 128-bit counter.
 * Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011.
 */
final class Philox {
    private static final long M0 = 0xD2511F53L;
    private static final long M1 = 0xCD9E8D57L;
    private static final int W0 = 0x9E3779B9;
    private static final int W1 = 0xBB67AE85;
    private static final int ROUNDS = 10;
    private static final long MASK = 0xFFFFFFFFL;

    private Philox() {}

    /** Writes the block of a counter into {@code out[0..3]}. */
    static void block(int key0, int key1, int c0, int c1, int c2, int c3, int[] out) {
        for (var round = 0; round < ROUNDS; round++) {
            var p0 = M0 * (c0 & MASK);
            var p1 = M1 * (c2 & MASK);
            var n0 = (int) (p1 >>> 32) ^ c1 ^ key0;
            var n2 = (int) (p0 >>> 32) ^ c3 ^ key1;
            c1 = (int) p1;
            c3 = (int) p0;
            c0 = n0;
            c2 = n2;
            key0 += W0;
            key1 += W1;
        }
        out[0] = c0;
        out[1] = c1;
        out[2] = c2;
        out[3] = c3;
    }
}
