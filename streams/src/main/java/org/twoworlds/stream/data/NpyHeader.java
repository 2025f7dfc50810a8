package org.twoworlds.stream.data;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The header of an array in NumPy's npy format, versions 1 to 3: a dictionary of Python with exactly three keys.
 *
 * @param type the type of the numbers, such as {@code |u1} or {@code <i8}
 * @param fortran whether the first index runs fastest
 * @param shape the array's sizes
 * @param bytes the length of the header itself, in bytes
 */
record NpyHeader(String type, boolean fortran, long[] shape, int bytes) {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final int MOST_BYTES = 1 << 16;

    /** One key with its value, which is a text, a truth value, a tuple of whole numbers, or a list (of fields). */
    private static final Pattern ITEM = Pattern.compile("\\s*(['\"])(descr|fortran_order|shape)\\1\\s*:\\s*"
            + "('[^'\\\\]*'|\"[^\"\\\\]*\"|True|False|\\([0-9,\\sL]*\\)|\\[.*\\])\\s*(,|\\})");

    private static final Pattern SIZES = Pattern.compile("\\(\\s*(?:(?:[0-9]+L?\\s*,\\s*)++(?:[0-9]+L?\\s*)?)?\\)");

    /** Thrown where an array cannot be read; the message completes the word "must". */
    static final class MalformedArray extends IOException {
        private static final long serialVersionUID = 1L;

        MalformedArray(String rule) {
            super(rule);
        }
    }

    /** Reads a header from the start of an array. */
    static NpyHeader read(InputStream from) throws IOException {
        var in = new DataInputStream(from);
        try {
            var start = in.readNBytes(8);
            if (start.length < 8
                    || !Arrays.equals(start, 0, 6, MAGIC, 0, 6)
                    || start[6] < 1
                    || start[6] > 3
                    || start[7] != 0) {
                throw new MalformedArray("begin as an npy array of version 1 to 3");
            }
            var wide = start[6] > 1;
            var length = wide ? Integer.reverseBytes(in.readInt()) : Short.reverseBytes(in.readShort()) & 0xffff;
            if (length < 0 || length > MOST_BYTES) {
                throw new MalformedArray("have a header of at most " + MOST_BYTES + " bytes");
            }
            var text = new byte[length];
            in.readFully(text);
            var charset = start[6] == 3 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1;
            return parse(new String(text, charset), (wide ? 12 : 10) + length);
        } catch (EOFException e) {
            throw new MalformedArray("hold a whole header; it was cut short");
        }
    }

    private static NpyHeader parse(String text, int bytes) throws MalformedArray {
        var items = items(text.strip());
        var type = items.getOrDefault("descr", "");
        var order = items.getOrDefault("fortran_order", "");
        var shape = items.getOrDefault("shape", "");
        if (!order.equals("True") && !order.equals("False")
                || !SIZES.matcher(shape).matches()) {
            throw new MalformedArray("name its descr, fortran_order and shape in the header");
        }
        if (type.startsWith("[")) {
            throw new MalformedArray("be one plain array, not one of fields " + type);
        }
        try {
            var sizes = Arrays.stream(shape.substring(1, shape.length() - 1)
                            .replace("L", "")
                            .split(",", -1))
                    .map(String::strip)
                    .filter(s -> !s.isEmpty())
                    .mapToLong(Long::parseLong)
                    .toArray();
            return new NpyHeader(type.substring(1, type.length() - 1), order.equals("True"), sizes, bytes);
        } catch (NumberFormatException | IndexOutOfBoundsException e) {
            throw new MalformedArray("have a type, and sizes below 2^63 in its shape");
        }
    }

    /** The values of the dictionary by key, as they are written. */
    private static Map<String, String> items(String text) throws MalformedArray {
        Map<String, String> items = new HashMap<>();
        var rest = text.startsWith("{") ? text.substring(1) : "";
        var open = !rest.isEmpty();
        while (open) {
            var item = ITEM.matcher(rest);
            if (!item.lookingAt() || items.put(item.group(2), item.group(3)) != null) {
                break;
            }
            rest = rest.substring(item.end()).strip();
            open = item.group(4).equals(",");
            if (open && rest.startsWith("}")) { // a comma behind the last one, as numpy writes it
                rest = rest.substring(1).strip();
                open = false;
            }
        }
        if (open || !rest.isEmpty() || items.size() != 3) {
            throw new MalformedArray("name its descr, fortran_order and shape in the header, and nothing else");
        }
        return items;
    }
}
