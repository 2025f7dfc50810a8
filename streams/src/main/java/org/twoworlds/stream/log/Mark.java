package org.twoworlds.stream.log;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * A mark between a log's events, written wherever the log was forced to the disk: all events before the mark survive a power cut.
 * A mark has no index of its own, and readers of events do not see marks.
 *
 * @param forced the number of events, from the first on, that were forced
 */
record Mark(long forced) {
    /** The first bytes of a mark: no frame of Chronicle's begins with them. */
    private static final long SIGN = 0x32_44_45_43_52_4f_46_54L; // TFORCED2

    private static final int BYTES = 2 * Long.BYTES + Integer.BYTES;

    ByteBuffer encode() {
        var bytes = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(SIGN).putLong(forced).putInt(crc(bytes));
        return bytes.flip();
    }

    /** The mark in a frame's bytes; empty where the bytes are another kind of frame, or damaged. */
    static Optional<Mark> decode(ByteBuffer bytes) {
        if (bytes.limit() != BYTES || bytes.getLong(0) != SIGN || bytes.getInt(2 * Long.BYTES) != crc(bytes)) {
            return Optional.empty();
        }
        return Optional.of(new Mark(bytes.getLong(Long.BYTES)));
    }

    private static int crc(ByteBuffer bytes) {
        var crc = new CRC32C();
        crc.update(bytes.array(), bytes.arrayOffset(), 2 * Long.BYTES);
        return (int) crc.getValue();
    }
}
