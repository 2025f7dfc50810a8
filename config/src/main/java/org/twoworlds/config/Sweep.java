package org.twoworlds.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A recipe with its lists written out: the grid of all their combinations, or one experiment where the recipe has no list.
 *
 * @param name the recipe's name
 * @param cells the experiments, at least one, the last list varying fastest
 */
public record Sweep(String name, List<Cell> cells) {
    public Sweep {
        cells = List.copyOf(cells);
    }

    /**
     * One experiment of the grid.
     *
     * @param varied the keys that distinguish the experiment, with their values as text, in the order of the keys
     */
    public record Cell(Map<String, String> varied, ExperimentConfig config) {
        public Cell {
            varied = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(varied));
        }

        /** The keys and values that distinguish an experiment, as people write them. */
        public static String text(Map<String, String> varied) {
            return varied.entrySet().stream()
                    .map(e -> e.getKey() + "=" + e.getValue())
                    .collect(Collectors.joining(" "));
        }
    }

    /** Whether the sweep is a single experiment. */
    public boolean isSingle() {
        return cells.size() == 1 && cells.get(0).varied().isEmpty();
    }

    /**
     * The single experiment of a sweep that has no more.
     *
     * @throws RequestException where the sweep has several experiments
     */
    public ExperimentConfig single() {
        if (!isSingle()) {
            throw new RequestException(
                    "recipe",
                    name,
                    "be one experiment, and its lists make " + cells.size(),
                    "set one value in place of each list");
        }
        return cells.get(0).config();
    }
}
