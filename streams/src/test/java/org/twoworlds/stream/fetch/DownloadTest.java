package org.twoworlds.stream.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.twoworlds.config.FailureException;
import org.twoworlds.config.RequestException;

/** Against a real server on loopback that behaves as badly as it is told to. */
class DownloadTest {
    private static final byte[] CONTENT = new byte[300_000];

    static {
        new Random(1).nextBytes(CONTENT);
    }

    @TempDir
    Path folder;

    private final List<String> asked = new ArrayList<>();
    private final List<String> said = new ArrayList<>();
    private String behaviour = "good";
    private HttpServer server;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            var range = exchange.getRequestHeaders().getFirst("Range");
            asked.add(exchange.getRequestMethod() + " " + (range == null ? "all" : range));
            var from = range == null || behaviour.equals("no-ranges")
                    ? 0
                    : Integer.parseInt(range.replaceAll("bytes=([0-9]+)-", "$1"));
            if (exchange.getRequestMethod().equals("HEAD")) {
                exchange.getResponseHeaders().add("Content-Length", Integer.toString(CONTENT.length));
                exchange.sendResponseHeaders(200, -1);
                return;
            }
            if (behaviour.equals("missing")) {
                exchange.sendResponseHeaders(404, -1);
                return;
            }
            if (behaviour.equals("elsewhere")) {
                exchange.getResponseHeaders().add("Location", "/moved");
                behaviour = "good";
                exchange.sendResponseHeaders(302, -1);
                return;
            }
            if (from > 0) {
                exchange.getResponseHeaders()
                        .add("Content-Range", "bytes " + from + "-" + (CONTENT.length - 1) + "/" + CONTENT.length);
            }
            var rest = Arrays.copyOfRange(CONTENT, from, CONTENT.length);
            var status = from > 0 ? 206 : 200;
            switch (behaviour) {
                case "cut" -> {
                    exchange.sendResponseHeaders(status, rest.length);
                    exchange.getResponseBody().write(rest, 0, Math.min(100_000, rest.length));
                    exchange.getResponseBody().flush();
                }
                case "always-cut" -> {
                    exchange.sendResponseHeaders(status, rest.length);
                    exchange.getResponseBody().write(rest, 0, 10);
                    exchange.getResponseBody().flush();
                }
                case "wrong" -> {
                    rest[77] ^= 1;
                    exchange.sendResponseHeaders(status, rest.length);
                    exchange.getResponseBody().write(rest);
                }
                case "longer-than-said" -> {
                    exchange.sendResponseHeaders(status, 0); // chunked: no length at all
                    exchange.getResponseBody().write(rest);
                    exchange.getResponseBody().write(new byte[1_000_000]);
                }
                case "states-another-length" -> {
                    exchange.sendResponseHeaders(status, rest.length + 5);
                    exchange.getResponseBody().write(rest);
                }
                default -> {
                    exchange.sendResponseHeaders(status, rest.length);
                    exchange.getResponseBody().write(rest);
                }
            }
        }
    }

    private static String md5(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private Archive archive(long bytes) {
        var url = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/file.bin");
        return new Archive(url, "file.bin", bytes, Optional.of(md5(CONTENT)), false);
    }

    private Path fetch(Archive archive) {
        return new Download(said::add, () -> {}).to(folder, archive);
    }

    @ParameterizedTest
    @CsvSource({"good,300000", "good,0", "cut,300000", "elsewhere,300000", "no-ranges,300000"})
    void aFileArrivesWhole(String how, long bytes) throws IOException {
        behaviour = how;
        var file = fetch(archive(bytes));
        assertThat(Files.readAllBytes(file)).isEqualTo(CONTENT);
        assertThat(folder.resolve("file.bin.part")).doesNotExist();
        if (how.equals("cut")) {
            // The client may lose what arrived just before the cut: it goes on after what it has.
            var starts = asked.stream()
                    .skip(1)
                    .map(a -> Integer.parseInt(a.replaceAll("GET bytes=([0-9]+)-", "$1")))
                    .toList();
            assertThat(asked.get(0)).isEqualTo("GET all");
            assertThat(starts).hasSizeGreaterThanOrEqualTo(2).isSorted().doesNotHaveDuplicates();
            assertThat(starts.get(0)).isBetween(1, 100_000);
        }
        asked.clear();
        assertThat(fetch(archive(300_000))).isEqualTo(file);
        assertThat(asked).as("what is here is not asked for again").isEmpty();
    }

    @Test
    void anotherCommandGoesOnWhereOneWasCut() throws IOException {
        behaviour = "always-cut";
        assertThatThrownBy(() -> fetch(archive(CONTENT.length)))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("within 5 tries")
                .hasMessageContaining("goes on there");
        assertThat(Files.size(folder.resolve("file.bin.part"))).isEqualTo(50);
        behaviour = "good";
        asked.clear();
        assertThat(Files.readAllBytes(fetch(archive(CONTENT.length)))).isEqualTo(CONTENT);
        assertThat(asked).containsExactly("GET bytes=50-");
    }

    @ParameterizedTest
    @CsvSource({
        "wrong,have the MD5 digest",
        "longer-than-said,end after 300000 bytes",
        "states-another-length,'have 300000 bytes, not 300005'",
        "missing,answers 404"
    })
    void anotherFileThanItShouldBeIsRefusedAndNotKept(String how, String says) {
        behaviour = how;
        assertThatThrownBy(() -> fetch(archive(CONTENT.length)))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("file.bin")
                .hasMessageContaining(says);
        assertThat(folder.resolve("file.bin")).doesNotExist();
    }

    @Test
    void aServerThatIsNotThereIsOneMessage() {
        server.stop(0);
        assertThatThrownBy(() -> fetch(archive(0)))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("be reachable");
    }

    @Test
    void archivesAreUnpackedInsideTheFolderAlone() throws IOException {
        var good = tar("cifar-10-batches-bin/a.bin", "cifar-10-batches-bin/deep/b.bin");
        Unpacked.into(folder.resolve("to"), good);
        assertThat(folder.resolve("to/cifar-10-batches-bin/deep/b.bin")).hasContent("content");
        for (var name : List.of("../outside", "a/../../outside", "/outside")) {
            var bad = tar(name);
            var refused = Files.createDirectories(folder.resolve("bad"));
            if (name.startsWith("/")) {
                continue; // the format's library makes it relative
            }
            assertThatThrownBy(() -> Unpacked.into(refused, bad))
                    .isInstanceOf(FailureException.class)
                    .hasMessageContaining("inside the folder");
            assertThat(folder.resolve("outside")).doesNotExist();
        }
        var whole = Files.readAllBytes(good);
        var cut = Files.write(folder.resolve("cut.tar.gz"), Arrays.copyOf(whole, whole.length / 2));
        assertThatThrownBy(() -> Unpacked.into(folder.resolve("to"), cut)).hasMessageContaining("be a whole tar.gz");
    }

    private Path tar(String... names) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var tar = new TarArchiveOutputStream(new GZIPOutputStream(bytes))) {
            for (var name : names) {
                var content = "content".getBytes(StandardCharsets.US_ASCII);
                var entry = new TarArchiveEntry(name, true);
                entry.setSize(content.length);
                tar.putArchiveEntry(entry);
                tar.write(content);
                tar.closeArchiveEntry();
            }
        }
        return Files.write(folder.resolve("archive.tar.gz"), bytes.toByteArray());
    }

    @Test
    void dataSetsAreKnownByNameAndAFileOfOnesOwnNamesOtherPlaces() throws IOException {
        assertThat(Archive.of("cifar10", Optional.empty()).get(0).unpack()).isTrue();
        assertThat(Archive.of("cifar5m", Optional.empty())).hasSize(6);
        var own = Files.writeString(
                folder.resolve("own.conf"), "mine = [{url = \"http://localhost/x.npz\", name = x.npz, bytes = 5}]");
        assertThat(Archive.of("mine", Optional.of(own)).get(0).bytes()).isEqualTo(5);
        assertThatThrownBy(() -> Archive.of("cifar11", Optional.empty()))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("cifar10, cifar100, cifar5m");
        Files.writeString(own, "mine = [{url = \"file:///etc/passwd\", name = x}]");
        assertThatThrownBy(() -> Archive.of("mine", Optional.of(own)))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("own.conf");
        Files.writeString(own, "mine = [{url = \"http://localhost/x\", name = \"../x\"}]");
        assertThatThrownBy(() -> Archive.of("mine", Optional.of(own))).isInstanceOf(RequestException.class);
    }
}
