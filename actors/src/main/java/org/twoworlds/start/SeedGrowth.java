package org.twoworlds.start;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.twoworlds.config.RequestException;
import org.twoworlds.config.Seeds;
import org.twoworlds.config.Sweep;
import org.twoworlds.model.device.DeviceProbe;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.claims.SeedRule;
import org.twoworlds.stream.log.Home;
import org.twoworlds.stream.log.RunFolder;
import org.twoworlds.stream.log.SweepPlan;

/**
 * The growth of a sweep by seeds: one more seed's runs are the first seed's with another seed. The rule stands in record 0 of
 * every run, and which seeds there are follows from the runs, so that a process that dies leaves nothing that another could not go
 * on from.
 */
public final class SeedGrowth {
    private SeedGrowth() {}

    /**
     * Submits the first seeds' runs of a sweep, as {@link SweepRuns#submit} does.
     *
     * @param loaded the recipe as it is written; its seed, or the least of its seeds, is the first one
     * @param seeds gives the recipe with other seeds, {@code 1..3} in words
     * @throws RequestException where the recipe has seeds that do not follow {@code seed}
     */
    public static List<RunFolder> begin(
            Home home, Sweep loaded, Seeded seeds, SeedRule rule, DeviceProbe probe, InstantSource clock) {
        var others = loaded.cells().stream()
                .flatMap(c -> c.varied().keySet().stream())
                .filter(key -> Seeds.isKey(key) && !key.equals(SeedRuns.SEED))
                .findFirst();
        if (others.isPresent()) {
            throw notFollowing("have no list but of seed: it has one of " + others.get(), rule);
        }
        var first =
                loaded.cells().stream().mapToLong(c -> c.config().seed()).min().orElseThrow();
        var sweep = seeds.of(SeedRuns.SEED + "=" + first + ".." + (first + rule.fewest() - 1));
        if (sweep.cells().stream().map(Sweep.Cell::varied).distinct().count()
                < sweep.cells().size()) {
            throw notFollowing("have no cases that differ in their seed alone", rule);
        }
        return SweepRuns.submitFirst(home, sweep, rule.toString(), (double) rule.most() / rule.fewest(), probe, clock);
    }

    /** A recipe with its seeds set. */
    @FunctionalInterface
    public interface Seeded {
        /** The sweep that a recipe makes with one more setting. */
        Sweep of(String setting);
    }

    private static RequestException notFollowing(String rule, SeedRule until) {
        return new RequestException("recipe to which seeds are added by --until", until, rule, "give one value");
    }

    /** Adds one seed's runs to a sweep whose runs are all made; on return they survive a power cut. */
    public static List<RunFolder> add(Home home, String sweep, InstantSource clock) {
        var folders = home.sweep(sweep);
        var runs = folders.stream().map(f -> RunView.of(f).started()).toList();
        var bySeed = SeedRuns.bySeed(runs);
        var first = bySeed.values().iterator().next();
        var last = bySeed.keySet().stream().mapToLong(s -> s).max().orElseThrow();
        var ids = IntStream.range(0, first.size())
                .mapToObj(i -> SweepRuns.run(sweep, runs.size() + i))
                .toList();
        if (bySeed.values().stream().anyMatch(s -> s.size() != first.size())
                || home.found().stream().filter(f -> f.family().equals(sweep)).count() != folders.size()) {
            throw new RequestException(
                    "sweep",
                    sweep,
                    "have all its runs: one was removed, and seeds are no longer alike",
                    "start a new one");
        }
        List<SweepPlan.Planned> all = new ArrayList<>();
        runs.forEach(r -> all.add(new SweepPlan.Planned(r)));
        SeedRuns.derived(first, ids, last + 1).forEach(r -> all.add(new SweepPlan.Planned(r)));
        return home.plan(new SweepPlan(sweep, SweepRuns.micros(clock.instant()), all));
    }
}
