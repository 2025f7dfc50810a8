package org.twoworlds.http;

import static org.assertj.core.api.Assertions.assertThat;

import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.server.Directives;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;
import org.twoworlds.ActorTest;
import org.twoworlds.Thrown;
import org.twoworlds.api.Json;

/** The door of a lab's requests. */
class ProblemsTest extends ActorTest {
    private static HttpResponse fail(Thrown thrown) {
        throw thrown.sneaky();
    }

    @ParameterizedTest
    @MethodSource("org.twoworlds.Thrown#all")
    void whatARequestThrowsIsAnAnswerInWords(Thrown thrown) throws Exception {
        var problems = new Problems(LoggerFactory.getLogger("door"));
        for (var isLater : new boolean[] {true, false}) {
            var route = Directives.handleExceptions(
                    problems.handler(),
                    () -> isLater
                            ? Directives.completeWithFuture(
                                    Problems.later(() -> fail(thrown), ForkJoinPool.commonPool()))
                            : Directives.onSuccess(
                                    Problems.later(() -> fail(thrown), ForkJoinPool.commonPool()),
                                    nothing -> Directives.complete("")));
            var response = route.handler(kit.system())
                    .apply(HttpRequest.create())
                    .toCompletableFuture()
                    .get(120, TimeUnit.SECONDS);
            assertThat(response.status().intValue()).isEqualTo(thrown.exit() == 2 ? 400 : 409);
            var body = response.entity()
                    .toStrict(1000, kit.system())
                    .toCompletableFuture()
                    .get();
            JsonNode json = Json.MAPPER.readTree(body.getData().utf8String());
            assertThat(json.get("detail").asText()).contains(thrown.says()).doesNotContain("\tat ");
        }
    }
}
