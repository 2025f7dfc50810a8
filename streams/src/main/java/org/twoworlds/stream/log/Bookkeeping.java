package org.twoworlds.stream.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * The numbers that Chronicle Queue keeps in a log's file about the file itself, and believes when it opens the file to append: the
 * places of the last entry and of every 128th. No checksum covers these numbers, and a false one makes Chronicle write over events; so
 * they are compared with what a walk found. All places are those of Chronicle Queue 5's one layout of this roll cycle: a file
 * that is laid out otherwise is not as expected, and is written anew.
 */
final class Bookkeeping implements FrameListener {
    private static final int SPACING = 128;
    private static final int SLOTS = 1 << 15;
    private static final int SEQUENCE_BITS = 37;

    private static final long LAST = 0x40;
    private static final long LAST_SEQUENCE = 0x48;
    private static final long INDEX_OF_INDEXES = 0x98;
    private static final long NEXT_INDEX = 0xb0;
    private static final long HEADER_END = 0xc8;

    /** The checksum of the header's bytes, without the four numbers that change. */
    static final int HEADER_CRC = -542_308_742;

    /** Places of an array's capacity, its length and its first number, behind the place of its frame. */
    private record Array(int capacity, int used, int first) {}

    private static final Array INDEXES = new Array(0x18, 0x20, 0x28);
    private static final Array INDEX = new Array(0x10, 0x18, 0x20);

    private final List<Long> every128th = new ArrayList<>();
    private final List<Long> own = new ArrayList<>();
    private long events;
    private long last;

    @Override
    public void event(long index, long position, ByteBuffer bytes) {
        if (index % SPACING == 0) {
            every128th.add(position);
        }
        events = index + 1;
        last = position;
    }

    @Override
    public void other(long position, boolean isMark) {
        if (!isMark) {
            own.add(position);
        }
    }

    /** Whether Chronicle notes an entry at a place or behind it: then something is missing where the log ends before. */
    static boolean knowsOf(Frames frames, long position) throws IOException {
        return frames.peek(LAST) >= position;
    }

    /** Whether the file's numbers are what the walk found. */
    boolean isTrue(Frames frames) throws IOException {
        var indexes = (every128th.size() + SLOTS - 1) / SLOTS;
        return headerCrc(frames) == HEADER_CRC
                && own.size() == 2 + indexes
                && own.get(0) == 0
                && own.get(1) == HEADER_END
                && frames.number(LAST) == last
                && frames.number(LAST_SEQUENCE) == (last << SEQUENCE_BITS) + events - 1
                && frames.number(INDEX_OF_INDEXES) == HEADER_END
                && frames.number(NEXT_INDEX) == (long) every128th.size() * SPACING
                && holds(frames, HEADER_END, INDEXES, own.subList(2, own.size()))
                && holdsAll(frames);
    }

    private boolean holdsAll(Frames frames) throws IOException {
        for (var i = 0; i + 2 < own.size(); i++) {
            var slots = every128th.subList(i * SLOTS, Math.min(every128th.size(), (i + 1) * SLOTS));
            if (!holds(frames, own.get(i + 2), INDEX, slots)) {
                return false;
            }
        }
        return true;
    }

    private static boolean holds(Frames frames, long frame, Array array, List<Long> numbers) throws IOException {
        if (frames.number(frame + array.capacity()) != SLOTS || frames.number(frame + array.used()) != numbers.size()) {
            return false;
        }
        for (var i = 0; i < SLOTS; i++) {
            var expected = i < numbers.size() ? numbers.get(i) : 0;
            if (frames.number(frame + array.first() + (long) i * Long.BYTES) != expected) {
                return false;
            }
        }
        return true;
    }

    /** The checksum of the header, its changing numbers taken as 0. */
    static int headerCrc(Frames frames) throws IOException {
        var header = frames.bytes(0, (int) HEADER_END);
        for (var place : new long[] {LAST, LAST_SEQUENCE, INDEX_OF_INDEXES, NEXT_INDEX}) {
            if (header.limit() >= place + Long.BYTES) {
                header.putLong((int) place, 0);
            }
        }
        var crc = new CRC32C();
        crc.update(header);
        return (int) crc.getValue();
    }
}
