package org.twoworlds.stream.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * The forms of the files in which decoded pictures are kept: the bytes, the sizes, and the list of pictures that cannot be
 * decoded.
 */
final class TreeFiles {
    static final int CHANNELS = 3;
    static final int SIZE_BYTES = 8;

    private TreeFiles() {}

    /** The pictures that cannot be decoded: the reason by the picture's number. */
    static Map<Integer, String> bad(Path file) throws IOException {
        Map<Integer, String> bad = new TreeMap<>();
        if (Files.isRegularFile(file)) {
            for (var line : Files.readAllLines(file)) {
                var parts = line.split("\t", 2);
                if (parts.length == 2 && parts[0].matches("[0-9]{1,9}")) {
                    bad.put(Integer.valueOf(parts[0]), parts[1]);
                }
            }
        }
        return bad;
    }

    static int bytes(int height, int width) {
        return Math.multiplyExact(Math.multiplyExact(height, width), CHANNELS);
    }

    /** The height and width of every picture, the place at which each begins, and the place at which the last one ends. */
    record Sizes(int[] sides, long[] starts) {
        /** Reads the sizes of the first pictures from a list, of {@code most} at most. */
        static Sizes read(Path list, int most) throws IOException {
            var noted = Files.isRegularFile(list) ? ByteBuffer.wrap(Files.readAllBytes(list)) : ByteBuffer.allocate(0);
            var count = Math.min(most, noted.remaining() / SIZE_BYTES);
            var sides = new int[2 * count];
            noted.asIntBuffer().get(sides);
            var starts = new long[count + 1];
            for (var i = 0; i < count; i++) {
                if (sides[2 * i] < 1 || sides[2 * i + 1] < 1) {
                    return new Sizes(new int[0], new long[1]);
                }
                starts[i + 1] = starts[i] + (long) sides[2 * i] * sides[2 * i + 1] * CHANNELS;
            }
            return new Sizes(sides, starts);
        }

        int height(int picture) {
            return sides[2 * picture];
        }

        int width(int picture) {
            return sides[2 * picture + 1];
        }
    }
}
