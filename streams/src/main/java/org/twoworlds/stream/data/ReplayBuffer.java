package org.twoworlds.stream.data;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.twoworlds.config.RequestException;
import org.twoworlds.model.ImageShape;
import org.twoworlds.model.image.Picture;

/**
 * A distribution whose first n samples, which a world re-uses, are drawn once and kept in direct memory. Samples beyond them are
 * drawn whenever they are asked for.
 */
public final class ReplayBuffer implements Distribution {
    private static final int CHUNK_BYTES = 1 << 28;

    private final Distribution from;
    private final ImageShape shape;
    private final int samplesAChunk;
    private final ByteBuffer[] chunks;
    private final int[] labels;

    /** A buffer of the samples 0 … n − 1, which are drawn at once. */
    public ReplayBuffer(Distribution from, long n) {
        this.from = from;
        shape = from.shape();
        if (n > from.size() || n > Integer.MAX_VALUE) {
            throw new RequestException(
                    "key world.n", n, "be at most the pool's size (" + from.size() + ")", "lower it");
        }
        samplesAChunk = CHUNK_BYTES / shape.bytes();
        chunks = new ByteBuffer[(int) ((n + samplesAChunk - 1) / samplesAChunk)];
        labels = new int[(int) n];
        var pixels = new byte[shape.bytes()];
        for (var i = 0; i < n; i++) {
            var chunk = i / samplesAChunk;
            if (chunks[chunk] == null) {
                var samples = (int) Math.min(samplesAChunk, n - (long) chunk * samplesAChunk);
                chunks[chunk] = ByteBuffer.allocateDirect(samples * shape.bytes());
            }
            labels[i] = from.sample(i, pixels);
            chunks[chunk].put(i % samplesAChunk * shape.bytes(), pixels);
        }
    }

    @Override
    public ImageShape shape() {
        return shape;
    }

    @Override
    public long size() {
        return from.size();
    }

    @Override
    public int sample(long i, byte[] pixels) {
        if (i >= labels.length) {
            return from.sample(i, pixels);
        }
        var index = (int) i;
        chunks[index / samplesAChunk].get(index % samplesAChunk * shape.bytes(), pixels, 0, shape.bytes());
        return labels[index];
    }

    @Override
    public Optional<Picture> uncut(long i) {
        return from.uncut(i);
    }

    @Override
    public long record(long i) {
        return from.record(i);
    }
}
