package org.twoworlds.recheck;

import java.util.List;
import java.util.Optional;
import org.twoworlds.config.ScoredSet;
import org.twoworlds.config.WorldName;

/**
 * A world as it was trained again, beside its record.
 *
 * @param run the run's id
 * @param updates the updates that were done again, from the first on
 * @param steps the updates of the record
 * @param losses the batch losses that were compared
 * @param digests the digests of weights that were compared
 * @param scores the scores that were compared
 * @param first the first difference in words; empty where there is none
 * @param largest the largest |difference| of a batch loss
 * @param largestRelative the largest |difference| of a batch loss, as a part of the recorded one
 * @param firstRelative the |difference| of the first update's batch loss, as a part of the recorded one
 * @param trail how far the losses are apart on the way, at updates that double
 * @param last the differences of the scores at the last checkpoint that was reached
 */
public record ComparedWorld(
        String run,
        WorldName world,
        long updates,
        long steps,
        long losses,
        long digests,
        long scores,
        Optional<String> first,
        double largest,
        double largestRelative,
        double firstRelative,
        List<Apart> trail,
        List<ScoreApart> last) {
    /** The difference of a batch loss, here less recorded, at an update. */
    public record Apart(long step, double difference) {}

    /**
     * The difference of a score, here less recorded.
     *
     * @param metric the metric's name
     * @param standardError the most that the standard error of the score by the sampling of its set can be; NaN where it is not known
     */
    public record ScoreApart(long step, ScoredSet set, String metric, double difference, double standardError) {}

    /** Whether all that was compared is the same to the last bit. */
    public boolean isIdentical() {
        return first.isEmpty();
    }

    /** The world in words. */
    @Override
    public String toString() {
        return "run " + run + ", " + world;
    }
}
