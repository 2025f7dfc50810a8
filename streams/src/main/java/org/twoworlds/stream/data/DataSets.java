package org.twoworlds.stream.data;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.twoworlds.config.ConfigLoader;
import org.twoworlds.config.ExperimentConfig;
import org.twoworlds.config.RequestException;

/** The data sources by type. A new one is a line here and one class. */
public final class DataSets {
    private static final Map<String, Function<ExperimentConfig.Data, DataSet>> TYPES = new TreeMap<>(Map.of(
            "cifar10", CifarBinary::openCifar10,
            "cifar100", CifarBinary::openCifar100,
            "cifar5m", NpzData::openCifar5m,
            "dogbird", DogBird::open,
            "images", ImageTree::open,
            "mixture", Mixture::of,
            "mnist", Idx::open,
            "npz", NpzData::openPair,
            "shapes", Shapes::of));

    private DataSets() {}

    /** All types, in order. */
    public static Set<String> types() {
        return TYPES.keySet();
    }

    /**
     * Opens a source.
     *
     * @throws RequestException where there is none of that type, or its files are missing or damaged
     */
    public static DataSet open(ExperimentConfig.Data data) {
        var base = Optional.ofNullable(TYPES.get(data.type()))
                .orElseThrow(() -> new RequestException(
                        "data.type",
                        data.type(),
                        "be one of " + String.join(", ", TYPES.keySet()),
                        ConfigLoader.nearest(
                                        data.type(), TYPES.keySet().stream().toList())
                                .map(n -> "you mean " + n)
                                .orElse("see streams/README.md on how to add one")))
                .apply(data);
        return Labels.of(base, data);
    }
}
