package org.twoworlds.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A lab that other machines can reach: a token, TLS, and who is let in. */
@Tag("long")
class SecureLabIT {
    private static final String TOKEN = "0123456789abcdef0123456789abcdef";

    @TempDir
    Path folder;

    /** An address of this machine that others could reach; where there is none, one that only looks so. */
    private static String address() throws IOException {
        return NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(a -> a instanceof Inet4Address && !a.isLoopbackAddress())
                .map(InetAddress::getHostAddress)
                .findFirst()
                .orElse("127.0.0.2");
    }

    private static HttpClient trusting(Path file, String password) throws Exception {
        var store = KeyStore.getInstance(file.toFile(), password.toCharArray());
        var trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trusted.init(store);
        var context = SSLContext.getInstance("TLS");
        context.init(null, trusted.getTrustManagers(), null);
        return HttpClient.newBuilder().sslContext(context).build();
    }

    private static HttpResponse<String> send(HttpClient client, String url, String body, String... headers)
            throws Exception {
        var request = HttpRequest.newBuilder(URI.create(url));
        if (!body.isEmpty()) {
            request.POST(HttpRequest.BodyPublishers.ofString(body)).header("Content-Type", "application/json");
        }
        for (var i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void onlyThoseWithTheTokenAndTheKeyAreLetIn() throws Exception {
        var address = address();
        var password = TestKeys.secret(folder, "password", "a password");
        var token = TestKeys.secret(folder, "token", TOKEN);
        var keys = TestKeys.make(folder, "lab.p12", address, password);
        var open = Files.writeString(folder.resolve("open"), TOKEN);
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-r--r--"));
        var alone = new Cli(Files.createDirectory(folder.resolve("alone")));
        var bare = alone.run("lab", "--bind", "0.0.0.0");
        assertThat(bare.exit()).isEqualTo(2);
        assertThat(bare.err()).contains("go with --token-file and --tls");
        assertThat(alone.run("lab", "--token-file", open.toString()).err()).contains("chmod 600");
        assertThat(alone.run("lab", "--tls", open.toString(), "--tls-password", password.toString())
                        .err())
                .contains("chmod 600");
        assertThat(alone.run("lab", "--tls", token.toString(), "--tls-password", password.toString())
                        .err())
                .contains("PKCS#12");

        var port = TestLab.freePort();
        var lab = new TestLab(
                folder.resolve("home"),
                "--bind",
                address,
                "--token-file",
                token.toString(),
                "--tls",
                keys.toString(),
                "--tls-password",
                password.toString(),
                "--nodes",
                Integer.toString(port),
                "--slots",
                "0");
        List<Cli.Running> nodes = new ArrayList<>();
        try {
            assertThat(lab.url()).startsWith("https://" + address);
            var client = trusting(keys, "a password");
            var runs = lab.url() + "/api/v1/runs";
            assertThat(send(client, runs, "").statusCode()).isEqualTo(401);
            assertThat(send(client, lab.url() + "/metrics", "").statusCode()).isEqualTo(401);
            assertThat(send(client, runs, "", "Authorization", "Bearer " + TOKEN + "0")
                            .statusCode())
                    .isEqualTo(401);
            assertThat(send(client, runs, "", "Authorization", "Bearer " + TOKEN)
                            .statusCode())
                    .isEqualTo(200);
            assertThat(send(client, lab.url() + "/health", "").statusCode()).isEqualTo(200);
            assertThat(send(client, lab.url() + "/ready", "").body()).isEqualTo("{\"status\":\"ready\"}\n");
            assertThat(send(client, lab.url() + "/", "").body()).contains("id=\"login\"");
            assertThat(send(client, lab.url() + "/login", "{\"token\":\"guess\"}")
                            .statusCode())
                    .isEqualTo(401);
            var known = send(client, lab.url() + "/login", "{\"token\":\"" + TOKEN + "\"}");
            var cookie = known.headers().firstValue("Set-Cookie").orElse("");
            assertThat(cookie).contains("HttpOnly", "Secure", "SameSite=Strict");
            var withCookie = new String[] {"Cookie", cookie.split(";", 2)[0]};
            assertThat(send(client, runs, "", withCookie).statusCode()).isEqualTo(200);
            assertThat(send(client, runs, "{}", "Cookie", withCookie[1], "Origin", "https://elsewhere")
                            .statusCode())
                    .as("another page may not use the cookie")
                    .isEqualTo(403);

            assertThat(lab.cli().run("runs", "--json").exit()).isZero();
            var elsewhere = alone.run("nodes", "--lab", lab.url());
            assertThat(elsewhere.exit()).as("the certificate is not known").isEqualTo(1);
            var certificate = folder.resolve("home/lab.pem").toString();
            assertThat(alone.run("nodes", "--lab", lab.url(), "--ca", certificate)
                            .exit())
                    .as("the token is missing")
                    .isEqualTo(2);
            var asked =
                    new String[] {"nodes", "--lab", lab.url(), "--ca", certificate, "--token-file", token.toString()};
            assertThat(alone.run(asked).exit()).isZero();

            var strange = TestKeys.make(folder, "strange.p12", address, password);
            var at = address + ":" + port;
            var secret = List.of("--tls-password", password.toString());
            var unknown =
                    alone.run("join", at, "--as", "trainer", "--tls", strange.toString(), secret.get(0), secret.get(1));
            assertThat(unknown.exit()).as(unknown.err()).isEqualTo(1);
            assertThat(unknown.err())
                    .contains("know this machine by the key", at)
                    .doesNotContain("\tat ");
            var without = alone.run("join", at, "--as", "trainer");
            assertThat(without.exit()).as(without.err()).isEqualTo(2);
            assertThat(without.err()).contains("--tls");
            var node = new Cli(Files.createDirectory(folder.resolve("node")));
            nodes.add(
                    node.start("join", at, "--as", "trainer", "--tls", keys.toString(), secret.get(0), secret.get(1)));
            var run = lab.submit("secret", "steps=40");
            assertThat(lab.cli().run("watch", run).out()).contains("completed");
            assertThat(alone.run(asked).out().lines())
                    .as("one of three has the key")
                    .hasSize(1);
            var metrics = send(client, lab.url() + "/metrics", "", "Authorization", "Bearer " + TOKEN)
                    .body();
            assertThat(metrics)
                    .contains("twoworlds_nodes_refused_total{reason=\"key\"}")
                    .doesNotContain(TOKEN);
            assertNoSecret(ProcessHandle.current().descendants().toList());
            assertThat(Files.readString(lab.process().err()))
                    .doesNotContain(TOKEN)
                    .doesNotContain("a password");
        } finally {
            for (var node : nodes) {
                node.signalAll("KILL");
                node.process().waitFor();
            }
            lab.end();
        }
    }

    /** Neither on a command line nor in a file that others may read, the tests' own aside. */
    private void assertNoSecret(List<ProcessHandle> processes) throws IOException {
        for (var process : processes) {
            assertThat(process.info().commandLine().orElse(""))
                    .doesNotContain(TOKEN)
                    .doesNotContain("a password");
        }
        try (var files = Files.walk(folder.resolve("home"))) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                var isOpen = Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ);
                var text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
                assertThat(isOpen
                                && (text.contains(TOKEN)
                                        || text.contains("a password")
                                        || text.contains("PRIVATE KEY")))
                        .as(file.toString())
                        .isFalse();
            }
        }
    }
}
