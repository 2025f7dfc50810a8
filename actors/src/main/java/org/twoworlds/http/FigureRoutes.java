package org.twoworlds.http;

import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.headers.RawHeader;
import akka.http.javadsl.server.AllDirectives;
import akka.http.javadsl.server.Route;
import java.util.function.Supplier;

/** The routes of figures of several runs, of claims and of reports. */
final class FigureRoutes extends AllDirectives {
    /** A report brings its program with it, and may reach nothing: neither this lab nor another place. */
    private static final String APART = "sandbox allow-scripts; default-src 'none'; script-src 'unsafe-inline';"
            + " style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'";

    private final Asking asking;
    private final FigureRequests figures;

    FigureRoutes(Asking asking, FigureRequests figures) {
        this.asking = asking;
        this.figures = figures;
    }

    /** A sweep's figure. */
    Route figure(String sweep) {
        return parameterOptional("metric", metric -> asking.json(() -> figures.figure(sweep, metric)));
    }

    /** A sweep's claims. */
    Route claims(String sweep) {
        return completeWithFuture(asking.opened(() -> Answers.ok(figures.claims(sweep))));
    }

    /** Runs beside each other. */
    Route compare() {
        return parameterOptional(
                "runs",
                runs -> parameterOptional(
                        "metric",
                        metric -> completeWithFuture(asking.opened(() -> Answers.ok(figures.compare(runs, metric))))));
    }

    /** The report of a run. */
    Route report(String run) {
        return html(() -> figures.report(run));
    }

    /** The report of a sweep. */
    Route sweepReport(String sweep) {
        return html(() -> figures.sweepReport(sweep));
    }

    private Route html(Supplier<byte[]> report) {
        return respondWithHeader(
                RawHeader.create("Content-Security-Policy", APART),
                () -> completeWithFuture(asking.opened(() -> HttpResponse.create()
                        .withEntity(HttpEntities.create(ContentTypes.TEXT_HTML_UTF8, report.get())))));
    }
}
