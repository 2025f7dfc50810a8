package org.twoworlds.stream.bundle;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.twoworlds.model.checkpoint.Sha256;

/** A stream that counts and digests what goes through it. */
final class DigestStream extends FilterOutputStream {
    private final MessageDigest digest = Sha256.create();
    private long bytes;

    DigestStream(OutputStream out) {
        super(out);
    }

    @Override
    public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] from, int offset, int length) throws IOException {
        out.write(from, offset, length);
        digest.update(from, offset, length);
        bytes += length;
    }

    long bytes() {
        return bytes;
    }

    /** The SHA-256 of all that went through, in hex; asked for once, at the end. */
    String sha256() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
