package org.twoworlds.http;

import akka.http.javadsl.model.AttributeKeys;
import akka.http.javadsl.model.HttpEntity;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.RemoteAddress;
import akka.http.javadsl.server.AllDirectives;
import akka.http.javadsl.server.Complete;
import akka.http.javadsl.server.Route;
import akka.http.javadsl.server.RouteResult;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.twoworlds.api.Json;
import org.twoworlds.audit.AuditEntry;
import org.twoworlds.audit.AuditLog;

/** The audit of requests: whatever changed something is written down before it is answered, and may be read. */
final class AuditRoutes extends AllDirectives {
    private static final int LINES = 50;
    private static final List<String> PREFIX = List.of("api", "v1");

    /** What is done by a request to a path below a run or a sweep, where it is not called as the path is. */
    private static final Map<String, String> ACTIONS = Map.of(
            "POST runs", "submit",
            "POST tags", "tag",
            "POST name", "rename",
            "POST evaluators", "attach",
            "DELETE evaluators", "detach");

    private final Asking asking;
    private final Guard guard;
    private final AuditLog audit;
    private final InstantSource clock;
    private final Logger log;

    AuditRoutes(Asking asking, Guard guard, AuditLog audit, InstantSource clock, Logger log) {
        this.asking = asking;
        this.guard = guard;
        this.audit = audit;
        this.clock = clock;
        this.log = log;
    }

    /** What is done by a request, in one word. */
    static String action(HttpRequest request) {
        var segments = segments(request);
        var isOfOne = segments.size() % 2 == 0; // evaluators/NAME
        var last = segments.get(segments.size() - (isOfOne ? 2 : 1));
        return ACTIONS.getOrDefault(request.method().name() + " " + last, Answers.shown(last));
    }

    /** The segments of a path behind {@code /api/v1}. */
    private static List<String> segments(HttpRequest request) {
        List<String> all = new ArrayList<>();
        request.getUri().pathSegments().forEach(all::add);
        return all.size() > 2 && all.subList(0, 2).equals(PREFIX) ? all.subList(2, all.size()) : List.of();
    }

    /** The newest entries. */
    Route newest() {
        return parameterOptional(
                "limit",
                limit -> asking.json(() -> {
                    try {
                        return audit
                                .newest(Paging.limit(limit.orElse(Integer.toString(LINES)), AuditLog.MOST_ASKED))
                                .entries()
                                .stream()
                                .map(AuditEntry::document)
                                .toList();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }));
    }

    /** The same route, whose answer to a request that changed something waits until that is written down. */
    Route audited(HttpRequest request, Supplier<Route> inner) {
        if (Right.isReading(request) || segments(request).isEmpty()) {
            return inner.get();
        }
        return mapRouteResultFuture(
                result -> result.thenApplyAsync(done -> noted(request, done), asking.blocking()), inner);
    }

    private RouteResult noted(HttpRequest request, RouteResult result) {
        if (result instanceof Complete complete
                && complete.getResponse().status().isSuccess()) {
            var entry = entry(request, complete.getResponse());
            try {
                audit.append(List.of(entry));
            } catch (IOException e) {
                // It is done, and cannot be undone: who did it is at least said here.
                log.error("The audit could not be written ({}): {}", e.getMessage(), Json.text(entry.document()));
            }
        }
        return result;
    }

    private AuditEntry entry(HttpRequest request, HttpResponse response) {
        var answer = document(response);
        var segments = segments(request);
        var isOfEvaluator = segments.size() > 2 && segments.get(2).equals("evaluators");
        var evaluator =
                segments.size() > 3 ? segments.get(3) : answer.path("evaluator").asText();
        return new AuditEntry(
                clock.instant(),
                who(request),
                action(request),
                answer.path("run").asText(),
                answer.path("sweep").asText(),
                isOfEvaluator ? Answers.shown(evaluator) : "");
    }

    private AuditEntry.Who who(HttpRequest request) {
        var address = request.getAttribute(AttributeKeys.remoteAddress)
                .flatMap(RemoteAddress::getAddress)
                .map(InetAddress::getHostAddress)
                .orElse("");
        return new AuditEntry.Who(
                address, guard.caller(request).map(Token::name).orElse(""), "");
    }

    /** What was answered; nothing where it is no JSON. */
    private static JsonNode document(HttpResponse response) {
        try {
            return response.entity() instanceof HttpEntity.Strict strict
                    ? Json.MAPPER.readTree(strict.getData().toArray())
                    : Json.MAPPER.missingNode();
        } catch (IOException e) {
            return Json.MAPPER.missingNode();
        }
    }
}
