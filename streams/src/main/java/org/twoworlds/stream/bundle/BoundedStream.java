package org.twoworlds.stream.bundle;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * A stream of what is unpacked, of which no more is read than was allowed, whatever the packed bytes would come to. What its
 * decoder throws at damaged bytes is an {@link IOException}.
 */
final class BoundedStream extends FilterInputStream {
    private long left;

    BoundedStream(InputStream in) {
        super(in);
    }

    /** Allows some more bytes, in place of what was left. */
    void allow(long bytes) {
        left = bytes;
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        try {
            var read = in.read(into, offset, length);
            left -= Math.max(0, read);
            if (left < 0) {
                throw new IOException("it holds more than its manifest says");
            }
            return read;
        } catch (RuntimeException e) {
            throw new IOException("its bytes are damaged", e);
        }
    }

    @Override
    public long skip(long bytes) throws IOException {
        return bytes <= 0 ? 0 : Math.max(0, read(new byte[(int) Math.min(bytes, 1 << 16)]));
    }

    @Override
    public int available() {
        return 0;
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
