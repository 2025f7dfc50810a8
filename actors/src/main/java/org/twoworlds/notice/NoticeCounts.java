package org.twoworlds.notice;

import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.twoworlds.api.Json;

/** The counts of a lab's notices, as its address shows them. Thread-safe. */
public final class NoticeCounts {
    private final AtomicLong told = new AtomicLong();
    private final AtomicLong failures = new AtomicLong();
    private final AtomicLong leftOut = new AtomicLong();
    private volatile int waiting;
    private volatile int underWay;
    private volatile String lastFailure = "";

    /** The notices whose command ended with 0. */
    public long told() {
        return told.get();
    }

    /** The notices whose command failed: it could not be started, ended otherwise, or was killed. */
    public long failures() {
        return failures.get();
    }

    /** The notices that were left out, for too many waited. */
    public long leftOut() {
        return leftOut.get();
    }

    /** The notices that wait for their command. */
    public int waiting() {
        return waiting;
    }

    /** The commands that are under way. */
    public int underWay() {
        return underWay;
    }

    void now(int waiting, int underWay) {
        this.waiting = waiting;
        this.underWay = underWay;
    }

    void addTold() {
        told.incrementAndGet();
    }

    void addFailure(String reason) {
        lastFailure = reason;
        failures.incrementAndGet();
    }

    long addLeftOut() {
        return leftOut.incrementAndGet();
    }

    /** The counts as a document. It says neither the command nor what the command printed: both may hold a secret. */
    public Map<String, Object> document() {
        return Json.ordered(
                "told", told(),
                "failures", failures(),
                "leftOut", leftOut(),
                "waiting", waiting(),
                "underWay", underWay(),
                "lastFailure", lastFailure);
    }
}
