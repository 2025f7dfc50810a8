package org.twoworlds.stream.analysis;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.twoworlds.config.Sweep;
import org.twoworlds.stream.statistics.VarianceComponents;

/**
 * The components of the bootstrap error's variance at T(n) by the seeds that a sweep crosses, such as {@code seeds.init} and
 * {@code seeds.order}.
 *
 * @param of the other keys of the cells, as people write them; empty where there are none
 * @param seeds the keys that are crossed
 * @param components the components; none where they cannot be known
 * @param reason the reason for which they cannot be known; empty where they are known
 */
public record SeedComponents(
        String of, List<String> seeds, List<VarianceComponents.Component> components, String reason) {
    private static final String SEEDS = "seeds.";
    private static final double ALPHA = 0.05;

    public SeedComponents {
        seeds = List.copyOf(seeds);
        components = List.copyOf(components);
    }

    /** The components of outcomes, one for each group of cells that differ in seeds alone, two of them at least. */
    public static List<SeedComponents> of(List<Outcome> outcomes) {
        Map<Map<String, String>, Double> errors = new LinkedHashMap<>();
        for (var o : outcomes) {
            if (o.view().worlds().size() == 2) {
                var error = o.atStopping().map(Outcome.At::bootstrapError).orElse(Double.NaN);
                errors.put(o.view().started().lineage().cell(), error);
            }
        }
        return of(errors);
    }

    /**
     * The components of bootstrap errors.
     *
     * @param errors the bootstrap errors by cell; NaN where T(n) was not reached
     */
    static List<SeedComponents> of(Map<Map<String, String>, Double> errors) {
        return errors.keySet().stream()
                .collect(Collectors.groupingBy(
                        cell -> keys(cell, key -> !key.startsWith(SEEDS)), LinkedHashMap::new, Collectors.toList()))
                .entrySet()
                .stream()
                .flatMap(group -> group(Sweep.Cell.text(group.getKey()), group.getValue(), errors).stream())
                .toList();
    }

    private static Map<String, String> keys(Map<String, String> cell, Function<String, Boolean> which) {
        Map<String, String> kept = new TreeMap<>(cell);
        kept.keySet().removeIf(key -> !which.apply(key));
        return kept;
    }

    private static Optional<SeedComponents> group(
            String of, List<Map<String, String>> cells, Map<Map<String, String>, Double> errors) {
        Map<String, TreeSet<String>> levels = new TreeMap<>();
        for (var cell : cells) {
            keys(cell, key -> key.startsWith(SEEDS))
                    .forEach((key, value) ->
                            levels.computeIfAbsent(key, k -> new TreeSet<>()).add(value));
        }
        levels.values().removeIf(values -> values.size() < 2);
        if (levels.size() < 2) {
            return Optional.empty();
        }
        var seeds = List.copyOf(levels.keySet());
        var counts = levels.values().stream().mapToInt(TreeSet::size).toArray();
        var values = new double[Arrays.stream(counts).reduce(1, Math::multiplyExact)];
        Arrays.fill(values, Double.NaN);
        for (var cell : cells) {
            var at = 0;
            for (var seed : seeds) {
                var all = levels.get(seed);
                at = at * all.size() + all.headSet(cell.getOrDefault(seed, "")).size();
            }
            values[at] = errors.get(cell);
        }
        var missing = Arrays.stream(values).filter(Double::isNaN).count();
        if (missing > 0) {
            var reason = "%d of %d cells have no bootstrap error at T(n)".formatted(missing, values.length);
            return Optional.of(new SeedComponents(of, seeds, List.of(), reason));
        }
        var names = seeds.stream().map(key -> key.substring(SEEDS.length())).toList();
        var found = VarianceComponents.of(names, counts, values, ALPHA).components();
        return Optional.of(new SeedComponents(of, seeds, found, ""));
    }
}
