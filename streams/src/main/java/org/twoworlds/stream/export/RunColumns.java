package org.twoworlds.stream.export;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.twoworlds.config.ExperimentConfig;
import org.twoworlds.config.WorldName;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.analysis.StoppingTime;
import org.twoworlds.stream.log.RunFolder;

/**
 * The columns that are the same in every row of a run, so that a plot by n with a band over seeds needs no join.
 *
 * @param run its id
 * @param n samples that the first world re-uses; null where it re-uses none, or is not trained
 * @param stoppingTime T(n) by the run's own criterion, in updates; null where it was not reached, or is not known
 * @param cell the keys in which the runs of its sweep differ, with this run's values
 */
record RunColumns(
        String run,
        String name,
        String sweep,
        @Nullable Long n,
        long seed,
        String model,
        @Nullable Long stoppingTime,
        Map<String, String> cell) {
    private static final String CELL = "cell.";

    static RunColumns of(RunFolder folder) {
        var view = RunView.of(folder);
        var config = view.config();
        var lineage = view.started().lineage();
        return new RunColumns(
                folder.id(),
                view.annotations().name(),
                lineage.sweep(),
                reused(config.world()),
                config.seed(),
                config.model().toString(),
                StoppingTime.of(view, config).map(StoppingTime::step).orElse(null),
                lineage.cell());
    }

    private static @Nullable Long reused(ExperimentConfig.World world) {
        var n = world.law().reused();
        return n.isPresent() && world.worlds().contains(WorldName.REAL) ? n.getAsLong() : null;
    }

    /** The names of all columns of some runs, in order; {@code run} is not among them. */
    static List<String> names(Collection<RunColumns> runs) {
        List<String> names = new ArrayList<>(List.of("name", "sweep", "n", "seed", "model", "stoppingTime"));
        keys(runs).forEach(key -> names.add(CELL + key));
        return names;
    }

    /** The types of these columns in Parquet. */
    static List<String> types(Collection<RunColumns> runs) {
        List<String> types = new ArrayList<>(List.of("VARCHAR", "VARCHAR", "BIGINT", "BIGINT", "VARCHAR", "BIGINT"));
        keys(runs).forEach(key -> types.add("VARCHAR"));
        return types;
    }

    /** All keys of the runs' cells: of runs of several sweeps, each key of any. */
    private static Set<String> keys(Collection<RunColumns> runs) {
        Set<String> keys = new LinkedHashSet<>();
        runs.forEach(run -> keys.addAll(run.cell().keySet()));
        return keys;
    }

    /** This run's values, in the order of the names. */
    List<@Nullable Object> values(Collection<RunColumns> runs) {
        List<@Nullable Object> values = new ArrayList<>();
        values.add(name);
        values.add(sweep);
        values.add(n);
        values.add(seed);
        values.add(model);
        values.add(stoppingTime);
        keys(runs).forEach(key -> values.add(cell.get(key)));
        return values;
    }
}
