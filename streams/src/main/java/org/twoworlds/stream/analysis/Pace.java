package org.twoworlds.stream.analysis;

import org.twoworlds.stream.log.Event;

/**
 * The pace of a world: sums over its logged updates, of time in updates and of time in which its trainer waited. An update that a
 * later attempt did again counts again.
 *
 * @param updates the number of updates that were logged
 * @param stepNanos time in updates
 * @param waitNanos time in which the trainer waited for data
 * @param heldNanos time in which the trainer was held back for other reasons
 */
public record Pace(long updates, long stepNanos, long waitNanos, long heldNanos) {
    /** The pace of a world without updates. */
    public static final Pace NONE = new Pace(0, 0, 0, 0);

    /** The pace after one more update. */
    public Pace after(Event.Step step) {
        return new Pace(updates + 1, stepNanos + step.stepNanos(), waitNanos + step.waitNanos(), heldNanos);
    }

    /** The pace after one more wait. */
    public Pace after(Event.Waited waited) {
        return new Pace(updates, stepNanos, waitNanos, heldNanos + waited.nanos());
    }

    /** The share of the time in which the trainer waited for data. */
    public double waitShare() {
        return stepNanos + waitNanos == 0 ? 0 : (double) waitNanos / (stepNanos + waitNanos);
    }

    /** The seconds in which the trainer was held back for other reasons. */
    public double heldSeconds() {
        return heldNanos / 1e9;
    }

    /** The seconds of all updates and waits. */
    public double seconds() {
        return (stepNanos + waitNanos + heldNanos) / 1e9;
    }

    /** The steps per second while training. */
    public double stepsPerSecond() {
        return stepNanos == 0 ? 0 : updates * 1e9 / (stepNanos + waitNanos);
    }
}
