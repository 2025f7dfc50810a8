package org.twoworlds.stream.augment;

import java.util.Arrays;
import org.twoworlds.model.ImageShape;
import org.twoworlds.model.random.Draws;

/** Augmentations that move or cover pixels. */
final class Transforms {
    /** The byte nearest to the mean grey, 127.5, which is 0 among values in [−1, 1], the authors' fill of a cutout. */
    private static final byte MEAN_GREY = (byte) 128;

    private Transforms() {}

    /** Mirrors left and right with probability 1/2. */
    static void flip(byte[] in, byte[] out, ImageShape shape, Draws draws) {
        if (draws.nextInt() >= 0) {
            System.arraycopy(in, 0, out, 0, in.length);
            return;
        }
        var channels = shape.channels();
        var row = shape.width() * channels;
        for (var start = 0; start < in.length; start += row) {
            if (channels == 3) {
                for (int to = start, from = start + row - 3; to < start + row; to += 3, from -= 3) {
                    out[to] = in[from];
                    out[to + 1] = in[from + 1];
                    out[to + 2] = in[from + 2];
                }
            } else {
                for (int to = 0; to < row; to++) {
                    out[start + to] = in[start + row - channels - to / channels * channels + to % channels];
                }
            }
        }
    }

    /** Pads all four sides, with zeros or by reflection without the border pixel, and cuts the old size at random. */
    static void crop(byte[] in, byte[] out, ImageShape shape, Draws draws, int pad, boolean reflect) {
        var dy = draws.nextInt(2 * pad + 1) - pad;
        var dx = draws.nextInt(2 * pad + 1) - pad;
        var channels = shape.channels();
        var width = shape.width();
        var row = width * channels;
        var left = Math.min(
                width, Math.max(0, -dx)); // columns of the output before the first column from inside the image
        var right = Math.max(left, Math.min(width, width - dx)); // and before the first column behind the image
        for (var y = 0; y < shape.height(); y++) {
            var fromY = reflect ? reflected(y + dy, shape.height()) : y + dy;
            var to = y * row;
            if (fromY < 0 || fromY >= shape.height()) {
                Arrays.fill(out, to, to + row, (byte) 0);
                continue;
            }
            var from = fromY * row;
            System.arraycopy(in, from + (left + dx) * channels, out, to + left * channels, (right - left) * channels);
            border(in, out, from, to, 0, left, dx, shape, reflect);
            border(in, out, from, to, right, width, dx, shape, reflect);
        }
    }

    /** Fills the columns from {@code first} to {@code end} of one row, which lie outside the image. */
    private static void border(
            byte[] in, byte[] out, int from, int to, int first, int end, int dx, ImageShape shape, boolean reflect) {
        var channels = shape.channels();
        for (var x = first; x < end; x++) {
            var source = from + reflected(x + dx, shape.width()) * channels;
            for (var c = 0; c < channels; c++) {
                out[to + x * channels + c] = reflect ? in[source + c] : 0;
            }
        }
    }

    private static int reflected(int i, int size) {
        var positive = Math.abs(i);
        return positive < size ? positive : 2 * (size - 1) - positive;
    }

    /** Covers a square by zeros: its centre is uniform over the image, and it is clipped at the border. */
    static void cutout(byte[] in, byte[] out, ImageShape shape, Draws draws, int side) {
        System.arraycopy(in, 0, out, 0, in.length);
        var top = draws.nextInt(shape.height()) - side / 2;
        var left = draws.nextInt(shape.width()) - side / 2;
        var from = Math.max(0, left);
        var to = Math.min(shape.width(), left + side);
        for (var y = Math.max(0, top); y < Math.min(shape.height(), top + side); y++) {
            var row = y * shape.width();
            Arrays.fill(out, (row + from) * shape.channels(), (row + to) * shape.channels(), MEAN_GREY);
        }
    }

    /**
     * Maps an image: each output pixel (x, y) comes from the input at (a·x + b·y + c, d·x + e·y + f), by bilinear interpolation.
     *
     * @param clamp whether a pixel outside of the image is the nearest border pixel, or else zero
     */
    static void affine(byte[] in, ImageShape from, byte[] out, ImageShape to, double[] m, boolean clamp) {
        var at = 0;
        for (var y = 0; y < to.height(); y++) {
            for (var x = 0; x < to.width(); x++) {
                var u = m[0] * x + m[1] * y + m[2];
                var v = m[3] * x + m[4] * y + m[5];
                var left = (int) Math.floor(u);
                var top = (int) Math.floor(v);
                var fx = u - left;
                var fy = v - top;
                for (var c = 0; c < to.channels(); c++) {
                    var upper = (1 - fx) * pixel(in, from, left, top, c, clamp)
                            + fx * pixel(in, from, left + 1, top, c, clamp);
                    var lower = (1 - fx) * pixel(in, from, left, top + 1, c, clamp)
                            + fx * pixel(in, from, left + 1, top + 1, c, clamp);
                    out[at++] = (byte) (int) Math.round((1 - fy) * upper + fy * lower);
                }
            }
        }
    }

    private static int pixel(byte[] in, ImageShape shape, int x, int y, int c, boolean clamp) {
        var inside = x >= 0 && x < shape.width() && y >= 0 && y < shape.height();
        if (!inside && !clamp) {
            return 0;
        }
        var column = Math.max(0, Math.min(shape.width() - 1, x));
        var row = Math.max(0, Math.min(shape.height() - 1, y));
        return in[(row * shape.width() + column) * shape.channels() + c] & 0xff;
    }
}
