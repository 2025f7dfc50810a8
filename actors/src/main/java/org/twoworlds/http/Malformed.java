package org.twoworlds.http;

import akka.event.LoggingAdapter;
import akka.http.ParsingErrorHandler;
import akka.http.javadsl.model.HttpResponse;
import akka.http.scaladsl.model.ErrorInfo;
import akka.http.scaladsl.model.StatusCode;
import akka.http.scaladsl.settings.ServerSettings;
import io.micrometer.core.instrument.Metrics;

/** The answer to bytes that are not HTTP: problem+json as all others are, and counted as {@code twoworlds_http_malformed_total}, not logged. */
public final class Malformed extends ParsingErrorHandler {
    @Override
    public HttpResponse handle(StatusCode status, ErrorInfo error, LoggingAdapter log, ServerSettings settings) {
        Metrics.counter("twoworlds.http.malformed").increment();
        var why = error.summary().replaceFirst("\\.$", "");
        return Answers.problem(status, "The request must be HTTP/1.1: " + why + ".");
    }
}
