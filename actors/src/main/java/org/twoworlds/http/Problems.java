package org.twoworlds.http;

import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.StatusCodes;
import akka.http.javadsl.server.ExceptionHandler;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.twoworlds.actor.Contained;
import org.twoworlds.config.Fault;

/** What a request is answered when something was thrown: see {@link Fault}. */
record Problems(Logger log) {
    /**
     * Work on another thread. What it throws, an Error too, is an exception by the time that Akka sees it, which would end the
     * lab for an Error, or leave the request without an answer.
     */
    static <T> CompletionStage<T> later(Supplier<T> work, Executor on) {
        return CompletableFuture.supplyAsync(() -> Contained.get(work), on);
    }

    ExceptionHandler handler() {
        return ExceptionHandler.newBuilder()
                .matchAny(e -> akka.http.javadsl.server.Directives.complete(of(e)))
                .build();
    }

    HttpResponse of(Throwable thrown) {
        var error = thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
        if (error instanceof LabRequests.NoSuchRun missing) {
            return LabServer.problem(StatusCodes.NOT_FOUND, missing.getMessage());
        }
        var fault = Fault.of(error);
        if (fault.isOurs()) {
            log.error("A request failed in a way that it should not", error);
            return LabServer.problem(
                    StatusCodes.INTERNAL_SERVER_ERROR, "The lab failed in a way that it should not; see its output.");
        }
        var isRequest = fault.kind() == Fault.Kind.REQUEST;
        return LabServer.problem(isRequest ? StatusCodes.BAD_REQUEST : StatusCodes.CONFLICT, fault.message());
    }
}
