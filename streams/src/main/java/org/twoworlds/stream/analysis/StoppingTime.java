package org.twoworlds.stream.analysis;

import java.util.Optional;
import java.util.OptionalLong;
import org.twoworlds.config.ExperimentConfig;
import org.twoworlds.config.ScoredSet;
import org.twoworlds.config.WorldName;

/**
 * The stopping time T(n): the first checkpoint of the Real World at which its criterion holds, by default that the error on
 * the n train samples, without augmentation, is at most 1 %. Where only a part of the samples is scored, a score of all n has
 * to confirm T(n).
 *
 * @param step the first checkpoint at which the criterion holds
 * @param after the last checkpoint before that, at which the criterion does not hold: T(n) lies in (after, step]; 0 where
 *     there is none
 * @param interpolated the step at which the metric crosses the threshold on the line between both
 * @param criterion the criterion that holds
 */
public record StoppingTime(long step, long after, double interpolated, Criterion criterion) {
    /** The T(n) of a run by its own criterion; empty where it was not reached, or not confirmed. */
    public static Optional<StoppingTime> of(Curves view, ExperimentConfig config) {
        return of(view, config, Criterion.of(config));
    }

    /** The T(n) of a run by any criterion; empty where it was not reached, or not confirmed. */
    public static Optional<StoppingTime> of(Curves view, ExperimentConfig config, Criterion asked) {
        return search(view, config, asked).found();
    }

    /**
     * The result of a search for T(n).
     *
     * @param found the T(n); empty where it was not reached, or not confirmed
     * @param unconfirmed the checkpoint at which a part of the n samples reached the criterion and no score is of all n: T(n)
     *     is then not known
     */
    public record Search(Optional<StoppingTime> found, OptionalLong unconfirmed) {}

    /** Looks for T(n) of a run by any criterion. */
    public static Search search(Curves view, ExperimentConfig config, Criterion asked) {
        var criterion = asked.in(config);
        var subset = criterion.set().equals(ScoredSet.TRAIN_CLEAN)
                && config.world().n() > config.data().trainCount();
        var all = view.curve(WorldName.REAL, ScoredSet.TRAIN_ALL);
        long after = 0;
        var before = Double.NaN;
        for (var score : view.curve(WorldName.REAL, criterion.set()).values()) {
            var value = criterion.value(score);
            var reached = criterion.reached(score);
            if (reached && subset) {
                var confirmation = all.get(score.step());
                if (confirmation == null) {
                    return new Search(Optional.empty(), OptionalLong.of(score.step()));
                }
                value = criterion.value(confirmation);
                reached = criterion.reached(confirmation);
            }
            if (reached) {
                var share = (before - criterion.threshold()) / (before - value);
                var between = Double.isNaN(share) ? score.step() : after + share * (score.step() - after);
                return new Search(
                        Optional.of(new StoppingTime(score.step(), after, between, criterion)), OptionalLong.empty());
            }
            after = score.step();
            before = value;
        }
        return new Search(Optional.empty(), OptionalLong.empty());
    }
}
