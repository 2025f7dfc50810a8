package org.twoworlds.actor;

import java.util.function.LongSupplier;
import org.twoworlds.config.WorldName;
import org.twoworlds.model.StepMetrics;
import org.twoworlds.stream.log.Event;

/** The times of a trainer's current update: waiting for the batch, being held back by the run, and the update itself. */
final class StepClock {
    private final LongSupplier nanoTime;
    private long idle;
    private long fed;
    private long begun;
    private long finished;

    StepClock(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** The trainer begins to wait for a batch. */
    void idle() {
        idle = nanoTime.getAsLong();
    }

    /** The batch is there. */
    void fed() {
        fed = nanoTime.getAsLong();
    }

    /** The update begins. */
    void begin() {
        begun = nanoTime.getAsLong();
    }

    /** The update is done. */
    void finish() {
        finished = nanoTime.getAsLong();
    }

    /** The time at which the update was done. */
    long finishedNanos() {
        return finished;
    }

    /**
     * The event of the update.
     *
     * @param step updates done, this one included
     * @param hash the hash of the batch's bytes
     */
    Event.Step event(WorldName world, long step, StepMetrics metrics, double rate, long hash) {
        return new Event.Step(
                world,
                step,
                (float) metrics.loss(),
                (float) metrics.error(),
                (float) metrics.softError(),
                rate,
                finished - begun,
                fed - idle,
                hash);
    }

    /** The time for which the run held the trainer back. */
    long heldNanos() {
        return begun - fed;
    }
}
