package org.twoworlds.stream.claims;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.twoworlds.config.ScoredSet;
import org.twoworlds.config.Seeds;
import org.twoworlds.config.Sweep;
import org.twoworlds.config.WorldName;
import org.twoworlds.stream.analysis.Outcome;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.statistics.Interval;
import org.twoworlds.stream.statistics.ScalingExponents;
import org.twoworlds.stream.statistics.Verdict;

/**
 * The claim that exponents multiply: L(n) ~ n^(−ab) where T(n) ~ n^b and the Ideal World's error falls as t^(−a). Every seed
 * gives a fit of each, over the n at which all seeds reached T(n). The Ideal World is read along one run's schedule, not at
 * the ends of runs that are each annealed at t.
 */
final class Scaling {
    private static final String CLAIM =
            "exponents multiply: L(n) ~ n^(-ab) where T(n) ~ n^b and the Ideal World's error falls as t^(-a)";
    private static final String N = "world.n";
    private static final int LEAST_SIZES = 3;

    private Scaling() {}

    /** Judges the claim for each setting of a sweep over n. */
    static List<Claim> of(List<Outcome> outcomes, Limits limits) {
        Map<String, List<Outcome>> byOther = outcomes.stream()
                .filter(o -> o.view().started().lineage().cell().containsKey(N))
                .collect(Collectors.groupingBy(Scaling::withoutN, LinkedHashMap::new, Collectors.toList()));
        return byOther.entrySet().stream()
                .map(e -> of(e.getKey(), e.getValue(), limits))
                .toList();
    }

    private static String withoutN(Outcome o) {
        var cell = new TreeMap<>(o.view().started().lineage().cell());
        cell.keySet().removeIf(k -> k.equals(N) || Seeds.isKey(k));
        return cell.isEmpty() ? "the sweep over n" : Sweep.Cell.text(cell);
    }

    private static long n(Outcome o) {
        return o.view().config().world().n();
    }

    /** The exponents b, a and c of one seed. */
    private record Fit(double b, double a, double c) {
        static Fit of(List<Outcome> cells) {
            var sorted =
                    cells.stream().sorted(Comparator.comparingLong(Scaling::n)).toList();
            var n = sorted.stream().mapToDouble(Scaling::n).toArray();
            var times = sorted.stream()
                    .mapToDouble(o -> o.stopping().orElseThrow().interpolated())
                    .toArray();
            var learned = sorted.stream()
                    .mapToDouble(o -> o.last().orElseThrow().realTest())
                    .toArray();
            var from = sorted.get(0).stopping().orElseThrow().step() / 2;
            List<Event.Score> ideal = sorted
                    .get(0)
                    .view()
                    .curve(WorldName.IDEAL, ScoredSet.TEST)
                    .tailMap(Math.max(1, from), true)
                    .values()
                    .stream()
                    .toList();
            var metric = sorted.get(0).metric();
            return new Fit(
                    ScalingExponents.fit(n, times),
                    -ScalingExponents.fit(
                            ideal.stream().mapToDouble(s -> s.step()).toArray(),
                            ideal.stream().mapToDouble(s -> s.in(metric)).toArray()),
                    -ScalingExponents.fit(n, learned));
        }
    }

    private static Claim of(String of, List<Outcome> outcomes, Limits limits) {
        var group = new SeedGroup(of, outcomes);
        Map<String, List<Outcome>> bySeed = outcomes.stream()
                .collect(Collectors.groupingBy(SeedGroup::seed, LinkedHashMap::new, Collectors.toList()));
        var common = new TreeSet<>(outcomes.stream().map(Scaling::n).toList());
        bySeed.values()
                .forEach(cells -> common.retainAll(cells.stream()
                        .filter(o -> o.atStopping().isPresent() && o.last().isPresent())
                        .map(Scaling::n)
                        .toList()));
        var all = outcomes.stream().map(Scaling::n).distinct().count();
        List<Fit> fits = common.size() < LEAST_SIZES
                ? List.of()
                : bySeed.values().stream()
                        .map(cells -> Fit.of(cells.stream()
                                .filter(o -> common.contains(n(o)))
                                .toList()))
                        .toList();
        var reason = group.unended()
                .or(group::unknownStopping)
                .or(() -> common.size() < LEAST_SIZES
                        ? Optional.of("all seeds reached T(n) at " + common.size() + " of " + all
                                + " n, and a fit needs three")
                        : Optional.empty())
                .or(() -> bySeed.size() < 2 ? Optional.of("one seed has no interval") : Optional.empty());
        var draft = new ClaimDraft(ClaimName.SCALING, CLAIM, group).ofSeeds(bySeed.size());
        if (fits.isEmpty()) {
            return draft.judged(Interval.unknown(Double.NaN), limits.margin(), Verdict.OPEN, reason);
        }
        var found = ScalingExponents.of(
                fits.stream().mapToDouble(Fit::b).toArray(),
                fits.stream().mapToDouble(Fit::a).toArray(),
                fits.stream().mapToDouble(Fit::c).toArray(),
                limits.alpha());
        return draft.figure("b", found.b().estimate())
                .figure("bHalfWidth", found.b().halfWidth())
                .figure("minusA", -found.a().estimate())
                .figure("aHalfWidth", found.a().halfWidth())
                .figure("product", -found.a().estimate() * found.b().estimate())
                .figure("learnedExponent", -found.c().estimate())
                .figure("learnedHalfWidth", found.c().halfWidth())
                .figure("ratio", found.ratio())
                .say("ab / c = %s", ClaimDraft.words(found.ratio()))
                .say(
                        "b = %.3f, a = %.3f, c = %.3f over %d n from %d to %d (%d n left out)",
                        found.b().estimate(),
                        found.a().estimate(),
                        found.c().estimate(),
                        common.size(),
                        common.first(),
                        common.last(),
                        all - common.size())
                .judged(
                        found.ratio(),
                        limits.margin(),
                        Verdict.between(found.ratio(), 1 - limits.margin(), 1 + limits.margin()),
                        reason);
    }
}
