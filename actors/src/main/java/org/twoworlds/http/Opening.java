package org.twoworlds.http;

import akka.http.javadsl.model.StatusCodes;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * The place where requests open data, which may take as long as a disk or a network takes: a few at a time, and apart from those
 * that read logs, so that the lab answers meanwhile. A few more wait; a request beyond them is refused.
 */
final class Opening {
    private final Executor threads;
    private final Semaphore places;

    /**
     * A place to open data.
     *
     * @param threads on which
     * @param most requests that may be here at a time, those that wait among them
     */
    Opening(Executor threads, int most) {
        this.threads = threads;
        places = new Semaphore(most);
    }

    /** Does something here; what it throws, and that there is no place, is an exception later. */
    <T> CompletionStage<T> later(Supplier<T> work) {
        if (!places.tryAcquire()) {
            return CompletableFuture.failedFuture(new Problems.Refused(
                    StatusCodes.SERVICE_UNAVAILABLE,
                    "The requests that open data must be few at a time." + System.lineSeparator()
                            + "  Maybe ask again in a minute."));
        }
        CompletionStage<T> done;
        try {
            done = Problems.later(work, threads);
        } catch (RuntimeException e) { // no thread takes it any more: the lab ends
            places.release();
            return CompletableFuture.failedFuture(e);
        }
        return done.whenComplete((value, error) -> places.release());
    }
}
