package org.twoworlds.stream.claims;

import java.util.List;
import java.util.Optional;
import org.twoworlds.config.Metric;
import org.twoworlds.stream.analysis.Outcome;
import org.twoworlds.stream.seeds.ErrorBand;
import org.twoworlds.stream.statistics.Interval;
import org.twoworlds.stream.statistics.MeanRatio;
import org.twoworlds.stream.statistics.PairedMagnitudes;
import org.twoworlds.stream.statistics.SeedMean;
import org.twoworlds.stream.statistics.SignFlips;
import org.twoworlds.stream.statistics.TestShare;
import org.twoworlds.stream.statistics.Verdict;

/**
 * The claims on the bootstrap error ε: the main claim, that ε(t) is small for all t up to T(n), in SoftError; that ε is small
 * beside the generalization gap; and the claim of the paper's Figure 6, that ε is smaller in SoftError than in error.
 */
final class Closeness {
    private final SeedGroup group;
    private final Limits limits;

    Closeness(SeedGroup group, Limits limits) {
        this.group = group;
        this.limits = limits;
    }

    /** The main claim, by the largest |mean over seeds of ε(t)|, with a band that holds at all t at once. */
    Claim untilStopping(List<SeedGroup> nulls) {
        var stopped = group.stopped(limits.alpha());
        var setting = group.setting();
        var places = ErrorBand.untilStopping(setting, limits.alpha());
        var atStopping = setting.errorAtStopping();
        var band = places.largest();
        var there = atStopping.map(m -> m.interval(limits.alpha())).orElse(Interval.unknown(Double.NaN));
        var draft = new ClaimDraft(ClaimName.CLOSE, "the worlds stay close up to T(n), in " + group.metric(), group)
                .figure("largest", band)
                .figure("atStoppingTime", there.estimate())
                .figure("low", there.low())
                .figure("high", there.high())
                .figure("signTestP", SignFlips.p(group.each(Closeness::error)))
                .figure("testStandardError", group.seeds() == 1 ? group.mean(o -> at(o).standardError()) : Double.NaN)
                .testShare(share(Metric.SOFT_ERROR), 1)
                .figure("generalizationGap", group.mean(o -> at(o).generalizationGap()))
                .figure("checkpoints", places.checkpoints())
                .figure("reached", stopped.reached())
                .figure("stoppingTime", stopped.median())
                .figure("stoppingTimeEarliest", stopped.earliest())
                .figure("stoppingTimeLatest", stopped.latest())
                .say(
                        "largest |mean bootstrap error| of %d checkpoints %s",
                        places.checkpoints(), ClaimDraft.words(band))
                .say("at T(n) %s", ClaimDraft.words(there))
                .say("T(n) reached by %d of %d seeds", stopped.reached(), stopped.seeds());
        if (stopped.reached() > 0) {
            draft.say("between steps %.0f and %.0f", stopped.earliest(), stopped.latest());
        }
        if (stopped.reached() > 0 && stopped.reached() < stopped.seeds()) {
            draft.say("the others are taken at their end");
        }
        nulls.stream()
                .map(SeedGroup::setting)
                .filter(n -> n.isNullOf(setting) && n.seeds().size() > 1)
                .findFirst()
                .map(n -> ErrorBand.ofNull(n, setting, limits.alpha()))
                .filter(n -> n.checkpoints() > 0)
                .ifPresent(n -> draft.beside(n.largest()).say("of two Ideal Worlds %s", ClaimDraft.words(n.largest())));
        var reason = group.unjudged()
                .or(group::unknownStopping)
                .or(() -> stopped.reached() == 0 ? Optional.of("T(n) was not reached by any seed") : Optional.empty())
                .or(() -> band.high() == 0
                        ? Optional.of("no sample is re-used before T(n): the worlds are the same until then")
                        : Optional.empty())
                .or(() -> atStopping.isEmpty()
                        ? Optional.of("the worlds of a seed were not both scored at T(n), or near it")
                        : Optional.empty());
        return draft.judged(band, limits.limit(), Verdict.within(band, limits.limit()), reason);
    }

    private static Outcome.At at(Outcome o) {
        return o.atStopping().or(o::last).orElse(Outcome.At.UNKNOWN);
    }

    private static double error(Outcome o) {
        return at(o).bootstrapError();
    }

    private TestShare share(Metric metric) {
        return share(new SampleShare.Term(metric, 1));
    }

    private TestShare share(SampleShare.Term... terms) {
        return SampleShare.of(group.outcomes(), o -> SampleShare.worlds(o, at(o).step()), terms);
    }

    /** The claim that ε is a small part of the generalization gap, at T(n). */
    Claim besideTheGap() {
        var errors = group.each(Closeness::error);
        var gaps = group.each(o -> at(o).generalizationGap());
        var ratio = MeanRatio.of(errors, gaps, share(group.metric()), limits.alpha());
        return new ClaimDraft(
                        ClaimName.GAP, "the bootstrap error is a small part of the generalization gap, at T(n)", group)
                .figure("ratio", ratio)
                .testShare(share(group.metric()), 1 / SeedMean.of(gaps).mean())
                .figure("bootstrapError", SeedMean.of(errors).mean())
                .figure("generalizationGap", SeedMean.of(gaps).mean())
                .say("ratio %s", ClaimDraft.words(ratio))
                .say(
                        "bootstrap error %+.4f, generalization gap %+.4f",
                        SeedMean.of(errors).mean(), SeedMean.of(gaps).mean())
                .judged(ratio, limits.margin(), Verdict.within(ratio, limits.margin()), group.unjudgedAtStopping());
    }

    /** The claim of Figure 6: |ε| in SoftError less |ε| in error, at T(n), paired over the seeds. */
    Claim nearerInSoftError() {
        var soft = group.each(Closeness::error);
        var inError = group.in(Metric.ERROR).each(Closeness::error);
        var sign = SeedMean.of(inError).mean() < 0 ? -1 : 1;
        var ofLess = share(new SampleShare.Term(Metric.ERROR, sign), new SampleShare.Term(Metric.SOFT_ERROR, -1));
        var difference = PairedMagnitudes.difference(
                soft,
                inError,
                ofLess,
                share(new SampleShare.Term(Metric.ERROR, sign), new SampleShare.Term(Metric.SOFT_ERROR, 1)),
                limits.alpha());
        var softly = SeedMean.of(soft, share(Metric.SOFT_ERROR)).interval(limits.alpha());
        var hard = SeedMean.of(inError, share(Metric.ERROR)).interval(limits.alpha());
        return new ClaimDraft(ClaimName.METRICS, "the worlds are closer in SoftError than in error, at T(n)", group)
                .figure("difference", difference)
                .testShare(ofLess, 1)
                .figure(Metric.SOFT_ERROR.toString(), softly)
                .figure(Metric.ERROR.toString(), hard)
                .figure(Metric.LOSS.toString(), group.in(Metric.LOSS).mean(Closeness::error))
                .say("|mean bootstrap error| in SoftError less that in error %s", ClaimDraft.words(difference))
                .say("in SoftError %s, in error %s", ClaimDraft.words(softly), ClaimDraft.words(hard))
                .judged(difference, 0, Verdict.below(difference, 0), group.unjudgedAtStopping());
    }
}
