package org.twoworlds.stream.analysis;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.twoworlds.config.Metric;
import org.twoworlds.config.ScoredSet;
import org.twoworlds.config.WorldName;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.RunFolder;

/**
 * Two runs' test scores of the same world at the same step, and how far they lie apart.
 *
 * @param step updates done in both
 * @param difference the first run's minus the second's
 * @param standardError of it by the sampling of the test set, given the two models: both score the same samples, so it is the
 *     paired one; empty where samples are not kept
 */
public record PairedScores(long step, double difference, OptionalDouble standardError) {
    /** A run whose scores are compared: where it lies, and its events with those of the Ideal World that it names. */
    public record Side(RunFolder folder, RunView view) {
        /** A run as it is now. */
        public static Side of(RunFolder folder) {
            return new Side(folder, RunView.ofPair(folder));
        }

        /** Whether another run scores the same test samples. */
        public boolean hasTestOf(Side other) {
            return view.config().data().equals(other.view.config().data());
        }
    }

    /** The differences at every step at which both runs have a test score of a world by their own evaluators. */
    public static List<PairedScores> of(Side a, Side b, WorldName world, Metric metric) {
        var ofB = b.view().curve(world, ScoredSet.TEST);
        var isPaired = a.hasTestOf(b);
        List<PairedScores> all = new ArrayList<>();
        for (var score : a.view().curve(world, ScoredSet.TEST).values()) {
            var other = ofB.get(score.step());
            if (other != null) {
                var error = isPaired ? standardError(a, score, b, other, metric) : OptionalDouble.empty();
                all.add(new PairedScores(score.step(), score.in(metric) - other.in(metric), error));
            }
        }
        return all;
    }

    private static OptionalDouble standardError(Side a, Event.Score ofA, Side b, Event.Score ofB, Metric metric) {
        var first = SampleScores.outcomes(a.folder(), ofA, metric);
        var second = SampleScores.outcomes(b.folder(), ofB, metric);
        return first.isPresent() && second.isPresent() && first.get().length == second.get().length
                ? OptionalDouble.of(Gap.pairedStandardError(first.get(), second.get()))
                : OptionalDouble.empty();
    }
}
