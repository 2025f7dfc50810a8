package org.twoworlds.stream.catalogue;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A sweep in a list.
 *
 * @param sweep its id
 * @param recipe of its runs
 * @param runs how many it has
 * @param states how many are in each state, by its name
 */
public record SweepRow(String sweep, String recipe, int runs, Map<String, Integer> states) {
    /** With more runs of the same sweep. */
    SweepRow with(SweepRow more) {
        var all = new TreeMap<>(states);
        more.states().forEach((state, count) -> all.merge(state, count, Integer::sum));
        return new SweepRow(sweep, recipe, runs + more.runs(), all);
    }

    /** The states on one line, such as {@code 18 completed, 2 running}. */
    public String statesAsText() {
        return new TreeMap<>(states)
                .entrySet().stream().map(e -> e.getValue() + " " + e.getKey()).collect(Collectors.joining(", "));
    }
}
