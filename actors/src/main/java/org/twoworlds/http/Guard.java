package org.twoworlds.http;

import akka.http.javadsl.model.HttpMethods;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.StatusCode;
import akka.http.javadsl.model.StatusCodes;
import akka.http.javadsl.model.headers.Cookie;
import akka.http.javadsl.model.headers.HttpCookiePair;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.twoworlds.config.ConfigLoader;
import org.twoworlds.config.ExperimentConfig;
import org.twoworlds.config.RequestException;
import org.twoworlds.model.onnx.OnnxFile;
import org.twoworlds.stream.data.SourceSettings;

/**
 * The guard that keeps strangers from using the lab. Where the lab listens on this machine alone, requests must name this machine as their
 * host, so that no name that was made to point here is believed; elsewhere they must bring the token. In no case may they
 * come from another page. It also keeps a request from reading files: a configuration may name certain folders alone.
 *
 * @param roots folders below which data may lie, beside the home
 * @param tokens one of which a request must bring, as {@code Authorization: Bearer} or as the cookie that the page has from /login
 * @param secrets files that no configuration may name, wherever they lie: an error could say how they begin
 */
public record Guard(List<Path> roots, Tokens tokens, List<Path> secrets) {
    static final String COOKIE = "twoworlds";

    /** Open to all who have no token beside the page itself, which asks for it: whether the lab lives and is ready. */
    private static final Set<String> OPEN = Set.of("/health", "/ready", "/login");

    /** The reason why a request is refused. */
    record Denial(StatusCode status, String reason) {}

    private static Optional<Denial> forbidden(String reason) {
        return Optional.of(new Denial(StatusCodes.FORBIDDEN, reason));
    }

    /** The names of this machine in a Host header, without the port: an IPv6 address has brackets there. */
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    /** The reason why a request is refused; empty where it is not. */
    Optional<Denial> refusal(HttpRequest request) {
        var host = request.getHeader("Host").map(h -> h.value()).orElse("");
        if (tokens.isEmpty() && !LOOPBACK.contains(name(host))) {
            return forbidden("The host (" + Answers.shown(host) + ") must be this machine: localhost or 127.0.0.1.");
        }
        var origin = request.getHeader("Origin").map(h -> h.value());
        if (origin.isPresent() && !origin.get().replaceFirst("^https?://", "").equals(host)) {
            return forbidden("The origin (" + Answers.shown(origin.get()) + ") must be this lab's own page.");
        }
        var changes = !Right.isReading(request);
        var type = request.entity().getContentType().mediaType().toString();
        if (changes && !request.method().equals(HttpMethods.DELETE) && !type.equals("application/json")) {
            return Optional.of(new Denial(
                    StatusCodes.UNSUPPORTED_MEDIA_TYPE,
                    "The content type (" + Answers.shown(type) + ") must be application/json."));
        }
        var path = request.getUri().path();
        var isOpen = OPEN.contains(path) || PageRoutes.isOpen(path);
        return isOpen || tokens.isEmpty() ? Optional.empty() : unentitled(request);
    }

    /** The reason why a request may not do what it asks for, by the token that it brings. */
    private Optional<Denial> unentitled(HttpRequest request) {
        var caller = caller(request);
        if (caller.isEmpty()) {
            return Optional.of(new Denial(
                    StatusCodes.UNAUTHORIZED, "The request must bring the lab's token: Authorization: Bearer TOKEN."));
        }
        var needed = Right.neededBy(request);
        var has = caller.get().right();
        return has.includes(needed)
                ? Optional.empty()
                : forbidden(
                        "The right (" + has + ") of the token " + caller.get().name() + " must be " + needed + "."
                                + System.lineSeparator() + "  Maybe ask who keeps the lab's tokens for another one.");
    }

    /** The token that a request brings; empty where it is none of the lab's. */
    Optional<Token> caller(HttpRequest request) {
        var bearer = request.getHeader("Authorization")
                .map(h -> h.value())
                .filter(v -> v.startsWith("Bearer "))
                .map(v -> v.substring("Bearer ".length()));
        var cookie = request.getHeader(Cookie.class).stream()
                .flatMap(c -> StreamSupport.stream(c.getCookies().spliterator(), false))
                .filter(c -> c.name().equals(COOKIE))
                .map(HttpCookiePair::value)
                .findFirst();
        return bearer.or(() -> cookie).flatMap(tokens::find);
    }

    /** Whether a text is one of the lab's tokens. */
    boolean isToken(String given) {
        return tokens.find(given).isPresent();
    }

    /** The proofs that this lab knows its tokens, one for each; none where the challenge is not valid. */
    List<String> proofs(InetSocketAddress at, String challenge) {
        if (!challenge.matches("[0-9a-f]{64}")) {
            return List.of();
        }
        return tokens.all().stream()
                .map(t -> Proof.of(t.secret(), at.getAddress(), at.getPort(), challenge))
                .toList();
    }

    /** The guard's folders alone: the tokens are told to nobody. */
    @Override
    public String toString() {
        return "Guard" + roots;
    }

    private static String name(String host) {
        return host.replaceFirst(":[0-9]+$", "");
    }

    /**
     * Refuses a configuration that names a file outside the folders.
     *
     * @throws RequestException naming the key
     */
    void check(ExperimentConfig config) {
        var data = SourceSettings.of(config.data(), new ArrayList<>()); // RunChecks say what is wrong with them
        check("data.path", config.data().path());
        if (config.isPretrained()) {
            check(new ConfigLoader().pretraining(config));
        } else {
            check("init", config.modelInit());
        }
        check("data.cache", data.cache());
        check("data.teacher.weights", data.teacher().weights());
        checkOnnx("data.generator.file", data.generator().file());
        checkOnnx("data.generator.labels", data.generator().labeller());
    }

    /** As {@link #check(String, String)}, and for the files too in which an ONNX file keeps weights. */
    private void checkOnnx(String key, String path) {
        check(key, path);
        if (real(path).stream().flatMap(file -> OnnxFile.beside(file).stream()).anyMatch(this::isSecret)) {
            throw secret(key, path);
        }
    }

    private void check(String key, String path) {
        if (path.isEmpty()) {
            return;
        }
        var file = real(path);
        if (file.isEmpty()
                || roots.stream()
                        .flatMap(root -> real(root.toString()).stream())
                        .noneMatch(file.get()::startsWith)) {
            throw new RequestException(
                    "key " + key,
                    path,
                    "lie below the lab's home or one of its data folders",
                    "start the lab with --data-root, and a folder that holds it");
        }
        if (isSecret(file.get())) {
            throw secret(key, path);
        }
    }

    private static RequestException secret(String key, String path) {
        return new RequestException("key " + key, path, "name no key or password of the lab", "check the path");
    }

    private boolean isSecret(Path file) {
        return secrets.stream()
                .flatMap(secret -> real(secret.toString()).stream())
                .anyMatch(file::equals);
    }

    /**
     * Where a path leads once its links are followed, as far as it is there; empty where a link leads nowhere. No answer
     * tells it: a client does not learn what lies outside the folders.
     */
    private static Optional<Path> real(String path) {
        try {
            var file = Path.of(path).toAbsolutePath(); // ".." behind a link leads elsewhere than its letters say
            var there = file;
            while (there.getParent() != null && !Files.exists(there, LinkOption.NOFOLLOW_LINKS)) {
                there = there.getParent();
            }
            var rest = there.getNameCount() == file.getNameCount()
                    ? Path.of("")
                    : file.subpath(there.getNameCount(), file.getNameCount());
            return Optional.of(there.toRealPath().resolve(rest).normalize());
        } catch (IOException | InvalidPathException e) {
            return Optional.empty();
        }
    }
}
