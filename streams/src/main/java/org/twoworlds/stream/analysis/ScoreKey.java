package org.twoworlds.stream.analysis;

import org.twoworlds.config.ScoredSet;
import org.twoworlds.config.WorldName;
import org.twoworlds.stream.log.Event;

/**
 * The key of a score: no two scores of one key are ever logged.
 *
 * @param evaluator the evaluator that scored, or gave up
 * @param world the world of the checkpoint
 * @param step the step of the checkpoint
 * @param set the samples that were scored
 */
public record ScoreKey(String evaluator, WorldName world, long step, ScoredSet set) {
    /** The key of a score. */
    public static ScoreKey of(Event.Score s) {
        return new ScoreKey(s.evaluator(), s.world(), s.step(), s.set());
    }

    /** The key of a score on which an evaluator gave up. */
    public static ScoreKey of(Event.Missing m) {
        return new ScoreKey(m.evaluator(), m.world(), m.step(), m.set());
    }
}
