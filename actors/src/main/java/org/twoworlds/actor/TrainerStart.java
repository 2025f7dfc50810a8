package org.twoworlds.actor;

import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.twoworlds.config.FailureException;
import org.twoworlds.config.ResumeEvery;
import org.twoworlds.config.WorldName;
import org.twoworlds.model.checkpoint.LoggedFile;
import org.twoworlds.model.checkpoint.SafeTensors;
import org.twoworlds.model.checkpoint.Tensor;
import org.twoworlds.model.checkpoint.WeightAverage;
import org.twoworlds.model.checkpoint.Weights;
import org.twoworlds.model.network.Outline;
import org.twoworlds.model.tensorflow.TrainingOptions;
import org.twoworlds.stream.experiment.Experiment;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.world.Schedule;

/**
 * The state from which a trainer begins a world or goes on with it.
 *
 * @param world the world's name
 * @param step updates done
 * @param steps updates of the whole run
 * @param weights the network's parameters and running values after {@code step} updates
 * @param slots the optimizer's tensors; empty at step 0
 * @param firstCheckpoint whether the weights of this very step are to be written as a checkpoint
 * @param outline the network's tensors in definition order
 * @param options the threads, precision, device and update rule
 * @param schedule the learning rate of every update
 * @param average the mean of the weights so far, which the trainer goes on with; empty where none is asked for
 * @param resumeEvery the time or number of updates between two resume points
 */
public record TrainerStart(
        WorldName world,
        long step,
        long steps,
        Weights weights,
        List<Tensor> slots,
        boolean firstCheckpoint,
        Outline outline,
        TrainingOptions options,
        Schedule schedule,
        Optional<WeightAverage> average,
        ResumeEvery resumeEvery) {
    private static final Logger LOG = LoggerFactory.getLogger(TrainerStart.class);

    /**
     * The start of a world's trainer: its newest whole resume point, or the initial weights.
     *
     * @throws FailureException where a fork's world has no whole resume point, or the initial weights are not those with
     *     which the world began
     */
    static TrainerStart of(RunContext run, WorldName world) {
        var experiment = run.experiment();
        var started = run.view().started();
        var state = resumePoint(run, world)
                .map(p -> TrainingState.of(
                        p.step(),
                        experiment.outline(),
                        SafeTensors.read(run.find(p).orElseThrow().path()).tensors()))
                .orElseGet(() -> new TrainingState(0, experiment.initialWeights(world)));
        if (state.step() == 0) {
            checkInitial(run, world, state.weights());
        }
        return of(
                experiment,
                started,
                world,
                state,
                state.step() == 0 && !run.view().world(world).checkpoints().containsKey(0L));
    }

    /** The start of training that goes on from a state and writes nothing down, as the run's record 0 has it trained. */
    public static TrainerStart of(Experiment experiment, Event.Started started, WorldName world, TrainingState state) {
        return of(experiment, started, world, state, false);
    }

    private static TrainerStart of(
            Experiment experiment,
            Event.Started started,
            WorldName world,
            TrainingState state,
            boolean firstCheckpoint) {
        var config = experiment.config();
        return new TrainerStart(
                world,
                state.step(),
                config.steps(),
                state.weights(),
                state.slots(),
                firstCheckpoint,
                experiment.outline(),
                experiment.trainingOptions(world, started.choices().threads(), RecordedDevices.training(started)),
                Schedule.of(config),
                average(config.evaluator().average(), state.mean().orElse(state.weights())),
                config.resumeEvery());
    }

    private static Optional<WeightAverage> average(double decay, Weights from) {
        return decay == 0 ? Optional.empty() : Optional.of(WeightAverage.from(decay, from));
    }

    /**
     * The newest resume point whose file is as it was logged; a damaged one is passed over with a warning. Empty where the
     * world begins anew, which comes to the same weights.
     *
     * @throws FailureException where a fork's world has none: its beginning lies in that file alone
     */
    private static Optional<Event.ResumePoint> resumePoint(RunContext run, WorldName world) {
        var points = run.view().world(world).resumePoints();
        for (var point : points) {
            if (run.find(point).filter(LoggedFile::isWhole).isPresent()) {
                return Optional.of(point);
            }
            LOG.warn(
                    "The file {} of the resume point at step {} of the {} world is not what was logged: the run goes on from before.",
                    run.folder().file(point.file()),
                    point.step(),
                    world);
        }
        var fork = run.view().started().lineage().begins();
        if (points.isEmpty() && fork.isPresent()) {
            throw new FailureException(
                    "fork",
                    run.folder().id(),
                    "begin with the weights of " + fork.get() + ", and has none of the " + world + " world",
                    "resume it where " + fork.get().run() + " lies");
        }
        if (!points.isEmpty() && fork.isPresent()) {
            var oldest = points.stream().reduce((newer, older) -> older).orElseThrow();
            oldest.logged(run.folder().id(), run.folder().file(oldest.file())).checked();
        }
        return Optional.empty();
    }

    /** Refuses other initial weights than those that the run began with, such as another file under the same name. */
    private static void checkInitial(RunContext run, WorldName world, Weights weights) {
        var first = run.view().world(world).checkpoints().get(0L);
        if (first != null && !run.attempt().forked() && !first.digest().equals(weights.digest())) {
            throw new FailureException(
                    "initial weights of the " + world + " world of run "
                            + run.folder().id(),
                    weights.digest(),
                    "be those that it began with (" + first.digest() + ")",
                    "restore the file of model.init");
        }
    }
}
