package org.twoworlds.stream.data;

import java.util.Arrays;
import java.util.Optional;
import org.twoworlds.model.ImageShape;
import org.twoworlds.model.image.Picture;

/**
 * The samples of a stream that are of chosen classes, in their order. The samples of a pool are listed; sample i of a
 * generator is the first of the samples i, i + 2⁴⁰, i + 2·2⁴⁰, … that is of a chosen class, so that no two samples are the
 * same.
 */
final class ChosenClasses implements Distribution {
    static final int ROUND_BITS = 40;
    private static final int MOST_ROUNDS = 1 << 20;

    private final Distribution base;
    private final ImageShape shape;
    private final int[] numbers;
    private final int[] listed;

    /** The chosen samples of a stream; {@code numbers[c]} is class c's new number, or −1 where the class is left out. */
    ChosenClasses(Distribution base, ImageShape shape, int[] numbers) {
        this.base = base;
        this.shape = shape;
        this.numbers = numbers.clone();
        listed = base.size() == UNBOUNDED ? new int[0] : listed();
    }

    private int[] listed() {
        var chosen = new int[Math.toIntExact(base.size())];
        var count = 0;
        for (var i = 0; i < chosen.length; i++) {
            if (numbers[base.label(i)] >= 0) {
                chosen[count++] = i;
            }
        }
        return Arrays.copyOf(chosen, count);
    }

    private long source(long i) {
        if (base.size() != UNBOUNDED) {
            return listed[(int) i];
        }
        for (long round = 0; round < MOST_ROUNDS; round++) {
            var at = i + (round << ROUND_BITS);
            if (numbers[base.label(at)] >= 0) {
                return at;
            }
        }
        throw new IllegalStateException("no sample of the chosen classes in " + MOST_ROUNDS + " draws");
    }

    @Override
    public ImageShape shape() {
        return shape;
    }

    @Override
    public long size() {
        return base.size() == UNBOUNDED ? UNBOUNDED : listed.length;
    }

    @Override
    public int sample(long i, byte[] pixels) {
        return numbers[base.sample(source(i), pixels)];
    }

    @Override
    public int label(long i) {
        return numbers[base.label(source(i))];
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
