package org.twoworlds.actor;

import org.twoworlds.model.Objective;
import org.twoworlds.model.checkpoint.LoggedFile;
import org.twoworlds.model.network.Outline;
import org.twoworlds.model.onnx.Placement;
import org.twoworlds.model.onnx.Scorer;
import org.twoworlds.model.onnx.ScoringSet;
import org.twoworlds.model.onnx.SetScore;

/** How a checkpoint is scored on one set. */
@FunctionalInterface
public interface CheckpointScorer {
    /** Scores a checkpoint on a set; refuses a file that is not what was logged. */
    SetScore score(LoggedFile checkpoint, ScoringSet set);

    /** Scoring by ONNX Runtime. */
    static CheckpointScorer onnxRuntime(Outline outline, Objective objective, Placement placement, int batch) {
        return (checkpoint, set) -> {
            var weights = checkpoint.read().weights();
            try (var scorer = new Scorer(outline, objective, weights, placement, batch)) {
                return scorer.score(set);
            }
        };
    }
}
