package org.twoworlds.actor;

import org.twoworlds.model.checkpoint.LoggedFile;
import org.twoworlds.model.onnx.ScoringSet;
import org.twoworlds.model.onnx.SetScore;

/** How a checkpoint is scored on one set. */
@FunctionalInterface
public interface CheckpointScorer {
    /** Scores a checkpoint on a set; refuses a file that is not what was logged. */
    SetScore score(LoggedFile checkpoint, ScoringSet set);

    /** Lets go of what is held for further sets of the checkpoint that was scored last. */
    default void release() {}
}
