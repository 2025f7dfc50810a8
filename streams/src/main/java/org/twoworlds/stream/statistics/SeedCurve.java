package org.twoworlds.stream.statistics;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeSet;

/**
 * The mean of one curve over seeds, with Student's interval at each step by itself: a {@link SimultaneousBand} is the one that holds
 * the whole curve at once.
 *
 * @param steps those that every seed has, rising
 * @param means at each of them; of one seed their ends are not known
 * @param seeds how many there are
 */
public record SeedCurve(List<Long> steps, List<Interval> means, int seeds) {
    /**
     * The mean of curves, one a seed.
     *
     * @param alpha how often an interval may miss
     */
    public static SeedCurve of(List<? extends SortedMap<Long, Double>> curves, double alpha) {
        if (curves.isEmpty()) {
            return new SeedCurve(List.of(), List.of(), 0);
        }
        var steps = new TreeSet<>(curves.get(0).keySet());
        curves.forEach(curve -> steps.retainAll(curve.keySet()));
        List<Interval> means = new ArrayList<>();
        for (var step : steps) {
            var values = curves.stream().mapToDouble(curve -> curve.get(step)).toArray();
            means.add(SeedMean.of(values).interval(alpha));
        }
        return new SeedCurve(List.copyOf(steps), means, curves.size());
    }
}
