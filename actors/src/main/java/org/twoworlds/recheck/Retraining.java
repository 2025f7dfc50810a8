package org.twoworlds.recheck;

import java.util.Optional;
import org.twoworlds.config.ScoredSet;

/** A world that is trained once more, from step 0. It belongs to one thread, and is closed by its maker. */
interface Retraining extends AutoCloseable {
    /**
     * The numbers of a score.
     *
     * @param softError NaN where it is not measured, as {@code error}
     */
    record Numbers(double softError, double error, double loss) {}

    /** Does the next update, and returns its batch's loss. */
    float update();

    /** The digest of the weights as they are now. */
    String digest();

    /** The score of the weights as they are now on a set; empty where the set is not one of the run's own. */
    Optional<Numbers> score(ScoredSet set);

    @Override
    void close();
}
