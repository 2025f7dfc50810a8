package org.twoworlds.remake;

import java.util.OptionalLong;
import org.twoworlds.config.WorldName;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.LogReader;

/**
 * The losses and batch hashes that a log names for a range of one world's updates. Where an update was logged again, by a later
 * attempt, the later one counts.
 */
final class LoggedUpdates {
    private final long first;
    private final float[] losses;
    private final long[] hashes;
    private final boolean[] logged;

    private LoggedUpdates(long first, int count) {
        this.first = first;
        losses = new float[count];
        hashes = new long[count];
        logged = new boolean[count];
    }

    /** Reads the updates of a world from one to another, both included. */
    static LoggedUpdates read(TrainedWorld world, long first, long last) {
        var updates = new LoggedUpdates(first, Math.toIntExact(Math.max(0, last - first + 1)));
        try (var reader = new LogReader(world.folder().log(), 0)) {
            reader.forEach(entry -> {
                if (entry.event() instanceof Event.Step step) {
                    updates.add(step, world.world());
                }
            });
        }
        return updates;
    }

    private void add(Event.Step step, WorldName world) {
        if (step.world() == world && step.step() >= first && step.step() < first + losses.length) {
            var i = (int) (step.step() - first);
            losses[i] = step.loss();
            hashes[i] = step.hash();
            logged[i] = true;
        }
    }

    /** The last update of the range. */
    long last() {
        return first + losses.length - 1;
    }

    /** The hash of an update's batch; empty where the log has no such update. */
    OptionalLong hash(long step) {
        return has(step) ? OptionalLong.of(hashes[(int) (step - first)]) : OptionalLong.empty();
    }

    /** Whether the log names another loss of an update, by so much as one bit. */
    boolean isOtherLoss(long step, float loss) {
        return has(step) && Float.floatToIntBits(loss) != Float.floatToIntBits(loss(step));
    }

    /** The loss of an update that the log has. */
    float loss(long step) {
        return losses[(int) (step - first)];
    }

    /** The number of updates of the range that the log has. */
    long count() {
        long count = 0;
        for (var is : logged) {
            count += is ? 1 : 0;
        }
        return count;
    }

    private boolean has(long step) {
        return step >= first && step <= last() && logged[(int) (step - first)];
    }
}
