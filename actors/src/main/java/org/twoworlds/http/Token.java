package org.twoworlds.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * A token: what a request brings to show whose it is.
 *
 * @param name whose it is; empty for the only token of a lab that has no names
 * @param right what its requests may do
 * @param secret what is brought
 */
public record Token(String name, Right right, String secret) {
    /** Takes as long for a secret that is nearly right as for any other. */
    boolean is(String given) {
        return MessageDigest.isEqual(given.getBytes(StandardCharsets.UTF_8), secret.getBytes(StandardCharsets.UTF_8));
    }

    /** The name and the right alone: the secret is told to nobody. */
    @Override
    public String toString() {
        return name + " " + right;
    }
}
