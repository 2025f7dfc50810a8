package org.twoworlds.actor;

import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.twoworlds.config.Fault;
import org.twoworlds.config.RunState;
import org.twoworlds.config.ScoredSet;
import org.twoworlds.config.WorldEnding;
import org.twoworlds.config.WorldName;
import org.twoworlds.model.checkpoint.Tensor;
import org.twoworlds.model.checkpoint.Weights;
import org.twoworlds.model.network.TensorSpec;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.analysis.ScoreKey;
import org.twoworlds.stream.descent.ToyDescent;
import org.twoworlds.stream.experiment.Experiment;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.EventLog;
import org.twoworlds.stream.log.RunFolder;

/**
 * A run of the paper's toy. It takes moments, so that one actor does all of it, the log included; one that was cut short
 * is computed again, and what the log holds already is left out.
 */
public final class DescentRun {
    private final RunFolder folder;
    private final Experiment experiment;
    private final RunView view;
    private final ToyDescent descent;
    private final EventLog log;

    private DescentRun(RunFolder folder, Experiment experiment, RunView view, EventLog log) {
        this.folder = folder;
        this.experiment = experiment;
        this.view = view;
        this.log = log;
        descent = experiment.toyDescent();
    }

    /** Does the run and stops. */
    public static Behavior<Run.Command> create(
            RunFolder folder,
            Experiment experiment,
            RunView view,
            Event.Attempt attempt,
            InstantSource clock,
            CompletableFuture<Event.RunEnded> outcome) {
        return Behaviors.setup(context -> {
            try (var log = EventLog.open(folder, attempt.number(), clock)) {
                log.append(attempt);
                var ended = new DescentRun(folder, experiment, view, log).all();
                log.append(ended);
                log.sync();
                outcome.complete(ended);
            } catch (RuntimeException | Error e) {
                outcome.complete(new Event.RunEnded(RunState.FAILED, Fault.of(e).message()));
            }
            return Behaviors.stopped();
        });
    }

    /** Both worlds; a run in which no loss stays finite failed. */
    private Event.RunEnded all() {
        var lost = view.worlds().stream()
                .map(this::world)
                .filter(ended -> ended.reason() == WorldEnding.NON_FINITE)
                .toList();
        return lost.size() < view.worlds().size()
                ? new Event.RunEnded(RunState.COMPLETED, "")
                : new Event.RunEnded(RunState.FAILED, lost.get(0).message());
    }

    private Event.WorldEnded world(WorldName world) {
        return view.world(world).ended().orElseGet(() -> {
            var ended = descend(world);
            log.append(ended);
            return ended;
        });
    }

    private Event.WorldEnded descend(WorldName world) {
        var config = experiment.config();
        var writer = new CheckpointWriter(folder, world, config.disk().reserve(), List.of());
        var beta = descent.start();
        write(writer, world, 0, beta);
        score(world, 0, beta);
        for (long step = 1; step <= config.steps(); step++) {
            var start = System.nanoTime();
            var loss = world == WorldName.REAL ? descent.trainLoss(beta) : descent.testLoss(beta);
            if (!Double.isFinite(loss)) {
                return new Event.WorldEnded(
                        world,
                        step - 1,
                        weights(beta).digest(),
                        WorldEnding.NON_FINITE,
                        RunEnding.notFinite(world, step),
                        0);
            }
            beta = descent.next(world, beta, step);
            if (step > view.world(world).step()) {
                log.append(new Event.Step(
                        world,
                        step,
                        (float) loss,
                        Float.NaN,
                        Float.NaN,
                        descent.rate(step),
                        System.nanoTime() - start,
                        0,
                        0));
            }
            if (config.checkpoints().includes(step, config.steps())) {
                score(world, step, beta);
            }
        }
        write(writer, world, config.steps(), beta);
        return new Event.WorldEnded(world, config.steps(), weights(beta).digest(), WorldEnding.COMPLETED, "", 0);
    }

    /** A world's weights after some updates, computed anew. */
    public static Weights weights(Experiment experiment, WorldName world, long steps) {
        var descent = experiment.toyDescent();
        var beta = descent.start();
        for (long step = 1; step <= steps; step++) {
            beta = descent.next(world, beta, step);
        }
        return weights(experiment, beta);
    }

    private Weights weights(double[] beta) {
        return weights(experiment, beta);
    }

    /** The weights of a parameter vector. */
    public static Weights weights(Experiment experiment, double[] beta) {
        var numbers = new float[beta.length];
        for (var j = 0; j < beta.length; j++) {
            numbers[j] = (float) beta[j];
        }
        TensorSpec head = experiment.outline().tensors().get(0);
        return new Weights(List.of(new Tensor(head.name(), new int[] {1, beta.length}, numbers)));
    }

    private void write(CheckpointWriter writer, WorldName world, long step, double[] beta) {
        if (!view.world(world).checkpoints().containsKey(step)) {
            log.append(writer.checkpoint(step, weights(beta)));
        }
    }

    private void score(WorldName world, long step, double[] beta) {
        if (world == WorldName.REAL) {
            score(
                    world,
                    step,
                    ScoredSet.TRAIN_CLEAN,
                    descent.trainLoss(beta),
                    experiment.config().world().n());
        }
        score(world, step, ScoredSet.TEST, descent.testLoss(beta), 0);
    }

    /** A score on {@code count} samples, or on the whole distribution where that is 0. */
    private void score(WorldName world, long step, ScoredSet set, double loss, long count) {
        var score = new Event.Score(
                RunView.OWN_EVALUATOR,
                world,
                step,
                set,
                Double.NaN,
                Double.NaN,
                loss,
                (int) count,
                "",
                "",
                0,
                Map.of(),
                "");
        if (!view.isScored(ScoreKey.of(score))) {
            log.append(score);
        }
    }
}
