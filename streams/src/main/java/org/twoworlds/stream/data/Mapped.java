package org.twoworlds.stream.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The bytes of a file, mapped into memory: the file may be larger than 2 GiB, and no byte is read before it is asked for. The
 * operating system keeps the mapped bytes, not the Java heap.
 */
final class Mapped {
    private static final int PIECE_BITS = 30;

    /** The pieces: piece p begins at p·2³⁰ and is up to twice as long, so that a shorter record that begins in it lies in it. */
    private final ByteBuffer[] pieces;

    /** Maps {@code bytes} bytes from {@code start} on. */
    Mapped(Path file, long start, long bytes) throws IOException {
        pieces = new ByteBuffer[Math.toIntExact((bytes + (1L << PIECE_BITS) - 1) >> PIECE_BITS)];
        try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
            for (var i = 0; i < pieces.length; i++) {
                var first = (long) i << PIECE_BITS;
                var length = Math.min(Integer.MAX_VALUE, bytes - first);
                pieces[i] = channel.map(FileChannel.MapMode.READ_ONLY, start + first, length);
            }
        }
    }

    /** Copies record {@code record}, of records that are all as long as the array. */
    void read(long record, byte[] into) {
        read(record * into.length, into, 0, into.length);
    }

    /** Copies {@code count} bytes, less than 2³⁰, from position {@code at}. */
    void read(long at, byte[] into, int offset, int count) {
        pieces[(int) (at >> PIECE_BITS)].get((int) (at & (1L << PIECE_BITS) - 1), into, offset, count);
    }
}
