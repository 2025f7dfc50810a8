package org.twoworlds.start;

import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValueFactory;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.twoworlds.config.ConfigLoader;
import org.twoworlds.config.ExperimentConfig;
import org.twoworlds.config.RequestException;
import org.twoworlds.config.Seeds;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.RunIdentity;
import org.twoworlds.stream.log.RunLineage;
import org.twoworlds.stream.log.RunMachine;
import org.twoworlds.stream.log.SweepPlan;

/** The runs of one seed of a sweep, derived from those of another. */
final class SeedRuns {
    /** The key to which a sweep's seeds belong. */
    static final String SEED = "seed";

    private SeedRuns() {}

    /**
     * Checks that the second seed's runs are what is derived for it from the first one's.
     *
     * @throws RequestException where they are not
     */
    static void check(List<SweepPlan.Planned> runs) {
        var seeds = bySeed(runs.stream().map(SweepPlan.Planned::started).toList())
                .entrySet()
                .iterator();
        var first = seeds.next().getValue();
        var second = seeds.next();
        var ids = second.getValue().stream().map(r -> r.identity().run()).toList();
        if (first.size() != ids.size() || !derived(first, ids, second.getKey()).equals(second.getValue())) {
            throw new RequestException(
                    "recipe to which seeds are added by --until",
                    first.get(0).identity().recipe(),
                    "name seed in no other key, and give no key of seeds the value of seed",
                    "give seeds.stream, or the like, another number");
        }
    }

    /** The runs of each seed, in the order of the seeds' first runs. */
    static Map<Long, List<Event.Started>> bySeed(List<Event.Started> runs) {
        return runs.stream()
                .collect(Collectors.groupingBy(r -> config(r).seed(), LinkedHashMap::new, Collectors.toList()));
    }

    private static ExperimentConfig config(Event.Started run) {
        return new ConfigLoader()
                .fromJson(run.identity().recipe(), run.identity().config());
    }

    /** The runs of another seed, under ids in the order of the first seed's runs. */
    static List<Event.Started> derived(List<Event.Started> first, List<String> ids, long seed) {
        Map<String, String> renamed = new HashMap<>();
        for (var i = 0; i < ids.size(); i++) {
            renamed.put(first.get(i).identity().run(), ids.get(i));
        }
        return first.stream().map(run -> derived(run, renamed, seed)).toList();
    }

    private static Event.Started derived(Event.Started run, Map<String, String> renamed, long seed) {
        var identity = run.identity();
        var id = renamed.get(identity.run());
        var lineage = run.lineage();
        Map<String, String> cell = new LinkedHashMap<>(lineage.cell());
        cell.computeIfPresent(SEED, (key, value) -> Long.toString(seed));
        return new Event.Started(
                new RunIdentity(
                        id,
                        id,
                        identity.recipe(),
                        derived(config(run), renamed, seed).toJson(),
                        "",
                        identity.dataDigest(),
                        identity.dataForm()),
                run.choices(),
                RunMachine.UNKNOWN,
                new RunLineage(lineage.lab(), lineage.parent(), lineage.sweep(), cell, lineage.until()));
    }

    /** The configuration with another seed, which refers to the runs of that seed where it refers to runs of its own. */
    private static ExperimentConfig derived(ExperimentConfig config, Map<String, String> renamed, long seed) {
        var ideal = config.world().ideal();
        var init = config.modelInit();
        for (var name : renamed.entrySet()) {
            init = init.replace("/" + name.getKey() + "/", "/" + name.getValue() + "/");
        }
        var raw = Seeds.following(config.raw())
                .withValue(SEED, ConfigValueFactory.fromAnyRef(seed))
                .withValue("world.ideal", ConfigValueFactory.fromAnyRef(renamed.getOrDefault(ideal, ideal)))
                .withValue("init", ConfigValueFactory.fromAnyRef(init));
        return new ConfigLoader().fromJson(config.name(), raw.root().render(ConfigRenderOptions.concise()));
    }
}
