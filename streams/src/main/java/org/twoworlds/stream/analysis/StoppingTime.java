package org.twoworlds.stream.analysis;

import java.util.Optional;
import org.twoworlds.config.ExperimentConfig;

/**
 * T(n): the first checkpoint of the Real World whose error on the n train samples, without augmentation, is at most a
 * threshold. Where only a part of them is scored, all n have to confirm it.
 *
 * @param step the first checkpoint at or below the threshold
 * @param after the last checkpoint above it before that: T(n) lies in (after, step]; 0 where there is none
 * @param threshold the threshold
 */
public record StoppingTime(long step, long after, double threshold) {
    /** T(n) of a run, where it was reached and confirmed. */
    public static Optional<StoppingTime> of(RunView view, ExperimentConfig config) {
        var threshold = config.stoppingTime().threshold();
        var subset = config.world().n() > config.data().trainCount();
        var all = view.curve("real", "train-all");
        long after = 0;
        for (var score : view.curve("real", "train-clean").values()) {
            var reached = score.error() <= threshold;
            if (reached && subset) {
                var confirmation = all.get(score.step());
                if (confirmation == null) {
                    return Optional.empty();
                }
                reached = confirmation.error() <= threshold;
            }
            if (reached) {
                return Optional.of(new StoppingTime(score.step(), after, threshold));
            }
            after = score.step();
        }
        return Optional.empty();
    }

    /** The criterion in words. */
    public String criterion() {
        return "train-clean error <= " + threshold;
    }
}
