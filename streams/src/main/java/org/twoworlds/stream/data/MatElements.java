package org.twoworlds.stream.data;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.InflaterInputStream;

/**
 * The outermost elements of a MATLAB file of version 5, checked before they are read: each lies within the file,
 * and a compressed one inflates to just the size that it states, with the checksum that it states. So no reader of them
 * allocates more than the file holds.
 */
final class MatElements {
    private static final int HEADER_BYTES = 128;
    private static final int TAG_BYTES = 8;
    private static final int COMPRESSED = 15;
    private static final int MATRIX = 14;

    private MatElements() {}

    /** Refuses a file whose elements are not whole. */
    static void check(Path file) throws IOException {
        try (var channel = Files.newByteChannel(file)) {
            var header = read(Channels.newInputStream(channel), HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
            var little = header.get(HEADER_BYTES - 2) == 'I' && header.get(HEADER_BYTES - 1) == 'M';
            if (!little && !(header.get(HEADER_BYTES - 2) == 'M' && header.get(HEADER_BYTES - 1) == 'I')) {
                throw new IOException("its header names no byte order");
            }
            var order = little ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
            while (channel.position() < channel.size()) {
                element(channel, order);
            }
        }
    }

    private static void element(SeekableByteChannel channel, ByteOrder order) throws IOException {
        var tag = read(Channels.newInputStream(channel), TAG_BYTES).order(order);
        var type = tag.getInt(0);
        var size = Integer.toUnsignedLong(tag.getInt(4));
        var start = channel.position();
        if (type != COMPRESSED && type != MATRIX || size > channel.size() - start) {
            throw new IOException("an element is cut short, or of no known type");
        }
        if (type == COMPRESSED) {
            inflate(channel, start, size, order);
        }
        channel.position(start + size);
    }

    private static void inflate(SeekableByteChannel channel, long start, long size, ByteOrder order)
            throws IOException {
        var limited = new Limited(Channels.newInputStream(channel.position(start)), size);
        try (var in = new InflaterInputStream(new BufferedInputStream(limited, 1 << 16))) {
            var tag = read(in, TAG_BYTES).order(order);
            var stated = Integer.toUnsignedLong(tag.getInt(4));
            var chunk = new byte[1 << 16];
            var found = 0L;
            for (var read = in.read(chunk); read >= 0; read = in.read(chunk)) {
                found += read;
            }
            if (tag.getInt(0) != MATRIX || stated != found) {
                throw new IOException("a compressed element states " + stated + " bytes and holds " + found);
            }
        }
    }

    private static ByteBuffer read(InputStream in, int bytes) throws IOException {
        var read = in.readNBytes(bytes);
        if (read.length < bytes) {
            throw new EOFException("it was cut short");
        }
        return ByteBuffer.wrap(read);
    }

    /** The first bytes of a stream; closing them leaves the stream open. */
    private static final class Limited extends InputStream {
        private final InputStream from;
        private long left;

        private Limited(InputStream from, long left) {
            this.from = from;
            this.left = left;
        }

        @Override
        public int read() throws IOException {
            return left-- > 0 ? from.read() : -1;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (left <= 0) {
                return -1;
            }
            var read = from.read(into, offset, (int) Math.min(length, left));
            left -= Math.max(0, read);
            return read;
        }
    }
}
