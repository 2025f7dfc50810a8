package org.twoworlds.stream.data;

import java.util.Arrays;
import java.util.Optional;
import org.twoworlds.model.ImageShape;
import org.twoworlds.model.image.Picture;
import org.twoworlds.model.random.Draws;

/**
 * A balanced stream: every C samples in a row, from a multiple of C on, hold each of the C classes once, in an order of
 * their own, so that n samples hold n/C of each class. A pool gives each class's samples in its order until the rarest class
 * is used up; a generator draws until a draw is of the class.
 */
final class BalancedClasses implements Distribution {
    private static final int MOST_ROUNDS = 1 << 20;

    private final Distribution base;
    private final int classes;
    private final long seed;
    private final int[][] byClass;

    BalancedClasses(Distribution base, long seed) {
        this.base = base;
        this.seed = seed;
        classes = base.shape().classes();
        byClass = base.size() == UNBOUNDED ? new int[0][] : byClass();
    }

    private int[][] byClass() {
        var counts = new int[classes];
        var lists = new int[classes][16];
        for (var i = 0; i < base.size(); i++) {
            var label = base.label(i);
            if (counts[label] == lists[label].length) {
                lists[label] = Arrays.copyOf(lists[label], 2 * counts[label]);
            }
            lists[label][counts[label]++] = i;
        }
        var least = Arrays.stream(counts).min().orElse(0);
        return Arrays.stream(lists).map(list -> Arrays.copyOf(list, least)).toArray(int[][]::new);
    }

    private int wanted(long i) {
        var draws = new Draws(seed, Draws.Purpose.BALANCE, i / classes);
        return draws.permutation(classes)[(int) (i % classes)];
    }

    private long source(long i) {
        var label = wanted(i);
        if (base.size() != UNBOUNDED) {
            return byClass[label][(int) (i / classes)];
        }
        for (long round = 0; round < MOST_ROUNDS; round++) {
            var at = i + (round << (ChosenClasses.ROUND_BITS - 10));
            if (base.label(at) == label) {
                return at;
            }
        }
        throw new IllegalStateException("no sample of class " + label + " in " + MOST_ROUNDS + " draws");
    }

    @Override
    public ImageShape shape() {
        return base.shape();
    }

    @Override
    public long size() {
        return base.size() == UNBOUNDED ? UNBOUNDED : (long) classes * byClass[0].length;
    }

    @Override
    public int sample(long i, byte[] pixels) {
        return base.sample(source(i), pixels);
    }

    @Override
    public int label(long i) {
        return wanted(i);
    }

    @Override
    public Optional<Picture> uncut(long i) {
        return base.uncut(source(i));
    }

    @Override
    public long record(long i) {
        return base.record(source(i));
    }
}
