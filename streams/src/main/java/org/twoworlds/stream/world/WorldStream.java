package org.twoworlds.stream.world;

import java.nio.ByteBuffer;
import java.util.Optional;
import net.openhft.hashing.LongHashFunction;
import org.twoworlds.model.MiniBatch;
import org.twoworlds.model.image.Picture;
import org.twoworlds.stream.augment.Augmentation;
import org.twoworlds.stream.data.Distribution;

/**
 * The stream of a world's batches: its index law, the distribution into which the indices point, and augmentation keyed by stream
 * position. The batch of any step can be made at any time, from any thread.
 */
public final class WorldStream {
    private final World world;
    private final Distribution distribution;
    private final Augmentation augmentation;
    private final long augmentSeed;
    private final int batch;

    /** A stream of batches of a size. */
    public WorldStream(World world, Distribution distribution, Augmentation augmentation, long augmentSeed, int batch) {
        this.world = world;
        this.distribution = distribution;
        this.augmentation = augmentation;
        this.augmentSeed = augmentSeed;
        this.batch = batch;
    }

    /** The index law. */
    public World world() {
        return world;
    }

    /** The distribution into which the indices point. */
    public Distribution distribution() {
        return distribution;
    }

    /** A batch of the right size for {@link #fill}. */
    public MiniBatch newBatch() {
        return new MiniBatch(batch, distribution.shape().bytes(), augmentation.mixes());
    }

    /**
     * Fills a batch with the samples of the update that takes the world from {@code step − 1} to {@code step}.
     *
     * @param step the number of the update, from 1
     */
    public void fill(MiniBatch into, long step) {
        var bytes = distribution.shape().bytes();
        var pixels = new byte[bytes];
        var spare = new byte[bytes];
        var first = (step - 1) * batch;
        for (var j = 0; j < batch; j++) {
            var k = first + j;
            var index = world.indexAt(k);
            into.index()[j] = index;
            into.labels()[j] = distribution.sample(index, pixels);
            var uncut = augmentation.cuts() ? distribution.uncut(index) : Optional.<Picture>empty();
            var seen = augmentation.apply(uncut, pixels, spare, distribution.shape(), augmentSeed, k);
            System.arraycopy(seen, 0, into.images(), j * bytes, bytes);
        }
        augmentation.mix(into, augmentSeed, first);
        into.setStep(step);
    }

    /**
     * The 64-bit hash of the bytes that a trainer is fed: XXH3 of the labels, of the labels and shares mixed in, then of
     * the pixels.
     */
    public static long hash(MiniBatch batch) {
        var labels = LongHashFunction.xx3().hashInts(batch.labels());
        if (!batch.mixed()) {
            return LongHashFunction.xx3(labels).hashBytes(batch.images());
        }
        var others = LongHashFunction.xx3(labels).hashInts(batch.otherLabels());
        var shares = ByteBuffer.allocate(4 * batch.size());
        shares.asFloatBuffer().put(batch.shares());
        return LongHashFunction.xx3(LongHashFunction.xx3(others).hashBytes(shares.array()))
                .hashBytes(batch.images());
    }
}
