package org.twoworlds.node;

import io.micrometer.core.instrument.Metrics;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections that were refused at the port for machines: counted as {@code twoworlds_nodes_refused_total}, and said in a line at most
 * every ten minutes, however much there is.
 */
final class Refusals {
    private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);
    private static final long PAUSE_NANOS = 600_000_000_000L;
    private static final AtomicLong SINCE = new AtomicLong();
    private static final AtomicLong NEXT = new AtomicLong(System.nanoTime());

    private Refusals() {}

    /** Why a connection, or a message, is refused. */
    enum Reason {
        KEY("did not show the lab's key"),
        FRAMES("was no connection of twoworlds"),
        MESSAGE("was no message of twoworlds"),
        SLOW("did not show the lab's key in time"),
        MANY("was one too many");

        private final String words;

        Reason(String words) {
            this.words = words;
        }
    }

    static void add(Reason reason) {
        Metrics.counter("twoworlds.nodes.refused", "reason", reason.name().toLowerCase(Locale.ROOT))
                .increment();
        SINCE.incrementAndGet();
        var due = NEXT.get();
        var now = System.nanoTime();
        if (now - due >= 0 && NEXT.compareAndSet(due, now + PAUSE_NANOS)) {
            LOG.warn(
                    "The port for machines refused what {} ({} since the last such line; all are counted in /metrics)",
                    reason.words,
                    SINCE.getAndSet(0));
        }
    }
}
