package org.twoworlds.stream.catalogue;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A row of a list of sweeps.
 *
 * @param sweep the sweep's id
 * @param recipe the recipe of its runs
 * @param runs the number of its runs
 * @param states the number of runs by the name of their state
 */
public record SweepRow(String sweep, String recipe, int runs, Map<String, Integer> states) {
    /** A row of the runs of a sweep that are in one state. */
    SweepRow(String sweep, String recipe, String state, int runs) {
        this(sweep, recipe, runs, Map.of(state, runs));
    }

    /** This row with more runs of the same sweep; a run that cannot be read has no recipe. */
    SweepRow with(SweepRow more) {
        var all = new TreeMap<>(states);
        more.states().forEach((state, count) -> all.merge(state, count, Integer::sum));
        return new SweepRow(sweep, recipe.isEmpty() ? more.recipe() : recipe, runs + more.runs(), all);
    }

    /** The numbers of runs by state in one line, such as {@code 18 completed, 2 running}. */
    public String statesAsText() {
        return new TreeMap<>(states)
                .entrySet().stream().map(e -> e.getValue() + " " + e.getKey()).collect(Collectors.joining(", "));
    }
}
