package org.twoworlds.stream.claims;

import java.util.Arrays;
import java.util.Optional;
import org.twoworlds.config.ScoredSet;
import org.twoworlds.config.WorldName;
import org.twoworlds.stream.analysis.Outcome;
import org.twoworlds.stream.statistics.SeedMean;
import org.twoworlds.stream.statistics.UntilPrecise;
import org.twoworlds.stream.statistics.Verdict;

/**
 * The claims on L(n), the Real World's error at the end: that it is the Ideal World's after T(n) steps, and that it was
 * reached by then.
 */
final class AtTheEnd {
    private static final int LEAST_SEEDS = 3;
    private static final int MOST_SEEDS = 1000;

    private final SeedGroup group;
    private final Limits limits;

    AtTheEnd(SeedGroup group, Limits limits) {
        this.group = group;
        this.limits = limits;
    }

    /** The claim that L(n) is the Ideal World's error at T(n), L̃(T(n)). */
    Claim isTheIdealWorlds() {
        return compared(ClaimName.END, "L(n) is the Ideal World's error after T(n) steps", WorldName.IDEAL);
    }

    /** The claim that L(n) is the Real World's error at T(n). */
    Claim isReachedByStopping() {
        return compared(ClaimName.STOPPING, "after T(n) steps the Real World's error is L(n)", WorldName.REAL);
    }

    private Claim compared(ClaimName name, String claim, WorldName world) {
        var end = group.each(o -> o.last().orElse(Outcome.At.UNKNOWN).realTest());
        var real = group.each(o -> o.atStopping().orElse(Outcome.At.UNKNOWN).realTest());
        var ideal = group.each(o -> o.atStopping().orElse(Outcome.At.UNKNOWN).idealTest());
        var there = world == WorldName.IDEAL ? ideal : real;
        var differences = new double[end.length];
        Arrays.setAll(differences, s -> end[s] - there[s]);
        var share = SampleShare.of(
                group.outcomes(), o -> endAndStopping(o, world), new SampleShare.Term(group.metric(), 1));
        var difference = SeedMean.of(differences, share).interval(limits.alpha());
        var draft = new ClaimDraft(name, claim, group)
                .figure("difference", difference)
                .testShare(share, 1)
                .figure("realAtEnd", SeedMean.of(end).mean())
                .figure("realAtStoppingTime", SeedMean.of(real).mean())
                .figure("idealAtStoppingTime", SeedMean.of(ideal).mean())
                .say("difference %s", ClaimDraft.words(difference))
                .say(
                        "Real at the end %.4f, Real at T(n) %.4f, Ideal at T(n) %.4f",
                        SeedMean.of(end).mean(),
                        SeedMean.of(real).mean(),
                        SeedMean.of(ideal).mean());
        var verdict = Verdict.within(difference, limits.limit());
        if (difference.isKnown() && verdict == Verdict.OPEN) {
            var wish = Math.abs(limits.limit() - Math.abs(difference.estimate()));
            var seeds = new UntilPrecise(wish, LEAST_SEEDS, MOST_SEEDS, limits.alpha()).expected(differences);
            draft.figure("seedsToDecide", seeds).say("by this scatter %d seeds would decide", seeds);
        }
        return draft.judged(difference, limits.limit(), verdict, group.unjudgedAtStopping());
    }

    private static Optional<SampleShare.Pair> endAndStopping(Outcome o, WorldName world) {
        var end = o.view().curve(WorldName.REAL, ScoredSet.TEST).lastEntry();
        return o.atStopping()
                .flatMap(at -> SampleShare.worlds(o, at.step()))
                .map(p -> new SampleShare.Pair(end.getValue(), world == WorldName.IDEAL ? p.second() : p.first()));
    }
}
