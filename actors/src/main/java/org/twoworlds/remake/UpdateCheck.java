package org.twoworlds.remake;

import java.util.OptionalLong;
import org.twoworlds.actor.Machine;
import org.twoworlds.config.FailureException;
import org.twoworlds.model.checkpoint.Weights;

/** The comparison of what an update came to with what the log names. A difference is a {@link FailureException} that says both. */
final class UpdateCheck {
    private UpdateCheck() {}

    static void weights(TrainedWorld world, long step, Weights weights) {
        weights(world, step, weights, OptionalLong.empty());
    }

    /**
     * Compares weights.
     *
     * @param other the first update on the way that came to another loss than the log names; empty where none did
     */
    static void weights(TrainedWorld world, long step, Weights weights, OptionalLong other) {
        var named = world.digest(step);
        if (named.isPresent() && !named.get().equals(weights.digest())) {
            throw new FailureException(
                    "digest of the weights of " + world + " at step " + step,
                    weights.digest(),
                    "be the one that the log names (" + named.get() + ")"
                            + (other.isEmpty()
                                    ? ""
                                    : "; the loss of update " + other.getAsLong() + " was the first to differ"),
                    step == 0 ? "restore the file of init, or " + machine(world) : machine(world));
        }
    }

    /** The refusal of an update that came to another loss, behind which the log names no digest. */
    static FailureException otherLoss(TrainedWorld world, LoggedUpdates updates, long step, float loss) {
        return new FailureException(
                "loss of update " + step + " of " + world,
                loss,
                "be the one that the log names (" + updates.loss(step) + "): the weights would be others",
                machine(world));
    }

    static void batch(TrainedWorld world, LoggedUpdates updates, long step, long hash) {
        var named = updates.hash(step);
        if (named.isPresent() && named.getAsLong() != hash) {
            throw new FailureException(
                    "batch of update " + step + " of " + world,
                    "%016x".formatted(hash),
                    "be the one that the log names (%016x)".formatted(named.getAsLong()),
                    "see: twoworlds verify " + world.folder().id());
        }
    }

    /** Why this machine may not be able to give the bits of the log. */
    private static String machine(TrainedWorld world) {
        var started = world.view().started();
        var recorded = started.machine();
        var difference = Machine.difference(recorded.machine(), Machine.describe());
        if (!difference.isEmpty()) {
            return "this machine cannot give them: " + difference + "; make them on a machine like the run's";
        }
        var elsewhere = world.view().forked() ? ", and went on on another machine" : "";
        return "this machine cannot give them, though instruction set, TensorFlow and threads (%d a world) are the run's: it began with build %s%s"
                .formatted(started.choices().threads(), recorded.version(), elsewhere);
    }
}
