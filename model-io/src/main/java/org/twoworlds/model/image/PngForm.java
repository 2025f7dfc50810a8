package org.twoworlds.model.image;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The form of a PNG picture, from its first chunk: the layout of samples in its rows.
 *
 * @param bits bits of a sample: 1, 2, 4, 8 or 16
 * @param samples samples of a pixel: 1 for gray or a palette's number, 2 with alpha, 3 for colours, 4 with alpha
 * @param palette whether a sample is the number of a colour
 * @param interlaced whether the picture comes in Adam7's seven passes
 */
record PngForm(int width, int height, int bits, int samples, boolean palette, boolean interlaced) {
    static final int TYPE = 0x49484452; // IHDR
    static final int BYTES = 13;

    /** The form that a chunk's content states. */
    static PngForm of(ByteBuffer chunk) throws IOException {
        if (chunk.remaining() != BYTES) {
            throw new IOException("its first chunk has another size");
        }
        var width = chunk.getInt();
        var height = chunk.getInt();
        int bits = chunk.get();
        int colour = chunk.get();
        var methods = chunk.getShort();
        int interlace = chunk.get();
        var samples =
                switch (colour) {
                    case 0, 3 -> 1;
                    case 2 -> 3;
                    case 4 -> 2;
                    case 6 -> 4;
                    default -> 0;
                };
        var few = bits == 1 || bits == 2 || bits == 4;
        var fits = bits == 8 || bits == 16 && colour != 3 || few && samples == 1;
        if (width < 1 || height < 1 || samples == 0 || !fits || methods != 0 || interlace < 0 || interlace > 1) {
            throw new IOException("its form is none that PNG has: %d × %d pixels, colour type %d of %d bits"
                    .formatted(width, height, colour, bits));
        }
        return new PngForm(width, height, bits, samples, colour == 3, interlace == 1);
    }

    /** The bytes of a row of so many pixels. */
    int rowBytes(int pixels) {
        return Math.toIntExact(((long) pixels * samples * bits + 7) / 8);
    }

    /** The least bytes of all rows before compression. */
    long rawBytes() {
        return (long) height * (((long) width * samples * bits + 7) / 8);
    }

    /** Undoes a row's filter. */
    void unfilter(int filter, byte[] row, byte[] above) throws IOException {
        var back = Math.max(1, samples * bits / 8);
        for (var i = 0; i < row.length; i++) {
            var left = i < back ? 0 : row[i - back] & 0xff;
            var up = above[i] & 0xff;
            var predicted =
                    switch (filter) {
                        case 0 -> 0;
                        case 1 -> left;
                        case 2 -> up;
                        case 3 -> (left + up) / 2;
                        case 4 -> paeth(left, up, i < back ? 0 : above[i - back] & 0xff);
                        default -> throw new IOException("a row has filter " + filter + ": it is damaged");
                    };
            row[i] += (byte) predicted;
        }
    }

    private static int paeth(int left, int up, int corner) {
        var byLeft = Math.abs(up - corner);
        var byUp = Math.abs(left - corner);
        var byCorner = Math.abs(left + up - 2 * corner);
        return byLeft <= byUp && byLeft <= byCorner ? left : byUp <= byCorner ? up : corner;
    }

    /** Writes a row's pixels as red, green and blue, {@code step} bytes apart. */
    void write(byte[] row, int pixels, byte[] colours, byte[] into, int from, int step) throws IOException {
        var colourful = samples >= 3;
        var bytes = bits / 8;
        for (int i = 0, out = from; i < pixels; i++, out += step) {
            if (bits >= 8 && colourful) {
                for (var c = 0; c < 3; c++) {
                    into[out + c] = row[(i * samples + c) * bytes];
                }
                continue;
            }
            var value = bits >= 8 ? row[i * samples * bytes] & 0xff : few(row, i);
            if (palette) {
                if (3 * value >= colours.length) {
                    throw new IOException("colour " + value + " is not in its palette");
                }
                System.arraycopy(colours, 3 * value, into, out, 3);
            } else {
                var gray = (byte) (bits >= 8 ? value : value * 255 / ((1 << bits) - 1));
                into[out] = gray;
                into[out + 1] = gray;
                into[out + 2] = gray;
            }
        }
    }

    /** Sample i of a row whose samples have less than 8 bits: the first of a byte lies highest. */
    private int few(byte[] row, int i) {
        var at = i * bits;
        return row[at / 8] >> 8 - bits - at % 8 & (1 << bits) - 1;
    }
}
