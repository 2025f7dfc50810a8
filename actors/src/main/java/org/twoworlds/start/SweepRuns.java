package org.twoworlds.start;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValueFactory;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.twoworlds.config.Cadence;
import org.twoworlds.config.ConfigLoader;
import org.twoworlds.config.ExperimentConfig;
import org.twoworlds.config.FailureException;
import org.twoworlds.config.RequestException;
import org.twoworlds.config.Sweep;
import org.twoworlds.config.WorldName;
import org.twoworlds.model.device.DeviceProbe;
import org.twoworlds.model.device.Devices;
import org.twoworlds.stream.experiment.Experiment;
import org.twoworlds.stream.log.Home;
import org.twoworlds.stream.log.LogReader;
import org.twoworlds.stream.log.RunFolder;
import org.twoworlds.stream.log.SweepPlan;

/**
 * A sweep as runs: one for each cell. Cells that differ in n or in the law alone share one Ideal World, which is then a run of its own
 * that comes first, and the cells train the Real World. Cells that begin with pretrained weights share one pretraining.
 */
public final class SweepRuns {
    /** What only the Real World depends on. An Ideal World has no order, unless it wraps. */
    private static final List<String> REAL_ONLY =
            List.of("world.n", "world.law", "train.count", "stoppingTime", "seeds.order");

    /** What a plan of a sweep may take. */
    private static final long MOST_BYTES = 64L << 20;

    /** Checkpoints a decade of a shared Ideal World. */
    private static final int DENSE = 40;

    private SweepRuns() {}

    /**
     * A run to be made.
     *
     * @param cell what distinguishes it
     * @param ideal which other one has its Ideal World, or −1
     * @param pretrained which other one ends with its initial weights, or −1
     */
    private record Planned(ExperimentConfig config, Map<String, String> cell, int ideal, int pretrained) {}

    /**
     * Submits all runs of a sweep, in the order in which they are to be trained, by one durable write. Each is made when it is
     * needed: see {@link #make}.
     *
     * @param lab whether a lab takes them up
     * @param probe what they can compute on
     */
    public static List<RunFolder> submit(Home home, Sweep sweep, boolean lab, DeviceProbe probe, InstantSource clock) {
        return submit(home, sweep, lab, "", 1, probe, clock);
    }

    /**
     * Submits the first seeds' runs of a sweep to which a rule adds seeds.
     *
     * @param rule the rule in words
     * @param growth the number of seeds in the end, at most, for one that the sweep has
     * @throws RequestException where more seeds cannot be derived from the first one's runs
     */
    static List<RunFolder> submitFirst(
            Home home, Sweep sweep, String rule, double growth, DeviceProbe probe, InstantSource clock) {
        return submit(home, sweep, false, rule, growth, probe, clock);
    }

    private static List<RunFolder> submit(
            Home home, Sweep sweep, boolean lab, String rule, double growth, DeviceProbe probe, InstantSource clock) {
        sweep.cells().forEach(cell -> RunChecks.checkIdeal(home, cell.config()));
        var planned = planned(sweep);
        var bytes = Math.round(growth
                * planned.stream().mapToLong(p -> p.config().toJson().length()).sum());
        if (bytes > MOST_BYTES) {
            throw new RequestException(
                    "sweep",
                    sweep.name(),
                    "take at most " + (MOST_BYTES >> 20) + " MiB once its " + planned.size()
                            + " runs are written out; it takes " + (bytes >> 20) + " MiB",
                    "split it");
        }
        var id = home.newSweep(sweep.name(), clock);
        try {
            var runs = runs(home, id, planned, lab, rule, probe);
            if (!rule.isEmpty()) {
                SeedRuns.check(runs);
            }
            return home.plan(new SweepPlan(id, micros(clock.instant()), runs));
        } catch (RuntimeException | Error e) {
            RunName.discard(home.run(run(id, 0)).path());
            throw e;
        }
    }

    static long micros(Instant time) {
        return time.getEpochSecond() * 1_000_000 + time.getNano() / 1_000;
    }

    private static List<SweepPlan.Planned> runs(
            Home home, String id, List<Planned> planned, boolean lab, String rule, DeviceProbe probe) {
        List<SweepPlan.Planned> runs = new ArrayList<>();
        for (var i = 0; i < planned.size(); i++) {
            var plan = planned.get(i);
            var config = plan.config();
            if (plan.pretrained() >= 0) {
                var before = planned.get(plan.pretrained()).config();
                var last = RunFolder.checkpointFile(WorldName.IDEAL, before.steps());
                var file = home.run(run(id, plan.pretrained())).file(last).toAbsolutePath();
                config = with(config, Map.of("init", file.toString(), "redrawHead", true));
            }
            if (plan.ideal() >= 0) {
                config = with(
                        config,
                        Map.of("world.trained", WorldName.REAL.toString(), "world.ideal", run(id, plan.ideal())));
            }
            var origin = new Origin("", lab, "", id, plan.cell(), rule);
            var started = NewRun.planned(run(id, i), Experiment.open(config), Devices.of(config, probe), origin);
            runs.add(new SweepPlan.Planned(started));
        }
        return runs;
    }

    static String run(String sweep, int index) {
        return sweep + "." + (index + 1);
    }

    /**
     * Makes a run that a sweep's plan names, if it is not made yet: nothing happens to any other run.
     *
     * @throws FailureException where its data are others than when the sweep was submitted
     */
    public static void make(RunFolder folder, InstantSource clock) {
        if (!LogReader.isMade(folder)) {
            SweepPlan.of(folder).ifPresent(planned -> NewRun.make(folder, planned.started(), clock));
            SweepPlan.dropIf(folder, LogReader::isMade);
        }
    }

    private static List<Planned> planned(Sweep sweep) {
        Map<Config, List<Sweep.Cell>> groups = new LinkedHashMap<>();
        for (var cell : sweep.cells()) {
            groups.computeIfAbsent(ofIdeal(cell.config()), k -> new ArrayList<>())
                    .add(cell);
        }
        List<Planned> planned = new ArrayList<>();
        Map<Config, Integer> pretrained = new LinkedHashMap<>();
        for (var cell : sweep.cells()) {
            var before = before(cell.config());
            if (cell.config().isPretrained() && !pretrained.containsKey(before)) {
                pretrained.put(before, planned.size());
                var config = new ConfigLoader().pretraining(cell.config());
                planned.add(new Planned(config, Map.of("pretrain", config.data().type()), -1, -1));
            }
        }
        Map<Sweep.Cell, Integer> ideals = new LinkedHashMap<>();
        for (var group : groups.values()) {
            var sample = group.get(0);
            var shares = group.size() > 1
                    && sample.config().world().worlds().equals(WorldName.BOTH)
                    && group.stream().noneMatch(c -> c.config().stoppingTime().stop());
            if (shares) {
                group.forEach(cell -> ideals.put(cell, planned.size()));
                Map<String, String> common = new TreeMap<>(sample.varied());
                common.keySet().removeIf(k -> REAL_ONLY.stream().anyMatch(k::startsWith));
                planned.add(new Planned(
                        with(sample.config(), ofShared(sample.config())),
                        common,
                        -1,
                        pretrained.getOrDefault(before(sample.config()), -1)));
            }
        }
        for (var cell : sweep.cells()) {
            planned.add(new Planned(
                    cell.config(),
                    cell.varied(),
                    ideals.getOrDefault(cell, -1),
                    pretrained.getOrDefault(before(cell.config()), -1)));
        }
        return planned;
    }

    /** What a shared Ideal World has of its own: checkpoints dense enough to be read at every cell's T(n). */
    private static Map<String, String> ofShared(ExperimentConfig config) {
        var cadence = config.checkpoints();
        Map<String, String> own = new TreeMap<>(Map.of("world.trained", WorldName.IDEAL.toString()));
        if (cadence.kind() == Cadence.Kind.LOG && cadence.number() < DENSE) {
            own.put("checkpoints", new Cadence(Cadence.Kind.LOG, DENSE).toString());
        }
        return own;
    }

    /** The configuration keys from which the Ideal World follows. */
    private static Config ofIdeal(ExperimentConfig config) {
        var key = config.raw();
        for (var path : REAL_ONLY) {
            key = key.withoutPath(path);
        }
        return config.world().wrap() ? key.withValue("seeds.order", config.raw().getValue("seeds.order")) : key;
    }

    /** What a cell's pretraining follows from; empty where it has none. */
    private static Config before(ExperimentConfig config) {
        return config.isPretrained() ? ofIdeal(new ConfigLoader().pretraining(config)) : ConfigFactory.empty();
    }

    private static ExperimentConfig with(ExperimentConfig config, Map<String, ?> values) {
        var raw = config.raw();
        for (var value : values.entrySet()) {
            raw = raw.withValue(value.getKey(), ConfigValueFactory.fromAnyRef(value.getValue()));
        }
        return new ConfigLoader().fromJson(config.name(), raw.root().render(ConfigRenderOptions.concise()));
    }
}
