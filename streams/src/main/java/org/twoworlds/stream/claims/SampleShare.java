package org.twoworlds.stream.claims;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.twoworlds.config.Metric;
import org.twoworlds.config.ScoredSet;
import org.twoworlds.config.WorldName;
import org.twoworlds.stream.analysis.Outcome;
import org.twoworlds.stream.analysis.SampleScores;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.statistics.TestShare;

/**
 * The computation of the test sample's share of the variance of a mean over seeds, from the outcomes of single samples
 * where these are kept.
 */
final class SampleShare {
    private SampleShare() {}

    /**
     * A term of a linear combination of metrics, which is the sum of factor times (first score less second score) over its
     * terms.
     */
    record Term(Metric metric, double factor) {}

    /** The two scores of one run whose difference is taken. */
    record Pair(Event.Score first, Event.Score second) {}

    /** The share in a combination of differences of two scores a run; {@link TestShare#NONE} where a score is missing. */
    static TestShare of(List<Outcome> outcomes, Function<Outcome, Optional<Pair>> pair, Term... terms) {
        var values = new double[outcomes.size()][];
        for (var s = 0; s < values.length; s++) {
            var outcome = outcomes.get(s);
            var found = pair.apply(outcome).flatMap(p -> combined(outcome, p, terms));
            if (found.isEmpty() || s > 0 && found.get().length != values[0].length || found.get().length < 2) {
                return TestShare.NONE;
            }
            values[s] = found.get();
        }
        return TestShare.of(values);
    }

    private static Optional<double[]> combined(Outcome outcome, Pair pair, Term... terms) {
        var sum = new double[0];
        for (var term : terms) {
            var a = SampleScores.outcomes(outcome.folder(), pair.first(), term.metric());
            var b = SampleScores.outcomes(outcome.folder(), pair.second(), term.metric());
            if (a.isEmpty() || b.isEmpty() || a.get().length != b.get().length) {
                return Optional.empty();
            }
            sum = sum.length == 0 ? new double[a.get().length] : sum;
            for (var i = 0; i < sum.length; i++) {
                sum[i] += term.factor() * (a.get()[i] - b.get()[i]);
            }
        }
        return Optional.of(sum);
    }

    /** The test scores of both worlds of a run, at the checkpoint with both that is nearest to a step. */
    static Optional<Pair> worlds(Outcome outcome, long step) {
        var real = outcome.view().curve(WorldName.REAL, ScoredSet.TEST);
        var ideal = outcome.view().curve(WorldName.IDEAL, ScoredSet.TEST);
        return outcome.gaps().stream()
                .map(g -> g.step())
                .min((a, b) -> Long.compare(Math.abs(a - step), Math.abs(b - step)))
                .map(s -> new Pair(real.get(s), ideal.get(s)));
    }
}
