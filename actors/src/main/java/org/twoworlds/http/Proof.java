package org.twoworlds.http;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The proof by which a lab without TLS shows that it knows its token before it is told the token: an HMAC-SHA256 keyed by the token, of the
 * address at which it listens and of what the asker has just made up. Who listens elsewhere cannot pass on another's.
 */
public final class Proof {
    private static final String ALGORITHM = "HmacSHA256";

    private Proof() {}

    /**
     * The proof.
     *
     * @param challenge 64 lower-case hexadecimal digits
     */
    public static String of(String token, InetAddress address, int port, String challenge) {
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(token.getBytes(StandardCharsets.UTF_8), ALGORITHM));
            var text = "twoworlds lab at " + address.getHostAddress() + " " + port + " asked " + challenge;
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether two proofs are equal, compared in a time that does not tell where they differ. */
    public static boolean isSame(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }
}
