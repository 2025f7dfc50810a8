package org.twoworlds.stream.data;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.twoworlds.config.ConfigLoader;
import org.twoworlds.config.ExperimentConfig;
import org.twoworlds.config.Problem;
import org.twoworlds.config.RequestException;

/** The data sources by type. A new source is a line here and one class. */
public final class DataSets {
    private static final Map<String, Function<ExperimentConfig.Data, DataSet>> TYPES = new TreeMap<>(Map.ofEntries(
            Map.entry("cifar-fresh", Generated::openCifarFresh),
            Map.entry("cifar10", CifarBinary::openCifar10),
            Map.entry("cifar100", CifarBinary::openCifar100),
            Map.entry("cifar5m", NpzData::openCifar5m),
            Map.entry("dogbird", DogBird::open),
            Map.entry("edm-cifar", NpzData::openEdm),
            Map.entry("gaussian", Gaussian::of),
            Map.entry("generator", Generated::open),
            Map.entry("images", ImageTree::open),
            Map.entry("mixture", Mixture::of),
            Map.entry("mnist", Idx::open),
            Map.entry("npz", NpzData::openPair),
            Map.entry("shapes", Shapes::of),
            Map.entry("svhn", Svhn::open),
            Map.entry("teacher", data -> Teacher.open(data, DataSets::unlabelled))));

    private DataSets() {}

    /** The names of all types, in order. */
    public static Set<String> types() {
        return TYPES.keySet();
    }

    /**
     * Opens a source.
     *
     * @throws RequestException where there is no source of that type, or its files are missing or damaged
     */
    public static DataSet open(ExperimentConfig.Data data) {
        return Labels.of(Downscaled.of(unlabelled(data), data), data);
    }

    /** Adds the problems of the type, and of the keys of every source; opens nothing. */
    public static void check(ExperimentConfig.Data data, List<Problem> problems) {
        if (!TYPES.containsKey(data.type())) {
            problems.add(unknown(data.type()));
        }
        SourceSettings.of(data, problems);
    }

    /** A source with its own labels. */
    private static DataSet unlabelled(ExperimentConfig.Data data) {
        return Optional.ofNullable(TYPES.get(data.type()))
                .orElseThrow(() -> new RequestException(List.of(unknown(data.type()))))
                .apply(data);
    }

    private static Problem unknown(String type) {
        return Problem.of(
                "key data.type",
                type,
                "be one of " + String.join(", ", TYPES.keySet()),
                ConfigLoader.nearest(type, List.copyOf(TYPES.keySet()))
                        .map(n -> "you mean " + n)
                        .orElse("see streams/README.md on how to add one"));
    }
}
