package org.twoworlds.model.network;

/**
 * The first layers of residual and dense networks: a 3×3 convolution for small images; for images of more than 64
 * pixels torchvision's 7×7 with stride 2, normalised, and a 3×3 max-pool with stride 2.
 */
final class Stem {
    private static final int MOST_SMALL_PIXELS = 64;
    private static final Window WIDE = new Window(7, 2, 3, 1);
    private static final Window POOL = new Window(3, 2, 1, 1);

    private Stem() {}

    /** A stem whose output is normalised and rectified. */
    static <T> T activated(Backend<T> b, T images, int channels) {
        if (b.size(images)[1] <= MOST_SMALL_PIXELS) {
            return b.relu(b.batchNorm(b.conv(images, "conv1", channels, 3), "bn1"));
        }
        var x = b.conv(images, "conv1", channels, WIDE, false);
        return b.maxPool(b.relu(b.batchNorm(x, "bn1")), POOL);
    }

    /** A stem for blocks that begin with their own normalisation; a stem of large images is normalised all the same. */
    static <T> T plain(Backend<T> b, T images, int channels) {
        return b.size(images)[1] <= MOST_SMALL_PIXELS
                ? b.conv(images, "conv1", channels, 3)
                : activated(b, images, channels);
    }
}
