package org.twoworlds.model;

/**
 * The samples of one step. Mutable and pooled: a batch that is taken from a pool is given back by its taker.
 *
 * <p>Pixels lie on the heap, since TensorFlow Java copies a {@code byte[]} into a tensor forty times faster than a direct
 * buffer. Not thread-safe: it has one holder at a time.
 */
public final class MiniBatch {
    private final byte[] images;
    private final int[] labels;
    private final long[] index;
    private final int[] otherLabels;
    private final float[] shares;
    private long step;

    /** An empty batch of {@code size} samples of {@code sampleBytes} bytes, none of which is mixed. */
    public MiniBatch(int size, int sampleBytes) {
        this(size, sampleBytes, false);
    }

    /** An empty batch, with room for second labels where samples are mixed. */
    public MiniBatch(int size, int sampleBytes, boolean mixed) {
        images = new byte[Math.multiplyExact(size, sampleBytes)];
        labels = new int[size];
        index = new long[size];
        otherLabels = new int[mixed ? size : 0];
        shares = new float[mixed ? size : 0];
    }

    /** Whether samples are mixed. */
    public boolean mixed() {
        return shares.length > 0;
    }

    /** The classes of the samples mixed in, {@code [B]}; empty where no samples are mixed. */
    public int[] otherLabels() {
        return otherLabels;
    }

    /** λ, the share of each sample's own pixels and label, {@code [B]}; empty where no samples are mixed. */
    public float[] shares() {
        return shares;
    }

    /** The pixels, {@code [B, H, W, C]} uint8. */
    public byte[] images() {
        return images;
    }

    /** The classes, {@code [B]}. */
    public int[] labels() {
        return labels;
    }

    /** Each sample's index in its distribution, {@code [B]}. */
    public long[] index() {
        return index;
    }

    /** The number of samples, B. */
    public int size() {
        return labels.length;
    }

    /** The number of the update that this batch is for, which takes a world from {@code step − 1} to {@code step}. */
    public long step() {
        return step;
    }

    /** Sets the number of the update that this batch is for. */
    public void setStep(long step) {
        this.step = step;
    }
}
