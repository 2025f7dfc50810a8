package org.twoworlds.http;

import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpCharsets;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpMethod;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.MediaTypes;
import akka.http.javadsl.model.StatusCode;
import akka.http.javadsl.model.StatusCodes;
import akka.http.javadsl.model.headers.Allow;
import akka.http.javadsl.server.AllDirectives;
import akka.http.javadsl.server.MethodRejection;
import akka.http.javadsl.server.Rejection;
import akka.http.javadsl.server.RejectionHandler;
import akka.http.javadsl.server.Route;
import akka.http.javadsl.server.UnacceptedResponseContentTypeRejection;
import akka.http.javadsl.server.UnacceptedResponseEncodingRejection;
import akka.http.javadsl.server.UnsupportedRequestContentTypeRejection;
import akka.http.javadsl.server.UnsupportedRequestEncodingRejection;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.twoworlds.api.Json;

/** The forms of answers: JSON, and problem+json for whatever is no answer, Akka's own refusals among it. */
final class Answers extends AllDirectives {
    private static final int MOST_SHOWN = 200;

    /** An answer. */
    static HttpResponse ok(Object document) {
        return of(StatusCodes.OK, document);
    }

    /** An answer with a status of its own. */
    static HttpResponse of(StatusCode status, Object document) {
        return HttpResponse.create()
                .withStatus(status)
                .withEntity(HttpEntities.create(ContentTypes.APPLICATION_JSON, Json.text(document) + "\n"));
    }

    /** Why there is none. */
    static HttpResponse problem(StatusCode status, String detail) {
        var type = MediaTypes.applicationWithFixedCharset("problem+json", HttpCharsets.UTF_8);
        var document = Json.ordered("title", status.reason(), "status", status.intValue(), "detail", detail);
        return HttpResponse.create()
                .withStatus(status)
                .withEntity(HttpEntities.create(type.toContentType(), Json.text(document) + "\n"));
    }

    /** Some of a text that came from elsewhere. */
    static String shown(String text) {
        return text.length() <= MOST_SHOWN ? text : text.substring(0, MOST_SHOWN) + "…";
    }

    /** A route all of whose failures, refusals and delays are answers. */
    static Route always(Logger log, Supplier<Route> inner) {
        return new Answers().sealed(log, inner);
    }

    private Route sealed(Logger log, Supplier<Route> inner) {
        return withRequestTimeoutResponse(
                request -> problem(
                        StatusCodes.SERVICE_UNAVAILABLE,
                        "The answer must come in time." + System.lineSeparator()
                                + "  Maybe it is still being worked on: look, and ask again later."),
                () -> handleExceptions(new Problems(log).handler(), () -> handleRejections(rejections(), inner)));
    }

    private RejectionHandler rejections() {
        return RejectionHandler.newBuilder()
                .handleNotFound(extractUnmatchedPath(path -> complete(
                        problem(StatusCodes.NOT_FOUND, "The path (" + shown(path) + ") must be one of openapi.json."))))
                .handleAll(Rejection.class, all -> complete(refusal(all)))
                .build();
    }

    /** The method is what is wrong only where no way that takes it found something else. */
    private static HttpResponse refusal(List<Rejection> all) {
        var other = all.stream().filter(r -> !(r instanceof MethodRejection)).findFirst();
        if (other.isEmpty()) {
            var methods = all.stream()
                    .map(r -> ((MethodRejection) r).supported())
                    .distinct()
                    .toArray(HttpMethod[]::new);
            var names = List.of(methods).stream().map(HttpMethod::name).toList();
            return problem(StatusCodes.METHOD_NOT_ALLOWED, "The method must be " + String.join(" or ", names) + ".")
                    .addHeader(Allow.create(methods));
        }
        var first = other.get();
        var status = StatusCodes.BAD_REQUEST;
        if (first instanceof UnsupportedRequestContentTypeRejection
                || first instanceof UnsupportedRequestEncodingRejection) {
            status = StatusCodes.UNSUPPORTED_MEDIA_TYPE;
        } else if (first instanceof UnacceptedResponseContentTypeRejection
                || first instanceof UnacceptedResponseEncodingRejection) {
            status = StatusCodes.NOT_ACCEPTABLE;
        }
        return problem(status, "The request must be as openapi.json says: " + shown(first.toString()) + ".");
    }
}
