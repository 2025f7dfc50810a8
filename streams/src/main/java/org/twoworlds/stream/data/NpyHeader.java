package org.twoworlds.stream.data;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * The header of an array in NumPy's npy format, versions 1 to 3.
 *
 * @param type such as {@code |u1} or {@code <i8}
 * @param fortran whether the first index runs fastest
 * @param shape the array's sizes
 * @param bytes the header's own length
 */
record NpyHeader(String type, boolean fortran, long[] shape, int bytes) {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final int LONGEST = 1 << 16;
    private static final Pattern TYPE = Pattern.compile("'descr'\\s*:\\s*'([^']*)'");
    private static final Pattern ORDER = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
    private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([0-9, L]*)\\)");

    /** Why an array cannot be read; the message completes the word "must". */
    static final class Malformed extends IOException {
        private static final long serialVersionUID = 1L;

        Malformed(String rule) {
            super(rule);
        }
    }

    /** Reads a header from the start of an array. */
    static NpyHeader read(InputStream from) throws IOException {
        var in = new DataInputStream(from);
        try {
            var start = in.readNBytes(8);
            if (start.length < 8 || !Arrays.equals(start, 0, 6, MAGIC, 0, 6) || start[6] < 1 || start[6] > 3) {
                throw new Malformed("begin as an npy array of version 1 to 3");
            }
            var wide = start[6] > 1;
            var length = wide ? Integer.reverseBytes(in.readInt()) : Short.reverseBytes(in.readShort()) & 0xffff;
            if (length < 0 || length > LONGEST) {
                throw new Malformed("have a header of at most " + LONGEST + " bytes");
            }
            var text = new byte[length];
            in.readFully(text);
            return parse(new String(text, StandardCharsets.UTF_8), (wide ? 12 : 10) + length);
        } catch (EOFException e) {
            throw new Malformed("hold a whole header; it was cut short");
        }
    }

    private static NpyHeader parse(String text, int bytes) throws Malformed {
        var type = TYPE.matcher(text);
        var order = ORDER.matcher(text);
        var shape = SHAPE.matcher(text);
        if (!type.find() || !order.find() || !shape.find()) {
            throw new Malformed("name its descr, fortran_order and shape in the header");
        }
        try {
            var sizes = Arrays.stream(shape.group(1).replace("L", "").split(",", -1))
                    .map(String::strip)
                    .filter(s -> !s.isEmpty())
                    .mapToLong(Long::parseLong)
                    .toArray();
            return new NpyHeader(type.group(1), order.group(1).equals("True"), sizes, bytes);
        } catch (NumberFormatException e) {
            throw new Malformed("have sizes below 2^63 in its shape");
        }
    }
}
