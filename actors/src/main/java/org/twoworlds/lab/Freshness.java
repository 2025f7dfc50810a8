package org.twoworlds.lab;

import java.util.function.LongSupplier;

/**
 * The freshness of something that is brought up to date whenever somebody asks, but for a short while after it was: so long that
 * bringing it up takes a tenth of the time at most, however much there is of it and however many ask. Thread-safe.
 */
final class Freshness {
    private static final int SHARE = 10;

    private final LongSupplier nanos;
    private boolean isStale = true;
    private long freshUntil;

    /**
     * Something that is stale.
     *
     * @param nanos a clock that never steps
     */
    Freshness(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** Brings it up to date, unless that was done just now. */
    synchronized void bring(Runnable upToDate) {
        var begin = nanos.getAsLong();
        if (!isStale && begin - freshUntil < 0) {
            return;
        }
        isStale = false;
        upToDate.run();
        var end = nanos.getAsLong();
        freshUntil = end + SHARE * (end - begin);
    }

    /** Says that it is known to be stale. */
    synchronized void stale() {
        isStale = true;
    }
}
