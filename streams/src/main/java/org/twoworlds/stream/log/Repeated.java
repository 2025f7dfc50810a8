package org.twoworlds.stream.log;

import java.util.Optional;
import org.twoworlds.config.RequestException;
import org.twoworlds.config.ScoredSet;
import org.twoworlds.config.WorldName;

/**
 * The score that another one repeats, as a log names it: {@code EVALUATOR/WORLD/STEP/SET}, behind {@code RUN/} where it is
 * another run's.
 *
 * @param run the other run's id; empty for a score of the same log
 */
public record Repeated(String run, String evaluator, WorldName world, long step, ScoredSet set) {
    /** The name of a score in its own log. */
    public static Repeated of(Event.Score score) {
        return new Repeated("", score.evaluator(), score.world(), score.step(), score.set());
    }

    /** Reads the text of a log; empty where it names no score. */
    public static Optional<Repeated> parse(String text) {
        var parts = text.split("/", -1);
        var first = parts.length - 4;
        if (first < 0 || first > 1 || !parts[first + 2].matches("0|[1-9][0-9]{0,17}")) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Repeated(
                    first == 0 ? "" : parts[0],
                    parts[first],
                    WorldName.of(parts[first + 1]),
                    Long.parseLong(parts[first + 2]),
                    ScoredSet.of(parts[first + 3])));
        } catch (RequestException e) {
            return Optional.empty();
        }
    }

    /** The same score, seen from another run's log. */
    public Repeated in(String id) {
        return new Repeated(id, evaluator, world, step, set);
    }

    @Override
    public String toString() {
        return (run.isEmpty() ? "" : run + "/")
                + String.join("/", evaluator, world.toString(), "" + step, set.toString());
    }
}
