package org.twoworlds.stream.claims;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.twoworlds.config.Law;
import org.twoworlds.config.Metric;
import org.twoworlds.config.ScoredSet;
import org.twoworlds.config.Seeds;
import org.twoworlds.config.Sweep;
import org.twoworlds.config.WorldName;
import org.twoworlds.stream.analysis.Outcome;
import org.twoworlds.stream.statistics.Interval;
import org.twoworlds.stream.statistics.OnePassCurve;
import org.twoworlds.stream.statistics.RepeatDecay;
import org.twoworlds.stream.statistics.SeedMean;
import org.twoworlds.stream.statistics.Verdict;

/**
 * The claims on what K epochs over n samples are worth: E(K, n) = n′/n, the effective re-use rate of Yan et al. 2025 (2511.13421),
 * where a one-pass learner of n′ samples with its own annealed rate has the test loss of the K epochs. Every seed has its own
 * one-pass learners, the Ideal Worlds of its runs. All learners are matched on one test sample, whose share is not added.
 */
final class Repeats {
    private static final String STEPS = "steps";
    private static final String LAW = "world.law";
    private static final int LEAST_NUMBERS = 2;

    private final SeedGroup group;
    private final Limits limits;
    private final Map<String, List<Outcome>> bySeed;
    private final List<Cell> cells;
    private final long all;

    private Repeats(SeedGroup group, Limits limits) {
        this.group = group;
        this.limits = limits;
        this.bySeed = group.outcomes().stream()
                .collect(Collectors.groupingBy(SeedGroup::seed, LinkedHashMap::new, Collectors.toList()));
        var found = cells();
        this.all = found.size();
        this.cells = found.stream().filter(Cell::isKnown).toList();
    }

    /** K epochs over n samples, with E(K, n) of each seed; NaN where a seed's loss is beyond its one-pass learners. */
    private record Cell(long epochs, long n, double[] worths) {
        boolean isKnown() {
            return Arrays.stream(worths).noneMatch(Double::isNaN);
        }

        double[] logs() {
            return Arrays.stream(worths).map(Math::log).toArray();
        }

        Interval worth(double alpha) {
            return SeedMean.of(logs()).interval(alpha).map(Math::exp);
        }
    }

    /** Judges the claims for each setting of a sweep over steps and epochs, in loss and, where there is one, in SoftError. */
    static List<Claim> of(List<Outcome> outcomes, Limits limits) {
        Map<String, List<Outcome>> byOther = outcomes.stream()
                .filter(o ->
                        epochs(o) > 1 && o.view().started().lineage().cell().containsKey(STEPS))
                .collect(Collectors.groupingBy(Repeats::other, LinkedHashMap::new, Collectors.toList()));
        return byOther.entrySet().stream()
                .map(e -> new SeedGroup(e.getKey(), e.getValue()))
                .flatMap(g -> Stream.of(Metric.LOSS, g.metric()).distinct().map(g::in))
                .map(g -> new Repeats(g, limits))
                .flatMap(r -> Stream.of(r.decays(), r.growsWithSamples()))
                .sorted(Comparator.comparing(Claim::name))
                .toList();
    }

    private static long epochs(Outcome o) {
        return o.view().config().world().law() instanceof Law.Epochs epochs ? epochs.k() : 1;
    }

    private static long n(Outcome o) {
        return o.view().config().world().law().reused().orElseThrow();
    }

    private static String other(Outcome o) {
        var cell = new TreeMap<>(o.view().started().lineage().cell());
        cell.keySet().removeIf(k -> k.equals(STEPS) || k.equals(LAW) || Seeds.isKey(k));
        return cell.isEmpty() ? "the sweep over epochs" : Sweep.Cell.text(cell);
    }

    private static double end(Outcome o, WorldName world) {
        var last = o.view().curve(world, ScoredSet.TEST).lastEntry();
        return last == null ? Double.NaN : last.getValue().in(o.metric());
    }

    private List<Cell> cells() {
        Map<List<Long>, double[]> worths = new TreeMap<>(
                Comparator.<List<Long>>comparingLong(c -> c.get(0)).thenComparingLong(c -> c.get(1)));
        var s = 0;
        for (var runs : bySeed.values()) {
            var curve = onePass(runs);
            for (var run : runs) {
                var row = worths.computeIfAbsent(List.of(epochs(run), n(run)), c -> {
                    var unknown = new double[bySeed.size()];
                    Arrays.fill(unknown, Double.NaN);
                    return unknown;
                });
                row[s] = curve.map(c -> c.matching(end(run, WorldName.REAL)))
                                .orElse(OptionalDouble.empty())
                                .orElse(Double.NaN)
                        / n(run);
            }
            s++;
        }
        return worths.entrySet().stream()
                .map(e -> new Cell(e.getKey().get(0), e.getKey().get(1), e.getValue()))
                .toList();
    }

    /** The one-pass learners of one seed; empty where one was not scored. */
    private static Optional<OnePassCurve> onePass(List<Outcome> runs) {
        Map<Long, Double> losses = new TreeMap<>();
        for (var run : runs) {
            var config = run.view().config();
            losses.put(config.steps() * config.batch(), end(run, WorldName.IDEAL));
        }
        return losses.values().stream().anyMatch(l -> !(l > 0))
                ? Optional.empty()
                : Optional.of(OnePassCurve.of(
                        losses.keySet().stream().mapToDouble(n -> n).toArray(),
                        losses.values().stream().mapToDouble(l -> l).toArray()));
    }

    private Optional<String> unjudged() {
        return group.unended().or(() -> bySeed.size() < 2 ? Optional.of("one seed has no interval") : Optional.empty());
    }

    private ClaimDraft draft(ClaimName name, String claim) {
        var draft = new ClaimDraft(name, claim + ", in " + group.metric(), group).ofSeeds(bySeed.size());
        for (var cell : cells) {
            var worth = cell.worth(limits.alpha());
            draft.figure("E(" + cell.epochs() + "," + cell.n() + ")", worth)
                    .say("E(%d, %d) = %s", cell.epochs(), cell.n(), ClaimDraft.words(worth));
        }
        return draft.figure("cells", cells.size())
                .figure("cellsBeyond", all - cells.size())
                .say("%d of %d cells are beyond the one-pass learners and left out", all - cells.size(), all);
    }

    /** The claim that repeated samples lose their value as Muennighoff et al. found. */
    private Claim decays() {
        var numbers = cells.stream().mapToLong(Cell::epochs).distinct().count();
        var decays = new double[bySeed.size()];
        var epochs = cells.stream().mapToDouble(Cell::epochs).toArray();
        Arrays.setAll(
                decays,
                s -> cells.isEmpty()
                        ? Double.NaN
                        : RepeatDecay.fit(
                                epochs,
                                cells.stream().mapToDouble(c -> c.worths()[s]).toArray()));
        var rStar = RepeatDecay.rStar(decays, limits.alpha());
        var theirs = RepeatDecay.THEIRS;
        return draft(ClaimName.REPEATS, "repeated samples lose their value with R* near 15.4")
                .figure("rStar", rStar)
                .figure("decay", SeedMean.of(decays).interval(limits.alpha()))
                .say("R* = %s", ClaimDraft.words(rStar))
                .judged(
                        rStar,
                        theirs,
                        Verdict.between(rStar, theirs * (1 - limits.margin()), theirs * (1 + limits.margin())),
                        unjudged()
                                .or(() -> numbers < LEAST_NUMBERS
                                        ? Optional.of(
                                                "a fit needs two numbers of epochs among the one-pass learners, and there are "
                                                        + numbers)
                                        : Optional.empty()));
    }

    /** The claim that more samples can be repeated more: E(K, n) rises with n. */
    private Claim growsWithSamples() {
        Map<Long, List<Cell>> byEpochs = cells.stream().collect(Collectors.groupingBy(Cell::epochs));
        List<List<Cell>> several = new ArrayList<>(byEpochs.values());
        several.removeIf(c -> c.size() < LEAST_NUMBERS);
        var slopes = new double[bySeed.size()];
        Arrays.setAll(slopes, s -> several.isEmpty() ? Double.NaN : slope(several, s));
        var slope = SeedMean.of(slopes).interval(limits.alpha());
        return draft(ClaimName.REUSE, "larger sets can be repeated more: E(K, n) rises with n")
                .figure("exponent", slope)
                .say("E(K, n) ~ n^%s at the same K", ClaimDraft.words(slope))
                .judged(
                        slope,
                        0,
                        Verdict.below(new Interval(-slope.estimate(), -slope.high(), -slope.low()), 0),
                        unjudged()
                                .or(() -> several.isEmpty()
                                        ? Optional.of("no number of epochs has two n among the one-pass learners")
                                        : Optional.empty()));
    }

    /** The slope of log E over log n at the same K, pooled over all K. */
    private static double slope(List<List<Cell>> several, int seed) {
        var covariance = 0.0;
        var variance = 0.0;
        for (var cells : several) {
            var n = cells.stream().mapToDouble(c -> Math.log(c.n())).average().orElseThrow();
            var e = cells.stream()
                    .mapToDouble(c -> Math.log(c.worths()[seed]))
                    .average()
                    .orElseThrow();
            for (var cell : cells) {
                covariance += (Math.log(cell.n()) - n) * (Math.log(cell.worths()[seed]) - e);
                variance += (Math.log(cell.n()) - n) * (Math.log(cell.n()) - n);
            }
        }
        return covariance / variance;
    }
}
