package org.twoworlds.actor;

import java.nio.file.Files;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.twoworlds.config.ExperimentConfig;
import org.twoworlds.config.FailureException;
import org.twoworlds.config.ScoredSet;
import org.twoworlds.config.WorldName;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.Repeated;
import org.twoworlds.stream.log.RunFolder;

/**
 * The scores that need not be made again, by all that they depend on and that differs in one run: the weights' digest, the set,
 * and the first of its samples. Grows with the checkpoints of a log, as its view does. Belongs to one evaluator.
 */
public final class ScoreMemory {
    private static final Logger LOG = LoggerFactory.getLogger(ScoreMemory.class);

    private final boolean isKept;
    private final Map<Key, Known> known = new HashMap<>();

    private record Key(String digest, ScoredSet set, long first) {}

    /**
     * A score that was made.
     *
     * @param score the score, its file relative to the folder of the evaluator's run
     * @param place the score as the run's log names it
     */
    record Known(Event.Score score, Repeated place) {}

    private ScoreMemory(boolean isKept) {
        this.isKept = isKept;
    }

    /** A memory of nothing, for scores that depend on more than a checkpoint's weights. */
    static ScoreMemory none() {
        return new ScoreMemory(false);
    }

    /** A memory of the scores that are made from now on. */
    public static ScoreMemory empty() {
        return new ScoreMemory(true);
    }

    /** This memory, which now has the scores that one evaluator of a run made on the run's own sets. */
    ScoreMemory with(RunView view, String evaluator, SetLoader sets) {
        for (var score : view.scores()) {
            var checkpoint = view.world(score.world()).checkpoints().get(score.step());
            if (checkpoint != null && score.evaluator().equals(evaluator)) {
                add(checkpoint, sets.first(score.set(), score.step()), score);
            }
        }
        return this;
    }

    /**
     * This memory, which now also has the test scores of the run whose Ideal World a run of the Real World is compared with: until
     * their first re-use both have the same weights. Where scores would have other bits, or that run is not on this machine, it
     * stays as it is.
     *
     * @param on the machine that scores
     */
    ScoreMemory withIdeal(RunFolder folder, Event.Started started, ExperimentConfig config, Map<String, String> on) {
        var other = folder.beside(config.world().ideal());
        if (config.world().ideal().isEmpty() || !Files.isDirectory(other.log())) {
            return this;
        }
        try {
            var view = RunView.of(other);
            var theirs = view.started();
            var isAlike = Machine.isEqual(theirs.machine().machine(), on)
                    && theirs.choices()
                            .evaluatorDevice()
                            .equals(started.choices().evaluatorDevice())
                    && view.config().evaluator().batch() == config.evaluator().batch()
                    && view.config().keptScores() == config.keptScores();
            for (var s : isAlike ? view.curve(WorldName.IDEAL, ScoredSet.TEST).values() : List.<Event.Score>of()) {
                Optional.ofNullable(view.world(WorldName.IDEAL).checkpoints().get(s.step()))
                        .ifPresent(c -> add(
                                c,
                                0,
                                s.under("../" + other.id() + "/"),
                                Repeated.of(s).in(other.id())));
            }
        } catch (FailureException e) {
            LOG.debug("The scores of run {} are not taken over", other.id(), e);
        }
        return this;
    }

    /** Takes a score in; one that repeats another is that one. */
    void add(Event.Checkpoint checkpoint, long first, Event.Score score) {
        add(checkpoint, first, score, Repeated.of(score));
    }

    private void add(Event.Checkpoint checkpoint, long first, Event.Score score, Repeated place) {
        if (isKept && !checkpoint.digest().isEmpty() && score.repeats().isEmpty()) {
            known.putIfAbsent(new Key(checkpoint.digest(), score.set(), first), new Known(score, place));
        }
    }

    /** The score of a checkpoint's weights on a set; empty where it is to be made. */
    Optional<Known> find(Event.Checkpoint checkpoint, ScoredSet set, long first) {
        return Optional.ofNullable(known.get(new Key(checkpoint.digest(), set, first)));
    }
}
