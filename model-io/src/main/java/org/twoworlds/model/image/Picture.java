package org.twoworlds.model.image;

/**
 * A picture in red, green and blue.
 *
 * @param height rows
 * @param width columns
 * @param pixels {@code [H, W, 3]} uint8
 */
public record Picture(int height, int width, byte[] pixels) {
    private static final int CHANNELS = 3;

    /** This picture resized until its shorter side has so many pixels; the picture itself where the side has them already. */
    public Picture resized(int shorter) {
        if (Math.min(height, width) == shorter) {
            return this;
        }
        var rows = height <= width ? shorter : (int) ((long) shorter * height / width);
        var columns = width <= height ? shorter : (int) ((long) shorter * width / height);
        var across = new float[height * columns * CHANNELS];
        var horizontal = Taps.of(width, columns);
        for (var y = 0; y < height; y++) {
            for (var x = 0; x < columns; x++) {
                var taps = horizontal[x];
                for (var c = 0; c < CHANNELS; c++) {
                    var sum = 0f;
                    for (var i = 0; i < taps.weights().length; i++) {
                        sum += taps.weights()[i] * (pixels[(y * width + taps.first() + i) * CHANNELS + c] & 0xff);
                    }
                    across[(y * columns + x) * CHANNELS + c] = sum;
                }
            }
        }
        var out = new byte[rows * columns * CHANNELS];
        var vertical = Taps.of(height, rows);
        var row = columns * CHANNELS;
        for (var y = 0; y < rows; y++) {
            var taps = vertical[y];
            for (var j = 0; j < row; j++) {
                var sum = 0.5f;
                for (var i = 0; i < taps.weights().length; i++) {
                    sum += taps.weights()[i] * across[(taps.first() + i) * row + j];
                }
                out[y * row + j] = (byte) (int) sum;
            }
        }
        return new Picture(rows, columns, out);
    }

    /** The inputs of one output pixel, from {@code first} on, and their weights, which sum to 1. */
    private record Taps(int first, float[] weights) {
        /**
         * The taps of a triangle as wide as the scale, as PIL's bilinear filter: they smooth where the picture shrinks,
         * and interpolate else.
         */
        static Taps[] of(int from, int to) {
            var scale = (double) from / to;
            var reach = Math.max(1, scale);
            var taps = new Taps[to];
            for (var i = 0; i < to; i++) {
                var centre = (i + 0.5) * scale;
                var first = (int) Math.max(0, centre - reach + 0.5);
                var end = (int) Math.min(from, centre + reach + 0.5);
                var weights = new float[end - first];
                var sum = 0.0;
                for (var j = first; j < end; j++) {
                    sum += weight(j, centre, reach);
                }
                for (var j = first; j < end; j++) {
                    weights[j - first] = (float) (weight(j, centre, reach) / sum);
                }
                taps[i] = new Taps(first, weights);
            }
            return taps;
        }

        private static double weight(int j, double centre, double reach) {
            return Math.max(0, 1 - Math.abs((j + 0.5 - centre) / reach));
        }
    }
}
