package org.twoworlds.stream.catalogue;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.twoworlds.config.ConfigLoader;
import org.twoworlds.config.Metric;
import org.twoworlds.config.ScoredSet;
import org.twoworlds.config.WorldName;
import org.twoworlds.stream.analysis.Gap;
import org.twoworlds.stream.analysis.StoppingTime;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.RunFolder;

/** The comparison of a run's scores with those of its Ideal World: the gaps and T(n). */
final class Comparison {
    private Comparison() {}

    private record Of(String recipe, String config, String ideal, Metric metric) {}

    /**
     * Brings a run's gaps and T(n) up to its scores. Gaps that are there already stay, so that their samples are not read
     * again.
     */
    static void write(Database database, RunFolder folder) {
        var run = folder.id();
        database.one(
                        "SELECT recipe, config, ideal, metric FROM runs WHERE run = ? AND state <> 'unreadable'",
                        row -> new Of(
                                row.getString(1), row.getString(2), row.getString(3), Metric.of(row.getString(4))),
                        run)
                .ifPresent(of -> {
                    var curves = new StoredCurves(database, run, of.ideal());
                    gaps(database, folder, of, curves);
                    stopping(database, run, of, curves);
                });
    }

    private static void gaps(Database database, RunFolder folder, Of of, StoredCurves curves) {
        Map<Long, Boolean> known = new HashMap<>();
        database.rows(
                "SELECT step, generalizationGap IS NOT NULL FROM gaps WHERE run = ? AND metric = ?",
                row -> known.put(row.getLong(1), row.getBoolean(2)),
                folder.id(),
                of.metric());
        var ideal = curves.curve(WorldName.IDEAL, ScoredSet.TEST);
        var train = curves.curve(WorldName.REAL, ScoredSet.TRAIN_CLEAN);
        for (var real : curves.curve(WorldName.REAL, ScoredSet.TEST).values()) {
            var other = ideal.get(real.step());
            var trained = Optional.ofNullable(train.get(real.step()));
            var isKnown = known.getOrDefault(real.step(), false) || known.containsKey(real.step()) && trained.isEmpty();
            if (other != null && !isKnown) {
                var gap = Gap.of(real, other, trained, of.metric(), folder);
                for (var metric : Metric.values()) {
                    row(database, folder.id(), gap, metric, real, trained);
                }
            }
        }
    }

    private static void row(
            Database database, String run, Gap gap, Metric metric, Event.Score real, Optional<Event.Score> trained) {
        database.update(
                "INSERT OR REPLACE INTO gaps VALUES (?, ?, ?, ?, ?, ?)",
                run,
                gap.step(),
                metric,
                gap.in(metric),
                metric == Metric.SOFT_ERROR && gap.standardError().isPresent()
                        ? gap.standardError().getAsDouble()
                        : null,
                trained.map(t -> difference(metric, real, t)).orElse(null));
    }

    private static @Nullable Double difference(Metric metric, Event.Score real, Event.Score trained) {
        return real.in(metric) - trained.in(metric);
    }

    private static void stopping(Database database, String run, Of of, StoredCurves curves) {
        database.update("DELETE FROM stoppingTimes WHERE run = ?", run);
        StoppingTime.of(curves, new ConfigLoader().fromJson(of.recipe(), of.config()))
                .ifPresent(t -> database.update(
                        "INSERT INTO stoppingTimes VALUES (?, ?, ?, ?, ?)",
                        run,
                        t.criterion().toString(),
                        t.step(),
                        t.after(),
                        t.interpolated()));
    }
}
