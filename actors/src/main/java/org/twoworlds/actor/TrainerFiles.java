package org.twoworlds.actor;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.twoworlds.config.ResumeEvery;
import org.twoworlds.model.checkpoint.Tensor;
import org.twoworlds.model.checkpoint.WeightAverage;
import org.twoworlds.model.checkpoint.Weights;
import org.twoworlds.stream.log.Event;

/** The files that a trainer writes: checkpoints where the run says, and resume points as often as its configuration asks. */
final class TrainerFiles {
    private final CheckpointWriter writer;
    private final ResumeEvery resumeEvery;
    private final LongSupplier nanoTime;
    private final Optional<WeightAverage> average;
    private final Set<Long> planned = new HashSet<>();
    private final Map<Long, String> digests = new HashMap<>();
    private long resumeStep;
    private long resumeNanos;

    /** The files of a trainer that begins at a step. */
    TrainerFiles(
            CheckpointWriter writer,
            ResumeEvery resumeEvery,
            long step,
            LongSupplier nanoTime,
            Optional<WeightAverage> average) {
        this.writer = writer;
        this.average = average;
        this.resumeEvery = resumeEvery;
        this.nanoTime = nanoTime;
        resumeStep = step;
        resumeNanos = nanoTime.getAsLong();
    }

    /** An update was done: its weights go into the mean, where there is one. */
    void updated(WorldTraining training) {
        average.ifPresent(a -> a.add(training.weights()));
    }

    private List<Tensor> mean() {
        return average.map(WeightAverage::tensors).orElse(List.of());
    }

    /** Writes down the weights with which the world begins. */
    Event.Checkpoint first(long step, Weights weights) {
        return writer.checkpoint(step, weights, mean());
    }

    /** The run wants checkpoints of steps to come. */
    void plan(Set<Long> steps) {
        planned.addAll(steps);
    }

    /** Writes the weights of the newest step down where the run wants a checkpoint of it. */
    Optional<Event.Checkpoint> checkpoint(WorldTraining training) {
        var step = training.step();
        if (!planned.remove(step)) {
            return Optional.empty();
        }
        var checkpoint = writer.checkpoint(step, training.weights(), mean());
        digests.put(step, checkpoint.digest());
        return Optional.of(checkpoint);
    }

    /** The digest of the checkpoint that this trainer wrote of a step. */
    Optional<String> digest(long step) {
        return Optional.ofNullable(digests.get(step));
    }

    /** Whether a resume point is due after the update of a step that was finished at a time. */
    boolean isResumeDue(long step, long finishedNanos) {
        return resumeEvery.due(step - resumeStep, finishedNanos - resumeNanos);
    }

    /** Writes a resume point of the newest step, unless there is one. */
    Optional<Event.ResumePoint> resumePoint(WorldTraining training) {
        var step = training.step();
        if (step <= resumeStep) {
            return Optional.empty();
        }
        List<Tensor> rest = new ArrayList<>(training.slots());
        rest.addAll(mean());
        var point = writer.resumePoint(step, training.weights(), rest);
        resumeStep = step;
        resumeNanos = nanoTime.getAsLong();
        return Optional.of(point);
    }

    /** A resume point is in the log and on the disk: older files are removed. */
    void saved(Event.ResumePoint point) {
        writer.removeBefore(point);
    }
}
