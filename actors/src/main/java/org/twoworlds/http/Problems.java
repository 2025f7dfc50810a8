package org.twoworlds.http;

import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.StatusCode;
import akka.http.javadsl.model.StatusCodes;
import akka.http.javadsl.server.ExceptionHandler;
import akka.http.scaladsl.model.IllegalUriException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.twoworlds.actor.Contained;
import org.twoworlds.config.Fault;
import org.twoworlds.config.Problem;
import org.twoworlds.config.RequestException;

/** The answers to requests in which something was thrown: see {@link Fault}. */
record Problems(Logger log) {
    private static final int MOST_PROBLEMS_SHOWN = 20;

    /** A request that is refused with a status of its own. */
    static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient StatusCode status;

        Refused(StatusCode status, String detail) {
            super(detail);
            this.status = status;
        }
    }

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
        if (error instanceof NoSuchRun missing) {
            return Answers.problem(StatusCodes.NOT_FOUND, missing.getMessage());
        }
        if (error instanceof Refused refused) {
            return Answers.problem(refused.status, refused.getMessage());
        }
        if (error instanceof IllegalUriException) {
            return Answers.problem(StatusCodes.BAD_REQUEST, "The query must be name=value, with % before two digits.");
        }
        var fault = Fault.of(error);
        if (fault.isOurs()) {
            log.error("A request failed by a fault of the program", error);
            return Answers.problem(
                    StatusCodes.INTERNAL_SERVER_ERROR, "The lab failed by a fault of its own program; see its output.");
        }
        var isRequest = fault.kind() == Fault.Kind.REQUEST;
        return Answers.problem(
                isRequest ? StatusCodes.BAD_REQUEST : StatusCodes.CONFLICT,
                error instanceof RequestException wrong && !wrong.problems().isEmpty()
                        ? detail(wrong)
                        : fault.message());
    }

    /** All that is wrong, without sending back all that came. */
    private static String detail(RequestException wrong) {
        var all = wrong.problems();
        var some = all.stream()
                .limit(MOST_PROBLEMS_SHOWN)
                .map(p -> new Problem(
                                Answers.shown(p.where()),
                                Answers.shown(p.name()),
                                Answers.shown(p.value()),
                                p.rule(),
                                p.hint())
                        .toString())
                .collect(Collectors.joining(System.lineSeparator()));
        return all.size() <= MOST_PROBLEMS_SHOWN
                ? some
                : some + System.lineSeparator() + "and " + (all.size() - MOST_PROBLEMS_SHOWN) + " more.";
    }
}
