package org.twoworlds.stream.claims;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.twoworlds.stream.statistics.Interval;
import org.twoworlds.stream.statistics.KendallTau;
import org.twoworlds.stream.statistics.Verdict;

/** The claim that the designs which are better in the Ideal World are better in the Real World, for one n at a time. */
final class DesignOrder {
    private static final int LEAST_GROUPS = 3;

    private DesignOrder() {}

    /** Judges the claim for every n that has three groups or more. */
    static List<Claim> of(List<SeedGroup> groups, Limits limits) {
        Map<Long, List<SeedGroup>> byN =
                groups.stream().collect(Collectors.groupingBy(SeedGroup::n, LinkedHashMap::new, Collectors.toList()));
        return byN.values().stream()
                .filter(g -> g.size() >= LEAST_GROUPS)
                .map(g -> of(g, byN.size() > 1, limits))
                .toList();
    }

    private static Claim of(List<SeedGroup> groups, boolean named, Limits limits) {
        // One seed is enough for a place in the order: its scatter is chance to the exact test.
        var judged = groups.stream()
                .filter(g -> g.unended().or(g::missingAtStopping).isEmpty())
                .toList();
        var real = new ArrayList<Double>();
        var ideal = new ArrayList<Double>();
        for (var group : judged) {
            real.add(group.mean(o -> o.last().orElseThrow().realTest()));
            ideal.add(group.mean(o -> o.atStopping().orElseThrow().idealTest()));
        }
        var test = KendallTau.of(
                real.stream().mapToDouble(v -> v).toArray(),
                ideal.stream().mapToDouble(v -> v).toArray());
        var label =
                judged.size() + " cells" + (named ? " of n = " + groups.get(0).n() : "");
        var all = groups.stream().flatMap(g -> g.outcomes().stream()).toList();
        var tau = Interval.unknown(test.tau());
        var seeds = judged.stream().mapToInt(SeedGroup::seeds).min().orElse(0);
        return new ClaimDraft(
                        ClaimName.ORDER,
                        "what is better in the Ideal World is better in the Real World",
                        new SeedGroup(label, all))
                .ofSeeds(seeds)
                .figure("cells", judged.size())
                .figure("kendallTau", test.tau())
                .figure("p", test.pPositive())
                .figure("pOpposite", test.pNegative())
                .say("Kendall's tau of Real at the end against Ideal at T(n) %.4f", test.tau())
                .say("exact one-sided p %.4f", test.pPositive())
                .say("%d of %d cells could be ranked", judged.size(), groups.size())
                .judged(
                        tau,
                        0,
                        Verdict.byExactTest(test.pPositive(), test.pNegative(), limits.alpha()),
                        judged.size() < LEAST_GROUPS
                                ? Optional.of("fewer than three cells could be ranked")
                                : test.pPositive() > limits.alpha() && test.pNegative() > limits.alpha()
                                        ? Optional.of("chance gives such an order too often")
                                        : Optional.empty());
    }
}
