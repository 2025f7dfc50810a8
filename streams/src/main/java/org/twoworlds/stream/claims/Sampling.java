package org.twoworlds.stream.claims;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.twoworlds.config.Metric;
import org.twoworlds.config.ScoredSet;
import org.twoworlds.config.WorldName;
import org.twoworlds.stream.analysis.Outcome;
import org.twoworlds.stream.data.DataSets;
import org.twoworlds.stream.data.KnownPosterior;
import org.twoworlds.stream.statistics.SeedMean;
import org.twoworlds.stream.statistics.TestShare;
import org.twoworlds.stream.statistics.Verdict;

/**
 * The claim of Nakkiran and Bansal 2020 (2009.08092): a network that interpolates its train samples errs on new ones as a sampler
 * of p(y | x) would. The claim is judged in error, of the Real World at its end, where p(y | x) is known and T(n) was reached.
 */
final class Sampling {
    private Sampling() {}

    /** Judges the claim on a group; empty where p(y | x) is not known. */
    static Optional<Claim> of(SeedGroup group, Limits limits) {
        var config = group.outcomes().get(0).view().config();
        if (group.metric() != Metric.SOFT_ERROR
                || !List.of("mixture", "gaussian").contains(config.data().type())) {
            return Optional.empty();
        }
        if (!(DataSets.open(config.data()) instanceof KnownPosterior known)) {
            return Optional.empty();
        }
        var test = DataSets.open(config.data()).test();
        var sample = new byte[test.shape().bytes()];
        var ofSampler = 0.0;
        var least = 0.0;
        var count = config.data().testCount();
        for (var i = 0; i < count; i++) {
            test.sample(i, sample);
            var posterior = known.posterior(sample);
            ofSampler += (1 - Arrays.stream(posterior).map(p -> p * p).sum()) / count;
            least += (1 - Arrays.stream(posterior).max().orElseThrow()) / count;
        }
        var sampler = ofSampler;
        var errors = group.each(o -> end(o, WorldName.REAL, Metric.ERROR) - sampler);
        var share = TestShare.ofStandardError(Math.sqrt(sampler * (1 - sampler) / count));
        var difference = SeedMean.of(errors, share).interval(limits.alpha());
        var realError = group.mean(o -> end(o, WorldName.REAL, Metric.ERROR));
        return Optional.of(new ClaimDraft(
                        ClaimName.SAMPLER,
                        "a network that interpolates errs as a sampler of p(y | x)",
                        group.in(Metric.ERROR))
                .figure("difference", difference)
                .testShare(share, 1)
                .figure("samplersError", sampler)
                .figure("leastError", least)
                .figure("realSoftError", group.mean(o -> end(o, WorldName.REAL, Metric.SOFT_ERROR)))
                .figure("idealSoftError", group.mean(o -> end(o, WorldName.IDEAL, Metric.SOFT_ERROR)))
                .figure("realError", realError)
                .figure("idealError", group.mean(o -> end(o, WorldName.IDEAL, Metric.ERROR)))
                .say("Real error less the sampler's %s", ClaimDraft.words(difference))
                .say("the sampler's %.4f, Real error %.4f, least error there is %.4f", sampler, realError, least)
                .judged(
                        difference,
                        limits.limit(),
                        Verdict.within(difference, limits.limit()),
                        group.unjudged().or(() -> group.outcomes().stream()
                                .filter(o -> o.stopping().isEmpty())
                                .findFirst()
                                .map(o -> "the Real World of " + o.label()
                                        + " does not interpolate its train samples: T(n) was not reached"))));
    }

    private static double end(Outcome o, WorldName world, Metric metric) {
        var last = o.view().curve(world, ScoredSet.TEST).lastEntry();
        return last == null ? Double.NaN : last.getValue().in(metric);
    }
}
