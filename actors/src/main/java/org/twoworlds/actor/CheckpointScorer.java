package org.twoworlds.actor;

import org.twoworlds.config.KeptScores;
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

    /** Lets go of what is held for further sets of the checkpoint that was scored last. */
    default void release() {}

    /** Scoring by ONNX Runtime, of the usual outcomes alone. */
    static CheckpointScorer onnxRuntime(Outline outline, Objective objective, Placement placement, int batch) {
        return onnxRuntime(outline, objective, placement, batch, KeptScores.OUTCOME);
    }

    /**
     * Scoring by ONNX Runtime.
     *
     * @param batch samples of a session call
     * @param kept what is kept of each sample
     */
    static CheckpointScorer onnxRuntime(
            Outline outline, Objective objective, Placement placement, int batch, KeptScores kept) {
        return new SessionScorer(
                checkpoint -> new Scorer(outline, objective, checkpoint.read().weights(), placement, batch, kept));
    }
}
