package org.twoworlds.actor;

import org.twoworlds.config.ScoredSet;
import org.twoworlds.model.onnx.ScoringSet;

/** The way to the samples of a set, for the weights of a step. */
public interface SetLoader {
    /** The set's samples: the same object where nothing has changed since the last call. */
    ScoringSet load(ScoredSet set, long step);

    /** The first of the set's samples for the weights of a step, where it depends on the step: else 0. */
    default long first(ScoredSet set, long step) {
        return 0;
    }
}
