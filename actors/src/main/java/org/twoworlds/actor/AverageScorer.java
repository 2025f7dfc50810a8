package org.twoworlds.actor;

import java.util.EnumMap;
import java.util.Map;
import org.twoworlds.config.FailureException;
import org.twoworlds.config.WorldName;
import org.twoworlds.model.Objective;
import org.twoworlds.model.checkpoint.LoggedFile;
import org.twoworlds.model.checkpoint.Weights;
import org.twoworlds.model.onnx.NormEstimate;
import org.twoworlds.model.onnx.Placement;
import org.twoworlds.model.onnx.Scorer;
import org.twoworlds.model.onnx.ScoringSet;
import org.twoworlds.model.onnx.SetScore;
import org.twoworlds.stream.experiment.Experiment;

/**
 * The scorer of the mean of weights that a checkpoint's file holds beside the weights, with batch normalisation's running values
 * estimated anew on samples of the checkpoint's world. Belongs to one evaluator.
 */
final class AverageScorer implements CheckpointScorer {
    private final Experiment experiment;
    private final Placement placement;
    private final Map<WorldName, ScoringSet> samples = new EnumMap<>(WorldName.class);
    private final SessionScorer sessions;

    AverageScorer(Experiment experiment, Objective objective, Placement placement, int batch) {
        this.experiment = experiment;
        this.placement = placement;
        sessions = new SessionScorer(
                file -> new Scorer(experiment.outline(), objective, estimated(file), placement, batch));
    }

    @Override
    public SetScore score(LoggedFile checkpoint, ScoringSet set) {
        return sessions.score(checkpoint, set);
    }

    @Override
    public void release() {
        sessions.release();
    }

    private Weights estimated(LoggedFile checkpoint) {
        var content = checkpoint.read();
        var mean = content.average()
                .orElseThrow(() -> new FailureException(
                        "file of the " + checkpoint.what(),
                        checkpoint.path(),
                        "hold the mean of the weights beside the weights",
                        "it was written without evaluator.average"));
        var world = WorldName.of(content.metadata().get("world"));
        var of = samples.computeIfAbsent(world, experiment::estimationSet);
        return NormEstimate.of(experiment.outline(), mean, placement, of);
    }
}
