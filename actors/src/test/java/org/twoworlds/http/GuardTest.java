package org.twoworlds.http;

import static org.assertj.core.api.Assertions.assertThat;

import akka.http.javadsl.model.ContentType;
import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpHeader;
import akka.http.javadsl.model.HttpMethods;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.MediaTypes;
import akka.http.javadsl.model.StatusCodes;
import akka.util.ByteString;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which requests the lab refuses, and why. */
class GuardTest {
    private static final String TOKEN = "0123456789abcdef";
    private static final String HERE = "localhost:8642";

    private final Guard open = new Guard(List.of(), Tokens.NONE, List.of());
    private final Guard closed = new Guard(List.of(), Tokens.one(TOKEN), List.of());

    /** A request to a path, with headers as names and values. */
    private static HttpRequest get(String path, String... headers) {
        var request = HttpRequest.GET(path);
        for (var i = 0; i < headers.length; i += 2) {
            request = request.addHeader(HttpHeader.parse(headers[i], headers[i + 1]));
        }
        return request;
    }

    private static HttpRequest post(ContentType type) {
        return get("/runs", "Host", HERE)
                .withMethod(HttpMethods.POST)
                .withEntity(HttpEntities.create(type, ByteString.fromString("{}")));
    }

    private static int status(Guard guard, HttpRequest request) {
        return guard.refusal(request).map(r -> r.status().intValue()).orElse(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", HERE, "127.0.0.1", "127.0.0.1:80", "[::1]", "[::1]:8642"})
    void aLabWithoutATokenAnswersRequestsToThisMachine(String host) {
        assertThat(status(open, get("/runs", "Host", host))).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rebound.example", "localhost.example:8642", "127.0.0.1.example", "192.168.0.1", "[::2]"})
    void aLabWithoutATokenRefusesRequestsToAnyOtherName(String host) {
        var refusal = open.refusal(get("/", "Host", host)).orElseThrow();
        assertThat(refusal.status()).isEqualTo(StatusCodes.FORBIDDEN);
        assertThat(refusal.reason()).contains(host);
    }

    @Test
    void aLabWithoutATokenRefusesRequestsThatNameNoHost() {
        assertThat(status(open, get("/runs"))).isEqualTo(403);
    }

    @Test
    void aLabWithATokenAnswersByAnyName() {
        var request = get("/runs", "Host", "lab.example", "Authorization", "Bearer " + TOKEN);
        assertThat(status(closed, request)).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://" + HERE, "https://" + HERE})
    void thePageOfTheLabMayAsk(String origin) {
        assertThat(status(open, get("/runs", "Host", HERE, "Origin", origin))).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://evil.example", "http://localhost", "http://localhost:8643", "null"})
    void anotherPageMayNotAskWhateverItBrings(String origin) {
        assertThat(status(open, get("/runs", "Host", HERE, "Origin", origin))).isEqualTo(403);
        var request = get("/health", "Host", HERE, "Origin", origin, "Authorization", "Bearer " + TOKEN);
        assertThat(status(closed, request)).isEqualTo(403);
        assertThat(status(open, get("/runs", "Host", HERE, "Origin", origin).withMethod(HttpMethods.DELETE)))
                .isEqualTo(403);
    }

    @Test
    void aRequestThatChangesSomethingIsOfJson() {
        assertThat(status(open, post(ContentTypes.APPLICATION_JSON))).isEqualTo(200);
        for (var type : List.of(
                ContentTypes.TEXT_PLAIN_UTF8,
                ContentTypes.APPLICATION_OCTET_STREAM,
                MediaTypes.APPLICATION_X_WWW_FORM_URLENCODED.toContentType())) {
            var refusal = open.refusal(post(type)).orElseThrow();
            assertThat(refusal.status()).isEqualTo(StatusCodes.UNSUPPORTED_MEDIA_TYPE);
            assertThat(refusal.reason()).contains(type.mediaType().toString());
        }
    }

    @Test
    void everyMethodButThoseThatReadAndDeleteSaysThatItIsOfJson() {
        for (var method : List.of(HttpMethods.POST, HttpMethods.PUT, HttpMethods.PATCH)) {
            assertThat(status(open, get("/runs", "Host", HERE).withMethod(method)))
                    .as(method.name())
                    .isEqualTo(415);
        }
        for (var method : List.of(HttpMethods.GET, HttpMethods.HEAD, HttpMethods.DELETE)) {
            assertThat(status(open, get("/runs", "Host", HERE).withMethod(method)))
                    .as(method.name())
                    .isEqualTo(200);
        }
    }

    @Test
    void theTokenIsBroughtAsBearer() {
        assertThat(status(closed, get("/runs", "Authorization", "Bearer " + TOKEN)))
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Bearer 0123456789abcde",
                "Bearer 0123456789abcdef0",
                "Bearer 0123456789ABCDEF",
                "Bearer x",
                "Basic MDEyMzQ1Njc4OWFiY2RlZjo="
            })
    void anotherTokenIsRefused(String authorization) {
        assertThat(status(closed, get("/runs", "Authorization", authorization))).isEqualTo(401);
    }

    @Test
    void theTokenIsBroughtAsTheCookieOfThePage() {
        assertThat(status(closed, get("/runs", "Cookie", "other=1; twoworlds=" + TOKEN)))
                .isEqualTo(200);
        assertThat(status(closed, get("/runs", "Cookie", "twoworlds=other"))).isEqualTo(401);
        assertThat(status(closed, get("/runs", "Cookie", "other=" + TOKEN))).isEqualTo(401);
    }

    @Test
    void aWrongBearerIsRefusedWhateverTheCookie() {
        var request = get("/runs", "Authorization", "Bearer other", "Cookie", "twoworlds=" + TOKEN);
        assertThat(status(closed, request)).isEqualTo(401);
    }

    @Test
    void aRequestWithoutATokenIsToldHowToBringOne() {
        var refusal = closed.refusal(get("/runs")).orElseThrow();
        assertThat(refusal.status()).isEqualTo(StatusCodes.UNAUTHORIZED);
        assertThat(refusal.reason()).contains("Authorization: Bearer TOKEN").doesNotContain(TOKEN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/", "/page/main.js", "/page/page.css", "/uPlot.js", "/health", "/ready", "/login", "/?run=a"})
    void thePageThatAsksForTheTokenIsOpenToAll(String path) {
        assertThat(status(closed, get(path))).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/runs",
                "/metrics",
                "/health/x",
                "/ready/",
                "/runs/",
                "/login/",
                "/runs?x=/health",
                "/page/",
                "/page/a/b.js",
                "/page/x.html"
            })
    void everyOtherPathIsClosed(String path) {
        assertThat(status(closed, get(path))).isEqualTo(401);
    }

    @Test
    void aLabWithoutATokenHasNoneThatCouldBeRight() {
        assertThat(closed.isToken(TOKEN)).isTrue();
        assertThat(open.isToken("")).isFalse();
    }

    /** The value from: printf 'twoworlds lab at 127.0.0.1 8642 asked 000…' | openssl dgst -sha256 -hmac 0123456789abcdef. */
    @Test
    void aProofIsTheHmacOfTheAddressAndTheChallenge() {
        var guard = new Guard(List.of(Path.of("/data")), Tokens.one(TOKEN), List.of());
        var at = new InetSocketAddress("127.0.0.1", 8642);
        assertThat(guard.proofs(at, "0".repeat(64)))
                .containsExactly("48ccb6db2f05b6bdabcb524ee6271d806ca6c578a4684aa237d021831b468244");
        assertThat(guard.proofs(at, "0".repeat(63))).as("no challenge").isEmpty();
        assertThat(guard.proofs(at, "A".repeat(64))).as("no challenge").isEmpty();
        assertThat(new Guard(List.of(), Tokens.NONE, List.of()).proofs(at, "0".repeat(64)))
                .isEmpty();
        assertThat(guard.toString()).contains("/data").doesNotContain(TOKEN);
    }
}
