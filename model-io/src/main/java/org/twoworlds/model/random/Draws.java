package org.twoworlds.model.random;

import java.util.Arrays;

/**
 * The random numbers of one thing: the stream of draws that belongs to (seed, purpose, index), and to nothing else.
 * Two objects made from the same three give the same numbers. One object is a cursor over them: not thread-safe.
 */
public final class Draws {
    /** The purposes of draws. Their order is part of every result: new purposes go at the end. */
    public enum Purpose {
        /** A distribution's train samples. */
        TRAIN_SAMPLE,
        /** A distribution's test samples. */
        TEST_SAMPLE,
        /** The things that all samples of a distribution share. */
        DISTRIBUTION,
        /** Initial weights. */
        WEIGHTS,
        /** The order of an epoch. */
        ORDER,
        /** Augmentation. */
        AUGMENT,
        /** The permutation through which a pool is read. */
        POOL,
        /** Seeds derived from other seeds. */
        SEED,
        /** Random network architectures. */
        ARCHITECTURE,
        /** The pixels from which colour centres are learned. */
        CENTRES,
        /** The samples that are mixed, and the share of each. */
        MIXUP,
        /** Labels that are replaced by others. */
        LABEL_NOISE,
        /** The order of the samples of each class. */
        BALANCE,
        /** Labels drawn from a network's softmax. */
        TEACHER,
        /** The fresh slots of a mixed world. */
        LAW
    }

    private static final float UNIT = 0x1p-24f;

    private final int[] block = new int[4];
    private int key0;
    private int key1;
    private int purpose;
    private long index;
    private int next;
    private int used;

    /** The draws of (seed, purpose, index). */
    public Draws(long seed, Purpose purpose, long index) {
        restart(seed, purpose, index);
    }

    /** Sets this cursor to the start of the draws of (seed, purpose, index), which saves an allocation. */
    public Draws restart(long seed, Purpose purpose, long index) {
        key0 = (int) seed;
        key1 = (int) (seed >>> 32);
        this.purpose = purpose.ordinal();
        this.index = index;
        next = 0;
        used = block.length;
        return this;
    }

    /** A draw of 32 uniform bits. */
    public int nextInt() {
        if (used == block.length) {
            Philox.block(key0, key1, (int) index, (int) (index >>> 32), purpose, next++, block);
            used = 0;
        }
        return block[used++];
    }

    /** A draw of 64 uniform bits. */
    public long nextLong() {
        return ((long) nextInt() << 32) | (nextInt() & 0xFFFFFFFFL);
    }

    /** A draw uniform in {0 … bound − 1}; the bias is below bound / 2³². */
    public int nextInt(int bound) {
        return (int) (((nextInt() & 0xFFFFFFFFL) * bound) >>> 32);
    }

    /** A draw uniform in [0, 1). */
    public float nextFloat() {
        return (nextInt() >>> 8) * UNIT;
    }

    /** A draw uniform in [low, high). */
    public float nextFloat(float low, float high) {
        return low + (high - low) * nextFloat();
    }

    /** A normal draw with mean 0 and deviation 1 (Box–Muller in double, by StrictMath so that it is the same everywhere). */
    public double nextGaussian() {
        var radius = StrictMath.sqrt(-2 * StrictMath.log(1 - nextDouble()));
        return radius * StrictMath.cos(2 * StrictMath.PI * nextDouble());
    }

    /** A draw uniform in [0, 1), of 53 bits. */
    public double nextDouble() {
        return (nextLong() >>> 11) * 0x1p-53;
    }

    /** The numbers 0 … count − 1 in random order (Fisher and Yates). */
    public int[] permutation(int count) {
        var order = new int[count];
        Arrays.setAll(order, i -> i);
        for (var i = count - 1; i > 0; i--) {
            var j = nextInt(i + 1);
            var kept = order[i];
            order[i] = order[j];
            order[j] = kept;
        }
        return order;
    }

    /** A seed for a purpose of its own, derived from another seed. */
    public static long deriveSeed(long seed, long index) {
        return new Draws(seed, Purpose.SEED, index).nextLong();
    }
}
