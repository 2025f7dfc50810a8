package org.twoworlds.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.twoworlds.api.Json;
import org.twoworlds.config.FailureException;
import org.twoworlds.config.RequestException;
import org.twoworlds.http.LabFile;
import org.twoworlds.http.Token;
import org.twoworlds.http.TokenFile;
import org.twoworlds.stream.log.Home;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The way in which a command reaches the lab: by {@code --lab}, by TWOWORLDS_LAB, or by what the lab of this home wrote down. */
final class LabClient {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @Option(names = "--lab", paramLabel = "URL", description = "the lab's address (default: the lab of this home)")
    private String lab = "";

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description =
                    "a file with a token of the lab, as lab --token-file has it (or TWOWORLDS_TOKEN); of several the"
                            + " one that may do most")
    private Optional<Path> tokenFile = Optional.empty();

    @Option(names = "--ca", paramLabel = "FILE.pem", description = "the certificate by which an https lab is known")
    private Optional<Path> certificate = Optional.empty();

    @Mixin
    private HomeOption home = new HomeOption();

    private Optional<HttpClient> client = Optional.empty();

    private HttpClient client() {
        if (client.isEmpty()) {
            var builder = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10));
            certificate
                    .or(() -> written(LabFile::certificate).map(Path::of))
                    .ifPresent(file -> builder.sslContext(trusting(file)));
            client = Optional.of(builder.build());
        }
        return client.get();
    }

    private static SSLContext trusting(Path file) {
        try (var in = Files.newInputStream(file)) {
            var store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            store.setCertificateEntry(
                    "lab", CertificateFactory.getInstance("X.509").generateCertificate(in));
            var trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trusted.init(store);
            var context = SSLContext.getInstance("TLS");
            context.init(null, trusted.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new RequestException("option --ca", file, "be a certificate in PEM", "take the lab's lab.pem");
        }
    }

    /** The token to bring; none to the lab of this home where it wants none. */
    private Optional<String> token() {
        if (tokenFile.isEmpty() && own().filter(l -> l.tokenFile().isEmpty()).isPresent()) {
            return Optional.empty();
        }
        return tokenFile
                .map(f -> secret("option --token-file", f))
                .or(() -> Optional.ofNullable(System.getenv("TWOWORLDS_TOKEN")).filter(t -> !t.isBlank()))
                .or(() -> written(LabFile::tokenFile).map(f -> secret("token of the lab in", Path.of(f))));
    }

    private static String secret(String what, Path file) {
        return TokenFile.read(what, file).strongest().map(Token::secret).orElseThrow();
    }

    /** The lab's address as it was given; empty for the lab of this home. */
    private String given() {
        return Optional.of(lab)
                .filter(l -> !l.isEmpty())
                .or(() -> Optional.ofNullable(System.getenv("TWOWORLDS_LAB")))
                .map(l -> l.strip().replaceFirst("/+$", ""))
                .orElse("");
    }

    /** Whether another lab may be meant than that of this home. */
    boolean isNamed() {
        return !given().isEmpty();
    }

    /** The home whose lab is asked where none is named. */
    Home home() {
        return home.home();
    }

    /** The file of this home's lab, where that lab is the one that is asked. */
    private Optional<LabFile> own() {
        return given().isEmpty() ? LabFile.read(home.home().path()) : Optional.empty();
    }

    private Optional<String> written(Function<LabFile, String> part) {
        return own().map(part).filter(s -> !s.isEmpty());
    }

    private String url() {
        if (!given().isEmpty()) {
            return given();
        }
        return written(LabFile::url)
                .orElseThrow(() -> new FailureException(
                        "lab of",
                        home.home().path(),
                        "be running",
                        "start it by: twoworlds lab, or name one by --lab"));
    }

    static String segment(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    JsonNode get(String path) {
        return answer("GET", path, HttpRequest.BodyPublishers.noBody());
    }

    JsonNode post(String path, Map<String, Object> body) {
        return answer("POST", path, HttpRequest.BodyPublishers.ofString(Json.text(body)));
    }

    JsonNode delete(String path) {
        return answer("DELETE", path, HttpRequest.BodyPublishers.noBody());
    }

    private HttpRequest.Builder request(String path) throws IOException, InterruptedException {
        try {
            var url = url();
            var request = HttpRequest.newBuilder(URI.create(url + "/api/v1/" + path))
                    .header("Content-Type", "application/json");
            var token = token();
            if (token.isPresent()) {
                if (!url.startsWith("https:")) {
                    new LabIdentity(client(), url).check(token.get());
                }
                request.header("Authorization", "Bearer " + token.get());
            }
            return request;
        } catch (IllegalArgumentException e) {
            throw new RequestException("option --lab", given(), "be an address such as http://127.0.0.1:8642", "");
        }
    }

    private JsonNode answer(String method, String path, HttpRequest.BodyPublisher body) {
        try {
            var request = request(path).timeout(PATIENCE).method(method, body).build();
            var response = client().send(request, HttpResponse.BodyHandlers.ofString());
            var document = Json.MAPPER.readTree(response.body());
            checked(response.statusCode(), document);
            return document;
        } catch (IOException e) {
            throw unreachable(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * A run's events, as they come.
     *
     * @param after the index of the last one that is known; negative for all
     */
    InputStream events(String run, long after) {
        try {
            var request = request("runs/" + segment(run) + "/events");
            if (after >= 0) {
                request.header("Last-Event-ID", Long.toString(after));
            }
            var response = client().send(request.GET().build(), HttpResponse.BodyHandlers.ofInputStream());
            if (response.statusCode() >= 400) {
                checked(response.statusCode(), Json.MAPPER.readTree(response.body()));
            }
            return response.body();
        } catch (IOException e) {
            throw unreachable(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The lab's own words: what the request got wrong, or what failed. */
    private static void checked(int status, JsonNode document) {
        if (status >= 400) {
            var words = document.path("detail").asText("The lab answered " + status + ".");
            throw status == 400 || status == 401 || status == 404 || status == 413
                    ? RequestException.inWords(words)
                    : FailureException.inWords(words);
        }
    }

    private FailureException unreachable(IOException e) {
        var why = e instanceof ConnectException ? "nothing listens there" : String.valueOf(e.getMessage());
        return new FailureException("lab", url(), "answer (" + why + ")", "start it by: twoworlds lab");
    }
}
