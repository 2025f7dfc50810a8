package org.twoworlds.actor;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.twoworlds.config.ExperimentConfig;
import org.twoworlds.config.ScoredSet;
import org.twoworlds.config.WorldName;
import org.twoworlds.stream.analysis.Criterion;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.analysis.ScoreKey;
import org.twoworlds.stream.log.Event;

/**
 * The sets that a run's own evaluator scores each checkpoint on. Where only a part of the n train samples is scored, a
 * checkpoint whose score on that part reaches T(n)'s criterion is scored on all of them too.
 *
 * @param config the run's configuration
 * @param further the sets of {@code evaluator.on}
 */
record ScoringPlan(ExperimentConfig config, Collection<ScoredSet> further) {
    /** The sets of every checkpoint of a world. */
    List<ScoredSet> sets(WorldName world) {
        List<ScoredSet> sets = new ArrayList<>(List.of(ScoredSet.TEST));
        if (world == WorldName.REAL && config.world().law().reused().isPresent()) {
            sets.add(ScoredSet.TRAIN_CLEAN);
            if (!config.augment().isEmpty()) {
                sets.add(ScoredSet.TRAIN_SEEN);
            }
        }
        sets.addAll(further);
        return sets;
    }

    /** Of those, the set by which T(n) is found: scored apart from all others, so that T(n) is known as soon as it is reached. */
    List<ScoredSet> decidingSets(WorldName world) {
        return sets(world).stream().filter(set -> isDeciding(world, set)).toList();
    }

    /** The sets of every checkpoint of a world by which T(n) is not found. */
    List<ScoredSet> otherSets(WorldName world) {
        return sets(world).stream().filter(set -> !isDeciding(world, set)).toList();
    }

    private boolean isDeciding(WorldName world, ScoredSet set) {
        return world == WorldName.REAL && set.equals(Criterion.of(config).set());
    }

    /** The sets on which the mean of a checkpoint's weights is scored; none where no mean is asked for. */
    List<ScoredSet> averageSets(WorldName world) {
        if (config.evaluator().average() == 0) {
            return List.of();
        }
        return world == WorldName.REAL && config.world().law().reused().isPresent()
                ? List.of(ScoredSet.TEST, ScoredSet.TRAIN_CLEAN)
                : List.of(ScoredSet.TEST);
    }

    /** Whether a score asks for one on all n train samples. */
    boolean asksForAll(Event.Score score) {
        return score.world() == WorldName.REAL
                && score.set().equals(ScoredSet.TRAIN_CLEAN)
                && config.world().n() > config.data().trainCount()
                && Criterion.of(config).set().equals(ScoredSet.TRAIN_CLEAN)
                && Criterion.of(config).reached(score);
    }

    /** Whether each score of a checkpoint that this plan asks for is in the log, or its absence is. */
    boolean isSettled(RunView view, WorldName world, long step) {
        var sets = sets(world);
        Optional.ofNullable(view.curve(world, ScoredSet.TRAIN_CLEAN).get(step))
                .filter(this::asksForAll)
                .ifPresent(score -> sets.add(ScoredSet.TRAIN_ALL));
        return sets.stream().allMatch(set -> view.isSettled(new ScoreKey(RunView.OWN_EVALUATOR, world, step, set)))
                && averageSets(world).stream()
                        .allMatch(set -> view.isSettled(new ScoreKey(RunView.AVERAGE_EVALUATOR, world, step, set)));
    }
}
