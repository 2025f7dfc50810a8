package org.twoworlds.stream.claims;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.twoworlds.config.Metric;
import org.twoworlds.config.Seeds;
import org.twoworlds.config.Sweep;
import org.twoworlds.config.WorldEnding;
import org.twoworlds.config.WorldName;
import org.twoworlds.stream.analysis.Outcome;
import org.twoworlds.stream.seeds.SeedRun;
import org.twoworlds.stream.seeds.Setting;
import org.twoworlds.stream.statistics.StoppedSeeds;

/**
 * A group of runs that differ in their seed alone.
 *
 * @param label the settings that distinguish the group from the others
 * @param outcomes the outcomes, one of each seed, at least one, all in one metric
 */
record SeedGroup(String label, List<Outcome> outcomes) {
    /** The groups of some runs, in the order of their first runs. */
    static List<SeedGroup> of(List<Outcome> outcomes) {
        Map<String, List<Outcome>> groups = outcomes.stream()
                .collect(Collectors.groupingBy(SeedRun::setting, LinkedHashMap::new, Collectors.toList()));
        return groups.entrySet().stream()
                .map(g -> new SeedGroup(g.getKey(), g.getValue()))
                .toList();
    }

    /** The seed of a run as its sweep names it; empty where the sweep has one seed. */
    static String seed(Outcome o) {
        var cell = new TreeMap<>(o.view().started().lineage().cell());
        cell.keySet().removeIf(k -> !Seeds.isKey(k));
        return Sweep.Cell.text(cell);
    }

    /** The same group in another metric. */
    SeedGroup in(Metric metric) {
        return new SeedGroup(label, outcomes.stream().map(o -> o.in(metric)).toList());
    }

    int seeds() {
        return outcomes.size();
    }

    Metric metric() {
        return outcomes.get(0).metric();
    }

    long n() {
        return outcomes.get(0).view().config().world().n();
    }

    double[] each(ToDoubleFunction<Outcome> number) {
        return outcomes.stream().mapToDouble(number).toArray();
    }

    double mean(ToDoubleFunction<Outcome> number) {
        return outcomes.stream().mapToDouble(number).average().orElse(Double.NaN);
    }

    /** The reason for which no number of this group can be judged: a world that has not completed, or a single seed. */
    Optional<String> unjudged() {
        return unended().or(() -> seeds() == 1 ? Optional.of("one seed has no interval") : Optional.empty());
    }

    /** The first world that has not completed, in words. */
    Optional<String> unended() {
        return outcomes.stream()
                .flatMap(o -> WorldName.BOTH.stream().flatMap(w -> unended(o, w).stream()))
                .findFirst();
    }

    private static Optional<String> unended(Outcome o, WorldName world) {
        var ended = o.view().world(world).ended();
        var name = (world == WorldName.REAL ? "the Real World of " : "the Ideal World of ") + o.label();
        if (ended.isEmpty()) {
            return Optional.of(name + " has not completed");
        }
        return ended.get().reason() == WorldEnding.NON_FINITE ? Optional.of(name + " diverged") : Optional.empty();
    }

    /** The reason for which no number at T(n) can be judged; empty where there is none. */
    Optional<String> unjudgedAtStopping() {
        return unjudged().or(this::missingAtStopping);
    }

    /** A seed whose T(n) is unknown, was not reached or has no Ideal score, in words. */
    Optional<String> missingAtStopping() {
        return unknownStopping().or(() -> {
            var reached = count(o -> o.stopping().isPresent());
            return reached < seeds()
                    ? Optional.of("T(n) was reached by " + reached + " of " + seeds() + " seeds")
                    : unscored();
        });
    }

    /** The reason for which T(n) is not known: a part of the samples reached it, and not all of them were scored. */
    Optional<String> unknownStopping() {
        return outcomes.stream()
                .filter(o -> o.unconfirmed().isPresent())
                .findFirst()
                .map(o -> "T(n) of " + o.label() + " is unknown: the scored part of the n samples reached it at step "
                        + o.unconfirmed().getAsLong() + ", and nothing says so of all");
    }

    private Optional<String> unscored() {
        return outcomes.stream()
                .filter(o -> o.atStopping().isEmpty()
                        || Double.isNaN(o.atStopping().get().bootstrapError()))
                .findFirst()
                .map(o -> "the worlds of " + o.label() + " were not both scored at T(n), or near it");
    }

    int count(Predicate<Outcome> which) {
        return (int) outcomes.stream().filter(which).count();
    }

    StoppedSeeds stopped(double alpha) {
        return setting().stopped(alpha);
    }

    /** The group as a setting with its seeds. */
    Setting setting() {
        return new Setting(label, outcomes.stream().map(SeedRun::of).toList());
    }

    /** The rule by which the seeds of these runs were added; empty where their number was fixed. */
    Optional<String> rule() {
        return rule(outcomes);
    }

    static Optional<String> rule(List<Outcome> outcomes) {
        return outcomes.stream()
                .map(o -> o.view().started().lineage().until())
                .filter(rule -> !rule.isEmpty())
                .findFirst();
    }

    /**
     * Whether this is a pair of Ideal Worlds, the null of every claim: the first world re-uses nothing either, and sees
     * other samples.
     */
    boolean isNull() {
        return SeedRun.of(outcomes.get(0)).isNull();
    }
}
