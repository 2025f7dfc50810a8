package org.twoworlds.http;

import akka.http.javadsl.model.HttpMethod;
import akka.http.javadsl.model.HttpResponse;
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

/** A route all of whose failures, refusals and delays are answers in problem+json, those by Akka itself among them. */
final class SealedRoute extends AllDirectives {
    /** A route all of whose failures, refusals and delays are answers. */
    static Route of(Logger log, Supplier<Route> inner) {
        return new SealedRoute().sealed(log, inner);
    }

    private Route sealed(Logger log, Supplier<Route> inner) {
        return withRequestTimeoutResponse(
                request -> Answers.problem(
                        StatusCodes.SERVICE_UNAVAILABLE,
                        "The answer must come within a minute. The work on the request goes on."
                                + System.lineSeparator() + "  Maybe look at what has come of it before you ask again."),
                () -> handleExceptions(new Problems(log).handler(), () -> handleRejections(rejections(), inner)));
    }

    private RejectionHandler rejections() {
        return RejectionHandler.newBuilder()
                .handleNotFound(extractUnmatchedPath(path -> complete(Answers.problem(
                        StatusCodes.NOT_FOUND, "The path (" + Answers.shown(path) + ") must be one of openapi.json."))))
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
            return Answers.problem(
                            StatusCodes.METHOD_NOT_ALLOWED, "The method must be " + String.join(" or ", names) + ".")
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
        return Answers.problem(
                status, "The request must be as openapi.json says: " + Answers.shown(first.toString()) + ".");
    }
}
