package org.twoworlds.actor;

import java.nio.file.Path;
import org.twoworlds.model.Objective;
import org.twoworlds.model.checkpoint.SafeTensors;
import org.twoworlds.model.network.Outline;
import org.twoworlds.model.onnx.Placement;
import org.twoworlds.model.onnx.Scorer;
import org.twoworlds.model.onnx.ScoringSet;
import org.twoworlds.model.onnx.SetScore;

/** How a checkpoint is scored on one set. */
@FunctionalInterface
public interface CheckpointScorer {
    /** Scores a checkpoint's file on a set. */
    SetScore score(Path checkpoint, ScoringSet set);

    /** Scoring by ONNX Runtime. */
    static CheckpointScorer onnxRuntime(Outline outline, Objective objective, Placement placement, int batch) {
        return (checkpoint, set) -> {
            var weights = SafeTensors.read(checkpoint).weights();
            try (var scorer = new Scorer(outline, objective, weights, placement, batch)) {
                return scorer.score(set);
            }
        };
    }
}
