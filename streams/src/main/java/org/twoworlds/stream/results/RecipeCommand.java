package org.twoworlds.stream.results;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.twoworlds.config.ConfigLoader;
import org.twoworlds.config.RecipeHeader;
import org.twoworlds.config.RequestException;
import org.twoworlds.config.Seeds;
import org.twoworlds.config.WorldName;

/** The command that trains some runs of a recipe, found by comparing their configurations with the recipe's. */
final class RecipeCommand {
    private static final String RUN = "./twoworlds run ";
    private static final List<String> SIZES = List.of("lab", "smoke", "full");

    /** Keys that a sweep sets by itself. */
    private static final Set<String> OWN = Set.of("name", "world.trained", "world.ideal", "redrawHead");

    private RecipeCommand() {}

    /**
     * The command in one line. Of a user's own file it names the file without its folder.
     *
     * @param runs the runs of one sweep, or a single one
     */
    static String of(String recipe, List<RunRecord> runs) {
        if (!ConfigLoader.recipes().contains(recipe)) {
            return RUN + recipe + ".conf";
        }
        var trained = values(ofTheRealWorld(runs).stream()
                .map(r -> ConfigFactory.parseString(r.started().identity().config()))
                .toList());
        return SIZES.stream()
                .flatMap(size -> settings(recipe, size, trained).stream().map(s -> new Choice(size, s)))
                .min(Comparator.comparingInt(c -> c.settings().size()))
                .map(c -> c.text(recipe))
                .orElse(RecipeHeader.of(recipe).command());
    }

    /** The runs that a recipe's cells are: a sweep makes its Ideal World a run of itself, with keys of its own. */
    private static List<RunRecord> ofTheRealWorld(List<RunRecord> runs) {
        var cells = runs.stream()
                .filter(r -> r.worlds().containsKey(WorldName.REAL))
                .toList();
        return cells.isEmpty() ? runs : cells;
    }

    /** A size of the recipe with what was set besides. */
    private record Choice(String size, List<String> settings) {
        String text(String recipe) {
            var sized = size.equals("lab") ? "" : " --size " + size;
            return RUN
                    + recipe
                    + sized
                    + settings.stream().map(s -> " --set " + s).collect(Collectors.joining());
        }
    }

    /** What is set beside the recipe in a size; empty where it has no such size. */
    private static Optional<List<String>> settings(
            String recipe, String size, Map<String, LinkedHashSet<String>> trained) {
        try {
            var cells = new ConfigLoader()
                    .loadSweep(recipe, Optional.of(size), List.of())
                    .cells();
            var written = values(cells.stream().map(c -> c.config().raw()).toList());
            List<String> settings = new ArrayList<>();
            var keys = new TreeSet<>(trained.keySet());
            keys.addAll(written.keySet());
            for (var key : keys) {
                var is = trained.getOrDefault(key, new LinkedHashSet<>());
                if (!is.equals(written.get(key)) && !is.isEmpty()) {
                    settings.add(quoted(key + "=" + value(is)));
                }
            }
            return Optional.of(settings);
        } catch (RequestException e) {
            return Optional.empty();
        }
    }

    private static String value(Set<String> values) {
        return values.size() == 1 ? values.iterator().next() : "[" + String.join(",", values) + "]";
    }

    /** A setting as a shell takes it. */
    private static String quoted(String setting) {
        return setting.matches("[A-Za-z0-9_./:,=+-]*") ? setting : "'" + setting + "'";
    }

    /** The values of each key, as HOCON writes them, in the order of the configurations. */
    private static Map<String, LinkedHashSet<String>> values(List<Config> configs) {
        Map<String, LinkedHashSet<String>> values = new TreeMap<>();
        for (var config : configs) {
            Seeds.following(config).entrySet().stream()
                    .filter(e -> !OWN.contains(e.getKey()))
                    .forEach(e -> values.computeIfAbsent(e.getKey(), key -> new LinkedHashSet<>())
                            .add(e.getValue().render()));
        }
        values.replaceAll((key, all) -> all.size() > 1 ? all : unquoted(all));
        return values;
    }

    private static LinkedHashSet<String> unquoted(LinkedHashSet<String> one) {
        return one.stream()
                .map(v -> v.matches("\"[^\"\\\\]*\"") ? v.substring(1, v.length() - 1) : v)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }
}
