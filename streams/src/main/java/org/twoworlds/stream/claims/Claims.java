package org.twoworlds.stream.claims;

import java.util.ArrayList;
import java.util.List;
import org.twoworlds.config.Metric;
import org.twoworlds.stream.analysis.Outcome;

/** The judging of the paper's claims, and of two of its follow-ups', on runs. */
public final class Claims {
    private Claims() {}

    /**
     * Judges the claims. Runs that differ in their seed alone are repeats of one setting; pairs of two Ideal Worlds are the
     * null of the settings that they share, and are not judged themselves.
     */
    public static List<Claim> of(List<Outcome> all, Limits limits) {
        var outcomes = all.stream().filter(o -> o.view().worlds().size() == 2).toList();
        var groups = SeedGroup.of(outcomes);
        var nulls = groups.stream().filter(SeedGroup::isNull).toList();
        var judged = groups.stream().filter(g -> !g.isNull()).toList();
        // SoftError and error are probabilities, to which the limit applies; a loss has no scale of its own.
        var inSoftError =
                judged.stream().filter(g -> g.metric() == Metric.SOFT_ERROR).toList();
        List<Claim> claims = new ArrayList<>();
        inSoftError.forEach(g -> claims.add(new Closeness(g, limits.of(g.outcomes())).untilStopping(nulls)));
        judged.forEach(g -> claims.add(new Closeness(g, limits.of(g.outcomes())).besideTheGap()));
        inSoftError.forEach(g -> claims.add(new Closeness(g, limits.of(g.outcomes())).nearerInSoftError()));
        inSoftError.forEach(g -> claims.add(new AtTheEnd(g, limits.of(g.outcomes())).isTheIdealWorlds()));
        inSoftError.forEach(g -> claims.add(new AtTheEnd(g, limits.of(g.outcomes())).isReachedByStopping()));
        claims.addAll(DesignOrder.of(judged, limits.of(outcomes)));
        claims.addAll(
                Scaling.of(judged.stream().flatMap(g -> g.outcomes().stream()).toList(), limits.of(outcomes)));
        claims.addAll(
                Repeats.of(judged.stream().flatMap(g -> g.outcomes().stream()).toList(), limits.of(outcomes)));
        judged.forEach(g -> CalibrationGap.of(g, limits.of(g.outcomes())).ifPresent(claims::add));
        judged.forEach(g -> Sampling.of(g, limits.of(g.outcomes())).ifPresent(claims::add));
        return List.copyOf(claims);
    }
}
