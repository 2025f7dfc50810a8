package org.twoworlds.start;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.twoworlds.config.ConfigLoader;
import org.twoworlds.config.ExperimentConfig;
import org.twoworlds.config.RequestException;
import org.twoworlds.stream.data.DataSets;

/**
 * The folders in which a machine has the data of some sources, in place of those that configurations name.
 *
 * @param places the folder or file of a source, by its type
 */
public record DataFolders(Map<String, Path> places) {
    /** No folder of its own: data lie where configurations say. */
    public static final DataFolders NONE = new DataFolders(Map.of());

    public DataFolders {
        places = Map.copyOf(places);
    }

    /**
     * Checks folders by the types of their sources.
     *
     * @param option the option that names them, for the message
     * @throws RequestException where there is no source of a type, or nothing lies there
     */
    public static DataFolders of(String option, Map<String, Path> places) {
        places.forEach((type, place) -> {
            if (!DataSets.types().contains(type)) {
                throw new RequestException(
                        option,
                        type,
                        "name a data source: one of " + String.join(", ", DataSets.types()),
                        ConfigLoader.nearest(type, DataSets.types().stream().toList())
                                .map(n -> "you mean " + n)
                                .orElse("write it as SOURCE=DIR"));
            }
            if (!Files.exists(place)) {
                throw new RequestException(option, type + "=" + place, "name what is there", "check the folder");
            }
        });
        return new DataFolders(places.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, e -> e.getValue().toAbsolutePath().normalize())));
    }

    /** Whether this machine has a folder of its own for a source. */
    public boolean has(String type) {
        return places.containsKey(type);
    }

    /** The same configuration, with its data where this machine has them. */
    public ExperimentConfig in(ExperimentConfig config) {
        var place = places.get(config.data().type());
        return place == null ? config : config.withData(config.data().withPath(place.toString()));
    }
}
