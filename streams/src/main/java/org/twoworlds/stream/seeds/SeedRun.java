package org.twoworlds.stream.seeds;

import java.util.Optional;
import java.util.TreeMap;
import org.twoworlds.config.ExperimentConfig;
import org.twoworlds.config.Law;
import org.twoworlds.config.Metric;
import org.twoworlds.config.ScoredSet;
import org.twoworlds.config.Seeds;
import org.twoworlds.config.Sweep;
import org.twoworlds.config.WorldName;
import org.twoworlds.stream.analysis.Curves;
import org.twoworlds.stream.analysis.Outcome;
import org.twoworlds.stream.log.RunFolder;

/**
 * A run as one seed of a setting, with the numbers that are averaged over seeds.
 *
 * @param setting the settings, beside the seeds, that distinguish the run in its sweep
 * @param label the settings and the seed
 * @param folder the folder to which the names of the scores' files are relative
 * @param curves the scores of both worlds
 * @param metric the metric of all numbers
 * @param stopping T(n), where it was reached
 */
public record SeedRun(
        String setting,
        String label,
        RunFolder folder,
        ExperimentConfig config,
        Curves curves,
        Metric metric,
        Optional<Stop> stopping) {
    /**
     * The T(n) of a run.
     *
     * @param step the first checkpoint at which the criterion holds
     * @param interpolated the step at which the metric crosses the threshold
     */
    public record Stop(long step, double interpolated) {}

    /** A run as a seed, from its outcome. */
    public static SeedRun of(Outcome o) {
        return new SeedRun(
                setting(o),
                o.label(),
                o.folder(),
                o.view().config(),
                o.view(),
                o.metric(),
                o.stopping().map(t -> new Stop(t.step(), t.interpolated())));
    }

    /** The settings, beside the seeds, that distinguish a run in its sweep. */
    public static String setting(Outcome o) {
        var cell = new TreeMap<>(o.view().started().lineage().cell());
        if (!cell.keySet().removeIf(Seeds::isKey)) {
            return o.label();
        }
        return cell.isEmpty() ? "all seeds" : Sweep.Cell.text(cell);
    }

    /** The test scores of a world, by step. */
    public TreeMap<Long, Double> curve(WorldName world) {
        var values = new TreeMap<Long, Double>();
        curves.curve(world, ScoredSet.TEST).forEach((step, score) -> values.put(step, score.in(metric)));
        return values;
    }

    /** The bootstrap error at each checkpoint at which both worlds were scored. */
    public TreeMap<Long, Double> errors() {
        var errors = curve(WorldName.REAL);
        var ideal = curve(WorldName.IDEAL);
        errors.keySet().retainAll(ideal.keySet());
        errors.replaceAll((step, real) -> real - ideal.get(step));
        return errors;
    }

    /** The scores at T(n), or at the last checkpoint where T(n) was not reached or not scored. */
    public Outcome.At atStopping() {
        var real = curves.curve(WorldName.REAL, ScoredSet.TEST);
        var ideal = curves.curve(WorldName.IDEAL, ScoredSet.TEST);
        var own = real.isEmpty() ? ideal : real;
        return own.isEmpty()
                ? Outcome.At.UNKNOWN
                : at(stopping.map(Stop::step).filter(real::containsKey).orElseGet(own::lastKey));
    }

    /** The scores at the last checkpoint. */
    public Outcome.At last() {
        var real = curves.curve(WorldName.REAL, ScoredSet.TEST);
        return real.isEmpty() ? Outcome.At.UNKNOWN : at(real.lastKey());
    }

    private Outcome.At at(long step) {
        return new Outcome.At(
                step,
                Outcome.at(curves.curve(WorldName.REAL, ScoredSet.TEST), step, metric),
                Outcome.at(curves.curve(WorldName.IDEAL, ScoredSet.TEST), step, metric),
                Outcome.at(curves.curve(WorldName.REAL, ScoredSet.TRAIN_CLEAN), step, metric),
                Double.NaN);
    }

    /**
     * Whether the run is a pair of two Ideal Worlds, the null of every claim: the first world re-uses nothing either, and sees
     * other samples.
     */
    public boolean isNull() {
        var world = config.world();
        return world.law() instanceof Law.Fresh fresh && (fresh.stream().isPresent() || !world.paired())
                || world.law() instanceof Law.Replay && !world.paired() && world.n() >= config.steps() * config.batch();
    }
}
