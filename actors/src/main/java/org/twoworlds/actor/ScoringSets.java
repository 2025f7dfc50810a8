package org.twoworlds.actor;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.twoworlds.config.ScoredSet;
import org.twoworlds.model.onnx.ScoringSet;
import org.twoworlds.stream.experiment.Experiment;

/**
 * The sets that an evaluator of a run scores on, each made when it is asked for and kept. Train sets are of the samples that
 * are re-used at a step, and are made anew once those are others. Belongs to one evaluator.
 */
public final class ScoringSets implements SetLoader {
    private final Experiment experiment;
    private final Map<ScoredSet, Supplier<ScoringSet>> further;
    private final Map<ScoredSet, ScoringSet> kept = new HashMap<>();
    private final Map<ScoredSet, Long> first = new HashMap<>();

    /**
     * Sets of an experiment.
     *
     * @param further those of {@code evaluator.on}, by name
     */
    public ScoringSets(Experiment experiment, Map<ScoredSet, Supplier<ScoringSet>> further) {
        this.experiment = experiment;
        this.further = further;
    }

    @Override
    public ScoringSet load(ScoredSet set, long step) {
        if (further.containsKey(set)) {
            return kept.computeIfAbsent(set, name -> further.get(name).get());
        }
        var from = first(set, step);
        if (!Long.valueOf(from).equals(first.put(set, from))) {
            kept.remove(set);
        }
        return kept.computeIfAbsent(set, name -> experiment.scoringSet(name, from));
    }

    @Override
    public long first(ScoredSet set, long step) {
        return further.containsKey(set) ? 0 : experiment.firstOf(set, step);
    }
}
