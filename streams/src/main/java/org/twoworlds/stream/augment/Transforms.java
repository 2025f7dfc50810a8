package org.twoworlds.stream.augment;

import org.twoworlds.model.ImageShape;
import org.twoworlds.model.random.Draws;

/** The augmentations of the paper's recipe. */
final class Transforms {
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
            for (var x = 0; x < row; x += channels) {
                for (var c = 0; c < channels; c++) {
                    out[start + x + c] = in[start + row - channels - x + c];
                }
            }
        }
    }

    /** Pads all four sides, with zeros or by reflection without the border pixel, and cuts the old size at random. */
    static void crop(byte[] in, byte[] out, ImageShape shape, Draws draws, int pad, boolean reflect) {
        var dy = draws.nextInt(2 * pad + 1) - pad;
        var dx = draws.nextInt(2 * pad + 1) - pad;
        var channels = shape.channels();
        for (var y = 0; y < shape.height(); y++) {
            var fromY = reflect ? reflected(y + dy, shape.height()) : y + dy;
            for (var x = 0; x < shape.width(); x++) {
                var fromX = reflect ? reflected(x + dx, shape.width()) : x + dx;
                var to = (y * shape.width() + x) * channels;
                var inside = fromY >= 0 && fromY < shape.height() && fromX >= 0 && fromX < shape.width();
                var from = (fromY * shape.width() + fromX) * channels;
                for (var c = 0; c < channels; c++) {
                    out[to + c] = inside ? in[from + c] : 0;
                }
            }
        }
    }

    private static int reflected(int i, int size) {
        var positive = Math.abs(i);
        return positive < size ? positive : 2 * (size - 1) - positive;
    }
}
