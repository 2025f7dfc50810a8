package org.twoworlds.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GuardTest {
    private static final String TOKEN = "0123456789abcdef";

    /** The value from: printf 'twoworlds lab at 127.0.0.1 8642 asked 000…' | openssl dgst -sha256 -hmac 0123456789abcdef. */
    @Test
    void aProofIsTheHmacOfTheAddressAndTheChallenge() {
        var guard = new Guard(List.of(Path.of("/data")), Optional.of(TOKEN), List.of());
        var at = new InetSocketAddress("127.0.0.1", 8642);
        assertThat(guard.proof(at, "0".repeat(64)))
                .contains("48ccb6db2f05b6bdabcb524ee6271d806ca6c578a4684aa237d021831b468244");
        assertThat(guard.proof(at, "0".repeat(63))).as("no challenge").isEmpty();
        assertThat(guard.proof(at, "A".repeat(64))).as("no challenge").isEmpty();
        assertThat(new Guard(List.of(), Optional.empty(), List.of()).proof(at, "0".repeat(64)))
                .isEmpty();
        assertThat(guard.toString()).contains("/data").doesNotContain(TOKEN);
    }
}
