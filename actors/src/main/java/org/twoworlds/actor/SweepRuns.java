package org.twoworlds.actor;

import com.typesafe.config.ConfigValueFactory;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.twoworlds.config.ConfigLoader;
import org.twoworlds.config.ExperimentConfig;
import org.twoworlds.config.Sweep;
import org.twoworlds.stream.log.Home;
import org.twoworlds.stream.log.RunFolder;

/**
 * A sweep as runs: one for each cell. Cells that differ in n alone share one Ideal World, which is then a run of its own
 * that comes first, and the cells train the Real World.
 */
public final class SweepRuns {
    /** What only the Real World depends on. */
    private static final List<String> REAL_ONLY = List.of("world.n", "train.count", "stoppingTime");

    private SweepRuns() {}

    /** A run to be made: its configuration, what distinguishes it, and which other one has its Ideal World, or −1. */
    private record Planned(ExperimentConfig config, Map<String, String> cell, int ideal) {}

    /**
     * Makes all runs of a sweep, in the order in which they are to be trained.
     *
     * @param lab whether a lab takes them up
     */
    public static List<RunFolder> create(Home home, Sweep sweep, boolean lab, InstantSource clock) {
        var planned = planned(sweep);
        var folders = home.newSweep(sweep.name(), planned.size(), clock);
        var first = folders.get(0).id();
        var id = first.substring(0, first.lastIndexOf('.'));
        for (var i = 0; i < planned.size(); i++) {
            var plan = planned.get(i);
            var config = plan.ideal() < 0
                    ? plan.config()
                    : with(plan.config(), "real", folders.get(plan.ideal()).id());
            var origin = new RunProcess.Origin("", lab, "", id, plan.cell());
            RunProcess.create(folders.get(i), config, origin, Map.of(), clock);
        }
        return folders;
    }

    private static List<Planned> planned(Sweep sweep) {
        Map<com.typesafe.config.Config, List<Sweep.Cell>> groups = new LinkedHashMap<>();
        for (var cell : sweep.cells()) {
            var key = cell.config().raw();
            for (var path : REAL_ONLY) {
                key = key.withoutPath(path);
            }
            groups.computeIfAbsent(key, k -> new ArrayList<>()).add(cell);
        }
        List<Planned> planned = new ArrayList<>();
        Map<Sweep.Cell, Integer> ideals = new LinkedHashMap<>();
        for (var group : groups.values()) {
            var sample = group.get(0);
            var shares = group.size() > 1
                    && sample.config().world().trained().equals("both")
                    && group.stream().noneMatch(c -> c.config().stoppingTime().stop());
            if (shares) {
                group.forEach(cell -> ideals.put(cell, planned.size()));
                Map<String, String> common = new TreeMap<>(sample.varied());
                common.keySet().removeIf(k -> REAL_ONLY.stream().anyMatch(k::startsWith));
                planned.add(new Planned(with(sample.config(), "ideal", ""), common, -1));
            }
        }
        for (var cell : sweep.cells()) {
            planned.add(new Planned(cell.config(), cell.varied(), ideals.getOrDefault(cell, -1)));
        }
        return planned;
    }

    private static ExperimentConfig with(ExperimentConfig config, String trained, String ideal) {
        var raw = config.raw()
                .withValue("world.trained", ConfigValueFactory.fromAnyRef(trained))
                .withValue("world.ideal", ConfigValueFactory.fromAnyRef(ideal));
        return new ConfigLoader()
                .fromJson(config.name(), raw.root().render(com.typesafe.config.ConfigRenderOptions.concise()));
    }
}
