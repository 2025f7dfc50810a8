package org.twoworlds.remake;

import java.util.Optional;
import org.twoworlds.config.ExperimentConfig;
import org.twoworlds.config.FailureException;
import org.twoworlds.config.RequestException;
import org.twoworlds.config.WorldName;
import org.twoworlds.model.tensorflow.Optimizer;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.analysis.WorldView;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.RunFolder;
import org.twoworlds.stream.log.RunLineage;

/**
 * A world and the run that trained it.
 *
 * @param folder the folder of that run
 * @param view the fold of its log
 * @param world the world's name
 */
public record TrainedWorld(RunFolder folder, RunView view, WorldName world) {
    /**
     * The world of a run as its log is now; where the run is compared with another run's Ideal World, that run's.
     *
     * @throws RequestException where neither trains it
     */
    public static TrainedWorld of(RunFolder folder, WorldName world) {
        var view = RunView.of(folder);
        var shared = view.config().world().ideal();
        if (!view.worlds().contains(world) && world == WorldName.IDEAL && !shared.isEmpty()) {
            return of(folder.beside(shared), world);
        }
        if (!view.worlds().contains(world)) {
            throw new RequestException(
                    "world", world, "be one that run " + folder.id() + " trains: " + view.worlds(), "name that one");
        }
        if (!view.isMade()) {
            throw new FailureException(
                    "run", folder.id(), "have begun, and waits to be made", "wait until its sweep comes to it");
        }
        return new TrainedWorld(folder, view, world);
    }

    /** The same world as the log is now. */
    TrainedWorld again() {
        return new TrainedWorld(folder, RunView.of(folder), world);
    }

    /** The fold of the world's events. */
    public WorldView progress() {
        return view.world(world);
    }

    /** The digest of the weights at a step; empty where the log names none. */
    public Optional<String> digest(long step) {
        return Optional.ofNullable(progress().checkpoints().get(step))
                .map(Event.Checkpoint::digest)
                .or(() -> progress().ended().filter(e -> e.step() == step).map(Event.WorldEnded::digest));
    }

    /** Whether the log names a digest of any step from one to another, both included. */
    boolean hasDigest(long first, long last) {
        return !progress().checkpoints().subMap(first, true, last, true).isEmpty()
                || progress()
                        .ended()
                        .filter(e -> e.step() >= first && e.step() <= last)
                        .isPresent();
    }

    /**
     * Refuses a step that was not trained.
     *
     * @throws RequestException naming the steps there are
     */
    public void requireTrained(long step) {
        var fork = view.started().lineage().begins();
        long first = fork.map(RunLineage.Beginning::step).orElse(0L);
        var last = Math.max(first, progress().step());
        if (step >= first && step <= last) {
            return;
        }
        var hint = step >= 0 && step < first
                ? "ask for it of run " + fork.orElseThrow().run() + ", from which it was forked"
                : progress().ended().isPresent() ? "choose an earlier one" : "wait until it is trained";
        throw new RequestException(
                "step", step, "be one of those that " + this + " has: " + first + " to " + last, hint);
    }

    /** The rule of the world's updates. */
    Optimizer optimizer() {
        return Optimizer.of(view.config().optimizer());
    }

    /**
     * Whether a fork with a configuration needs the slots of this world: another rule of an update begins with slots of its
     * own, and some have none.
     */
    public boolean needsSlots(ExperimentConfig fork) {
        var own = Optimizer.of(fork.optimizer());
        return own.getClass().equals(optimizer().getClass())
                && optimizer().slots().containsAll(own.slots())
                && !own.slots().isEmpty();
    }

    /** The world in words. */
    @Override
    public String toString() {
        return "the " + world + " world of run " + folder.id();
    }
}
