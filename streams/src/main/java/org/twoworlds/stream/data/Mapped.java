package org.twoworlds.stream.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Equal records of a file, one behind the other, mapped into memory in pieces of whole records: files may be larger than
 * 2 GiB, and nothing is read before it is asked for. The operating system keeps what is mapped, not the Java heap.
 */
final class Mapped {
    private static final int LARGEST_PIECE = 1 << 30;

    private final ByteBuffer[] pieces;
    private final int recordBytes;
    private final int recordsAPiece;

    /**
     * Maps records.
     *
     * @param start where the first one begins
     */
    Mapped(Path file, long start, long records, int recordBytes) throws IOException {
        this.recordBytes = recordBytes;
        recordsAPiece = Math.max(1, LARGEST_PIECE / recordBytes);
        pieces = new ByteBuffer[Math.toIntExact((records + recordsAPiece - 1) / recordsAPiece)];
        try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
            for (var i = 0; i < pieces.length; i++) {
                var first = (long) i * recordsAPiece;
                var count = Math.min(recordsAPiece, records - first);
                pieces[i] =
                        channel.map(FileChannel.MapMode.READ_ONLY, start + first * recordBytes, count * recordBytes);
            }
        }
    }

    /** Copies a record. */
    void read(long record, byte[] into) {
        var at = (int) (record % recordsAPiece) * recordBytes;
        pieces[(int) (record / recordsAPiece)].get(at, into, 0, recordBytes);
    }
}
