package org.twoworlds.stream.seeds;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.twoworlds.config.Metric;
import org.twoworlds.config.Seeds;
import org.twoworlds.config.WorldName;
import org.twoworlds.stream.analysis.Outcome;
import org.twoworlds.stream.statistics.SeedCurve;
import org.twoworlds.stream.statistics.SeedMean;
import org.twoworlds.stream.statistics.StoppedSeeds;

/**
 * A setting with its seeds: runs that differ in their seed alone.
 *
 * @param label the settings, beside the seeds, that distinguish it from others
 * @param seeds the runs, at least one, all in one metric
 */
public record Setting(String label, List<SeedRun> seeds) {
    /** The settings of some runs, in the order of their first runs. */
    public static List<Setting> of(List<SeedRun> runs) {
        Map<String, List<SeedRun>> settings =
                runs.stream().collect(Collectors.groupingBy(SeedRun::setting, LinkedHashMap::new, Collectors.toList()));
        return settings.entrySet().stream()
                .map(e -> new Setting(e.getKey(), e.getValue()))
                .toList();
    }

    /** The metric of all numbers. */
    public Metric metric() {
        return seeds.get(0).metric();
    }

    /** Whether its runs are pairs of two Ideal Worlds. */
    public boolean isNull() {
        return seeds.get(0).isNull();
    }

    /** Whether this null is the null of a setting: all settings but those of the first world and the seeds are the same. */
    public boolean isNullOf(Setting other) {
        return isNull() && !other.isNull() && shared().equals(other.shared());
    }

    private String shared() {
        var raw = seeds.get(0).config().raw();
        return raw.entrySet().stream()
                .filter(e -> !Seeds.isKey(e.getKey())
                        && !e.getKey().startsWith("world.")
                        && !e.getKey().startsWith("stoppingTime.")
                        && !e.getKey().equals("name"))
                .map(e -> e.getKey() + "=" + e.getValue().unwrapped())
                .sorted()
                .collect(Collectors.joining(" "));
    }

    /** The mean test curve of a world, with Student's interval at each step by itself. */
    public SeedCurve curve(WorldName world, double alpha) {
        return SeedCurve.of(seeds.stream().map(s -> s.curve(world)).toList(), alpha);
    }

    /** The T(n) of the seeds. */
    public StoppedSeeds stopped(double alpha) {
        return StoppedSeeds.of(
                seeds.stream()
                        .flatMap(s -> s.stopping().stream())
                        .mapToDouble(SeedRun.Stop::interpolated)
                        .toArray(),
                seeds.size(),
                alpha);
    }

    /** The earliest T(n) of any seed, up to which all seeds are compared; {@link Long#MAX_VALUE} where no seed reached it. */
    public long until() {
        return seeds.stream()
                .flatMap(s -> s.stopping().stream())
                .mapToLong(SeedRun.Stop::step)
                .min()
                .orElse(Long.MAX_VALUE);
    }

    /** The mean bootstrap error at each checkpoint at which both worlds of every seed were scored. */
    public SortedMap<Long, SeedMean> errors() {
        var curves = seeds.stream().map(SeedRun::errors).toList();
        var steps = new TreeSet<>(curves.get(0).keySet());
        curves.forEach(c -> steps.retainAll(c.keySet()));
        var means = new TreeMap<Long, SeedMean>();
        for (var step : steps) {
            var values = curves.stream().mapToDouble(c -> c.get(step)).toArray();
            means.put(step, SeedMean.of(values, TestShares.of(seeds, Collections.nCopies(seeds.size(), step))));
        }
        return means;
    }

    /**
     * The mean bootstrap error, each seed at its own T(n), or at its end where T(n) was not reached; empty where a seed was not
     * scored.
     */
    public Optional<SeedMean> errorAtStopping() {
        var at = seeds.stream().map(SeedRun::atStopping).toList();
        var values = at.stream().mapToDouble(Outcome.At::bootstrapError).toArray();
        return Arrays.stream(values).anyMatch(Double::isNaN)
                ? Optional.empty()
                : Optional.of(SeedMean.of(
                        values,
                        TestShares.of(seeds, at.stream().map(Outcome.At::step).toList())));
    }

    /** The mean over the seeds of a number. */
    public SeedMean mean(ToDoubleFunction<SeedRun> number) {
        return SeedMean.of(seeds.stream().mapToDouble(number).toArray());
    }
}
