package org.twoworlds.actor;

import java.util.List;
import org.twoworlds.config.ScoredSet;

/**
 * An evaluator that scores a run's checkpoints beside the run's own evaluator, from the first on.
 *
 * @param name the evaluator's name in the log
 * @param sets the sets on which each checkpoint is scored
 * @param scorer the scorer of a checkpoint on a set
 */
public record FurtherEvaluator(String name, List<ScoredSet> sets, CheckpointScorer scorer) {
    public FurtherEvaluator {
        sets = List.copyOf(sets);
    }
}
