package org.twoworlds.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.twoworlds.actor.KnownProcess;
import org.twoworlds.http.LabFile;
import org.twoworlds.http.Proof;

/** A client tells its token to the lab that knows it already, and to no other program that took its port. */
class LabIdentityTest {
    private static final String TOKEN = "0123456789abcdef0123456789abcdef";

    @TempDir
    Path home;

    private final List<String> told = new CopyOnWriteArrayList<>();
    private HttpServer server;
    private Path token;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        server.start();
        token = TestKeys.secret(home, "token", TOKEN);
    }

    @AfterEach
    void end() {
        server.stop(0);
    }

    private int port() {
        return server.getAddress().getPort();
    }

    private String url() {
        return "http://127.0.0.1:" + port();
    }

    /** A program that listens, and answers a challenge in its way. */
    private void answer(UnaryOperator<String> proof) {
        server.createContext("/", exchange -> {
            var asked = String.valueOf(exchange.getRequestURI().getQuery()).replace("challenge=", "");
            told.addAll(exchange.getRequestHeaders().getOrDefault("Authorization", List.of()));
            var isHealth = exchange.getRequestURI().getPath().equals("/health");
            send(exchange, isHealth ? "{\"proof\":\"" + proof.apply(asked) + "\"}" : "[]");
        });
    }

    private static void send(HttpExchange exchange, String body) throws IOException {
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private static String proof(String token, int port, String challenge) {
        return Proof.of(token, InetAddress.getLoopbackAddress(), port, challenge);
    }

    private Cli.Result nodes(String... more) {
        List<String> all = new ArrayList<>(List.of("nodes", "--home", home.toString()));
        all.addAll(List.of(more));
        var err = new ByteArrayOutputStream();
        var before = System.err;
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
        try {
            var exit = Main.execute(all.toArray(String[]::new));
            return new Cli.Result(exit, "", err.toString(StandardCharsets.UTF_8));
        } finally {
            System.setErr(before);
        }
    }

    @Test
    void ofALabWithSeveralTokensTheClientKnowsOneProof() throws IOException {
        var others = List.of("another token of sixteen", TOKEN, "a third token of sixteen");
        server.createContext("/", exchange -> {
            var asked = String.valueOf(exchange.getRequestURI().getQuery()).replace("challenge=", "");
            told.addAll(exchange.getRequestHeaders().getOrDefault("Authorization", List.of()));
            var proofs = others.stream()
                    .map(other -> "\"" + proof(other, port(), asked) + "\"")
                    .toList();
            send(exchange, exchange.getRequestURI().getPath().equals("/health") ? "{\"proofs\":" + proofs + "}" : "[]");
        });
        assertThat(nodes("--lab", url(), "--token-file", token.toString()).exit())
                .isZero();
        assertThat(told).containsExactly("Bearer " + TOKEN);
        var mine = TestKeys.secret(home, "mine", "# who may what\nboard read 9999999999999999\nmine submit " + TOKEN);
        assertThat(nodes("--lab", url(), "--token-file", mine.toString()).exit())
                .as("the one that may do most")
                .isZero();
        assertThat(told).hasSize(2).allMatch(("Bearer " + TOKEN)::equals);
    }

    private void write(String tokenFile, KnownProcess process) throws IOException {
        new LabFile(url(), "", tokenFile, "", process).write(home);
    }

    @Test
    void theLabThatKnowsTheTokenIsToldIt() throws IOException {
        answer(challenge -> proof(TOKEN, port(), challenge));
        assertThat(nodes("--lab", url(), "--token-file", token.toString()).exit())
                .isZero();
        assertThat(told).containsExactly("Bearer " + TOKEN);
        write(token.toString(), KnownProcess.current());
        assertThat(nodes().exit()).isZero();
        assertThat(told).hasSize(2);
    }

    @Test
    void aProgramThatDoesNotKnowTheTokenIsNotToldIt() throws IOException {
        List<UnaryOperator<String>> impostors = List.of(
                challenge -> "",
                challenge -> challenge,
                challenge -> "\"",
                challenge -> proof("another token of sixteen", port(), challenge),
                challenge -> proof(TOKEN, port() + 1, challenge), // passed on from the lab at its new port
                challenge -> proof(TOKEN, port(), "0".repeat(64))); // heard before
        write(token.toString(), KnownProcess.current());
        for (var impostor : impostors) {
            answer(impostor);
            for (var result : List.of(nodes(), nodes("--lab", url(), "--token-file", token.toString()))) {
                assertThat(result.exit()).as(result.err()).isEqualTo(1);
                assertThat(result.err())
                        .contains("show that it knows the token")
                        .doesNotContain(TOKEN)
                        .doesNotContain("\tat ");
            }
            server.removeContext("/");
        }
        assertThat(told).isEmpty();
    }

    @Test
    void whatALabWroteThatIsGoneIsNotFollowed() throws Exception {
        var requests = new CopyOnWriteArrayList<String>();
        server.createContext("/", exchange -> {
            requests.add(exchange.getRequestURI().getPath());
            send(exchange, "[]");
        });
        var gone = new ProcessBuilder("true").start();
        gone.waitFor();
        write("", new KnownProcess(gone.pid(), Instant.now(), ""));
        assertThat(nodes().err()).contains("must be running");
        var here = KnownProcess.current();
        write("", new KnownProcess(here.pid(), here.started().minusSeconds(60), here.command()));
        assertThat(nodes().exit()).as("its number is another process's now").isEqualTo(1);
        Files.writeString(LabFile.of(home), "{\"url\":\"" + url() + "\"}");
        assertThat(nodes().exit()).as("it does not say whose it is").isEqualTo(1);
        assertThat(requests).isEmpty();
    }

    @Test
    void noTokenCrossesANetworkWithoutTls() {
        var result = nodes("--lab", "http://192.0.2.1:8642", "--token-file", token.toString());
        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err()).contains("must be https");
    }
}
