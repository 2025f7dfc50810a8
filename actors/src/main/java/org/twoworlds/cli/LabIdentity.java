package org.twoworlds.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.twoworlds.api.Json;
import org.twoworlds.config.FailureException;
import org.twoworlds.config.RequestException;
import org.twoworlds.http.Proof;

/**
 * The identity of the program that listens at an address without TLS: only a lab that shows that it knows the token is told it. Another program that
 * took the port of a lab which is gone learns nothing.
 */
record LabIdentity(HttpClient client, String url) {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int CHALLENGE_BYTES = 32;
    private static final int HTTP_PORT = 80;

    /**
     * Asks for the proof, and checks it.
     *
     * @throws FailureException where there is none, or a wrong one
     * @throws RequestException where the address is of another machine: what is sent there could be read on the way
     * @throws IllegalArgumentException where the address is none
     */
    void check(String token) throws IOException, InterruptedException {
        var uri = URI.create(url);
        if (uri.getHost() == null) {
            throw new IllegalArgumentException(url);
        }
        var address = InetAddress.getByName(uri.getHost());
        if (!address.isLoopbackAddress()) {
            throw new RequestException(
                    "lab's address", url, "be https where a token goes with it", "start that lab with --tls");
        }
        var bytes = new byte[CHALLENGE_BYTES];
        new SecureRandom().nextBytes(bytes);
        var challenge = HexFormat.of().formatHex(bytes);
        var port = uri.getPort() < 0 ? HTTP_PORT : uri.getPort();
        var expected = Proof.of(token, address, port, challenge);
        if (proofs(challenge).stream().noneMatch(proof -> Proof.isSame(proof, expected))) {
            throw new FailureException(
                    "lab at",
                    url,
                    "show that it knows the token before it is told it",
                    "the token is another lab's, or another program listens there");
        }
    }

    /** What the program answers: a proof for each of the lab's tokens, one of which is the client's. */
    private List<String> proofs(String challenge) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(url + "/health?challenge=" + challenge))
                .timeout(PATIENCE)
                .build();
        var answer = client.send(request, HttpResponse.BodyHandlers.ofString()).body();
        try {
            var document = Json.MAPPER.readTree(answer);
            var more = StreamSupport.stream(document.path("proofs").spliterator(), false);
            return Stream.concat(Stream.of(document.path("proof")), more)
                    .map(JsonNode::asText)
                    .toList();
        } catch (JsonProcessingException e) {
            return List.of();
        }
    }
}
