package org.twoworlds.node;

import java.nio.ByteBuffer;
import javax.net.ssl.SSLException;

/**
 * The framing of one incoming connection, checked byte by byte before Akka sees any, since Akka itself believes every
 * length: the word AKKA, the number of a stream, and then frames, each after its length of four bytes, the lowest first.
 */
final class ArteryFrames {
    private static final byte[] MAGIC = {'A', 'K', 'K', 'A'};
    private static final int PREAMBLE = MAGIC.length + 1;

    /** Streams that are in use: control and ordinary messages; none is sent as a large one. */
    private static final int LAST_STREAM = 2;

    /** The first bytes of every frame; names that both ends have numbered take no more, and a message may be empty. */
    static final int LEAST = 28;

    private static final int LENGTH_BYTES = 4;

    private final int most;
    private int preamble;
    private int lengthBytes;
    private int length;
    private int left;

    /**
     * A connection's, from its first byte on.
     *
     * @param most bytes of a frame
     */
    ArteryFrames(int most) {
        this.most = most;
    }

    /**
     * Checks what came next.
     *
     * @throws SSLException where it is no such framing
     */
    void accept(ByteBuffer bytes) throws SSLException {
        while (bytes.hasRemaining()) {
            if (left > 0) {
                var taken = Math.min(left, bytes.remaining());
                bytes.position(bytes.position() + taken);
                left -= taken;
            } else if (preamble < PREAMBLE) {
                first(bytes.get());
            } else {
                length(bytes.get());
            }
        }
    }

    private void first(byte next) throws SSLException {
        var isRight = preamble < MAGIC.length ? next == MAGIC[preamble] : next >= 1 && next <= LAST_STREAM;
        if (!isRight) {
            throw new SSLException("Not a connection of twoworlds");
        }
        preamble++;
    }

    private void length(byte next) throws SSLException {
        length |= (next & 0xff) << (Byte.SIZE * lengthBytes++);
        if (lengthBytes == LENGTH_BYTES) {
            if (length < LEAST || length > most) {
                throw new SSLException("A frame of " + Integer.toUnsignedString(length) + " bytes");
            }
            left = length;
            length = 0;
            lengthBytes = 0;
        }
    }
}
