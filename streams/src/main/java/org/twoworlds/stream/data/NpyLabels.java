package org.twoworlds.stream.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * The form in which an npy array holds labels: whole numbers of 1, 2, 4 or 8 bytes, signed or not, either byte first, or
 * truth values.
 *
 * @param kind the kind of numbers: {@code i}, {@code u} or {@code b}
 * @param width bytes of a number
 */
record NpyLabels(char kind, int width, ByteOrder order) {
    private static final Pattern TYPE = Pattern.compile("([|<>=]?)(?:([iu])([1248])|(b)1|(\\?))");
    private static final int MOST_LABELS = 1 << 28;
    private static final int MOST_CLASSES = 1 << 20;
    private static final int LABELS_A_READ = 1 << 12;

    /**
     * The form that a header states.
     *
     * @param count the number of labels that there must be, as {@code [N]} or {@code [N, 1]}
     */
    static NpyLabels of(NpyHeader header, long count) throws IOException {
        var type = TYPE.matcher(header.type());
        if (!type.matches()) {
            throw new NpyHeader.MalformedArray("have Y of integers, not " + header.type()
                    + (header.type().contains("O") ? "; save Y.astype('i8') instead" : ""));
        }
        var shape = header.shape();
        var others = Arrays.stream(shape).skip(1).allMatch(n -> n == 1);
        if (shape.length == 0 || shape[0] != count || !others || count < 1 || count > MOST_LABELS) {
            throw new NpyHeader.MalformedArray(
                    "have Y of shape [%d], as X has images, not %s".formatted(count, Arrays.toString(shape)));
        }
        var whole = type.group(2) != null;
        var order = type.group(1).equals(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        return new NpyLabels(
                whole ? type.group(2).charAt(0) : 'b', whole ? type.group(3).charAt(0) - '0' : 1, order);
    }

    /** Reads so many labels. */
    int[] read(InputStream in, int count) throws IOException {
        var labels = new int[count];
        var bytes = new byte[width * LABELS_A_READ];
        for (var done = 0; done < count; ) {
            var part = Math.min(LABELS_A_READ, count - done);
            if (in.readNBytes(bytes, 0, part * width) < part * width) {
                throw new NpyHeader.MalformedArray("hold all of Y; it was cut short");
            }
            var from = ByteBuffer.wrap(bytes).order(order);
            for (var i = 0; i < part; i++) {
                var value = number(from, i);
                if (value < 0 || value >= MOST_CLASSES || kind == 'b' && value > 1) {
                    throw new NpyHeader.MalformedArray("have labels from 0 to 2^20, not "
                            + (kind == 'u' ? Long.toUnsignedString(value) : Long.toString(value)) + " at "
                            + (done + i));
                }
                labels[done + i] = (int) value;
            }
            done += part;
        }
        return labels;
    }

    private long number(ByteBuffer from, int i) {
        var signed =
                switch (width) {
                    case 1 -> from.get(i);
                    case 2 -> from.getShort(2 * i);
                    case 4 -> from.getInt(4 * i);
                    default -> from.getLong(8 * i);
                };
        return kind == 'u' && width < 8 ? signed & (1L << 8 * width) - 1 : signed;
    }
}
