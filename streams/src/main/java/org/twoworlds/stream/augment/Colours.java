package org.twoworlds.stream.augment;

import org.twoworlds.model.ImageShape;
import org.twoworlds.model.random.Draws;

/** Augmentations of colour. Each reads {@code in} and writes {@code out}; a grey image has no saturation and no hue. */
final class Colours {
    private Colours() {}

    /** The luma of ITU-R 601, as in torchvision; of a grey pixel, its own value. */
    private static double grey(byte[] in, int at, int channels) {
        return channels == 3
                ? 0.2989 * (in[at] & 0xff) + 0.587 * (in[at + 1] & 0xff) + 0.114 * (in[at + 2] & 0xff)
                : in[at] & 0xff;
    }

    private static byte rounded(double value) {
        return (byte) (int) Math.max(0, Math.min(255, Math.round(value)));
    }

    /** Changes the brightness: factor·x. */
    static void brightness(byte[] in, byte[] out, double factor) {
        for (var i = 0; i < in.length; i++) {
            out[i] = rounded(factor * (in[i] & 0xff));
        }
    }

    /** Changes the contrast: mean + factor·(x − mean), with the image's mean grey. */
    static void contrast(byte[] in, byte[] out, ImageShape shape, double factor) {
        var mean = 0.0;
        for (var at = 0; at < in.length; at += shape.channels()) {
            mean += grey(in, at, shape.channels());
        }
        mean /= shape.height() * shape.width();
        for (var i = 0; i < in.length; i++) {
            out[i] = rounded(mean + factor * ((in[i] & 0xff) - mean));
        }
    }

    /** Changes the saturation: grey + factor·(x − grey), with each pixel's grey. */
    static void saturation(byte[] in, byte[] out, ImageShape shape, double factor) {
        var channels = shape.channels();
        for (var at = 0; at < in.length; at += channels) {
            var grey = grey(in, at, channels);
            for (var c = 0; c < channels; c++) {
                out[at + c] = rounded(grey + factor * ((in[at + c] & 0xff) - grey));
            }
        }
    }

    /** Changes the hue: turns every colour by a share of the colour circle. */
    static void hue(byte[] in, byte[] out, ImageShape shape, double turn) {
        System.arraycopy(in, 0, out, 0, in.length);
        for (var at = 0; shape.channels() == 3 && at < in.length; at += 3) {
            var r = in[at] & 0xff;
            var g = in[at + 1] & 0xff;
            var b = in[at + 2] & 0xff;
            var most = Math.max(r, Math.max(g, b));
            var range = most - Math.min(r, Math.min(g, b));
            if (range == 0) {
                continue;
            }
            var sextant = most == r
                    ? (double) (g - b) / range
                    : most == g ? 2 + (double) (b - r) / range : 4 + (double) (r - g) / range;
            for (var c = 0; c < 3; c++) {
                // A colour's channel falls from the most to the least by its distance on the circle.
                var away = (sextant + 6 * turn - 2 * c + 18) % 6;
                var share = Math.max(0, Math.min(1, Math.abs(away - 3) - 1));
                out[at + c] = rounded(most - range * (1 - share));
            }
        }
    }

    /**
     * Changes brightness, contrast, saturation (each by a factor in 1 ± strength) and hue (by ± a quarter of the
     * strength), in random order.
     */
    static void jitter(byte[] in, byte[] out, ImageShape shape, Draws draws, double strength) {
        var from = in.clone();
        for (var operation : draws.permutation(4)) {
            var amount = strength * (2 * draws.nextDouble() - 1);
            switch (operation) {
                case 0 -> brightness(from, out, 1 + amount);
                case 1 -> contrast(from, out, shape, 1 + amount);
                case 2 -> saturation(from, out, shape, 1 + amount);
                default -> hue(from, out, shape, amount / 4);
            }
            System.arraycopy(out, 0, from, 0, out.length);
        }
    }

    /** Keeps the upper bits of every number. */
    static void posterize(byte[] in, byte[] out, int bits) {
        var mask = 0xff << (8 - bits);
        for (var i = 0; i < in.length; i++) {
            out[i] = (byte) (in[i] & mask);
        }
    }

    /** Inverts the numbers that are at least a threshold. */
    static void solarize(byte[] in, byte[] out, double threshold) {
        for (var i = 0; i < in.length; i++) {
            out[i] = (byte) ((in[i] & 0xff) >= threshold ? 255 - (in[i] & 0xff) : in[i]);
        }
    }

    /** Stretches each channel to 0 … 255. */
    static void autocontrast(byte[] in, byte[] out, ImageShape shape) {
        var channels = shape.channels();
        for (var c = 0; c < channels; c++) {
            var least = 255;
            var most = 0;
            for (var at = c; at < in.length; at += channels) {
                least = Math.min(least, in[at] & 0xff);
                most = Math.max(most, in[at] & 0xff);
            }
            for (var at = c; at < in.length; at += channels) {
                out[at] = most == least ? in[at] : rounded(255.0 * ((in[at] & 0xff) - least) / (most - least));
            }
        }
    }

    /** Spreads each channel's histogram evenly, as PIL's ImageOps.equalize does. */
    static void equalize(byte[] in, byte[] out, ImageShape shape) {
        var channels = shape.channels();
        for (var c = 0; c < channels; c++) {
            var histogram = new int[256];
            var last = 0;
            for (var at = c; at < in.length; at += channels) {
                histogram[in[at] & 0xff]++;
                last = Math.max(last, in[at] & 0xff);
            }
            var step = (shape.height() * shape.width() - histogram[last]) / 255;
            var sum = step / 2;
            var table = new byte[256];
            for (var v = 0; v < 256; v++) {
                table[v] = step == 0 ? (byte) v : (byte) Math.min(255, sum / step);
                sum += histogram[v];
            }
            for (var at = c; at < in.length; at += channels) {
                out[at] = table[in[at] & 0xff];
            }
        }
    }

    /** Changes the sharpness: blurred + factor·(x − blurred) inside the border, blurred by PIL's 3×3 smoothing filter. */
    static void sharpness(byte[] in, byte[] out, ImageShape shape, double factor) {
        System.arraycopy(in, 0, out, 0, in.length);
        var channels = shape.channels();
        var row = shape.width() * channels;
        for (var y = 1; y < shape.height() - 1; y++) {
            for (var i = channels; i < row - channels; i++) {
                var at = y * row + i;
                var sum = 4 * (in[at] & 0xff);
                for (var dy = -row; dy <= row; dy += row) {
                    for (var dx = -channels; dx <= channels; dx += channels) {
                        sum += in[at + dy + dx] & 0xff;
                    }
                }
                var blurred = sum / 13.0;
                out[at] = rounded(blurred + factor * ((in[at] & 0xff) - blurred));
            }
        }
    }
}
