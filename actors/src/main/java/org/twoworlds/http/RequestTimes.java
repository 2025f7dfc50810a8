package org.twoworlds.http;

import akka.http.javadsl.server.AllDirectives;
import akka.http.javadsl.server.Route;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** The times that requests take until their answer begins, counted as {@code twoworlds_http_requests_seconds} by its status. */
final class RequestTimes extends AllDirectives {
    private RequestTimes() {}

    /** A route whose requests are timed. */
    static Route of(Supplier<Route> inner) {
        return new RequestTimes().timed(inner);
    }

    private Route timed(Supplier<Route> inner) {
        return extractRequest(request -> {
            var begun = System.nanoTime();
            return mapResponse(
                    response -> {
                        Timer.builder("twoworlds.http.requests")
                                .description("time until the answer to a request begins")
                                .tag(
                                        "status",
                                        Integer.toString(response.status().intValue()))
                                .register(io.micrometer.core.instrument.Metrics.globalRegistry)
                                .record(System.nanoTime() - begun, TimeUnit.NANOSECONDS);
                        return response;
                    },
                    inner);
        });
    }
}
