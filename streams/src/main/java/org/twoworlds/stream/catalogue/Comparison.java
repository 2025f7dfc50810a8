package org.twoworlds.stream.catalogue;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.twoworlds.config.ConfigLoader;
import org.twoworlds.stream.analysis.Criterion;
import org.twoworlds.stream.analysis.Gap;
import org.twoworlds.stream.analysis.StoppingTime;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.RunFolder;

/** What follows from a run's scores and those of its Ideal World: the gaps and T(n). */
final class Comparison {
    private Comparison() {}

    private record Of(String recipe, String config, String ideal, String metric) {}

    /** Brings a run's gaps and T(n) up to its scores. Gaps that are there already stay: their samples are not read again. */
    static void write(Database database, RunFolder folder) {
        var run = folder.id();
        database.one(
                        "SELECT recipe, config, ideal, metric FROM runs WHERE run = ? AND state <> 'unreadable'",
                        row -> new Of(row.getString(1), row.getString(2), row.getString(3), row.getString(4)),
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
        var ideal = curves.curve("ideal", "test");
        var train = curves.curve("real", "train-clean");
        for (var real : curves.curve("real", "test").values()) {
            var other = ideal.get(real.step());
            var trained = Optional.ofNullable(train.get(real.step()));
            var isKnown = known.getOrDefault(real.step(), false)
                    || known.containsKey(real.step()) && trained.isEmpty();
            if (other != null && !isKnown) {
                var gap = Gap.of(real, other, trained, of.metric(), folder);
                Criterion.METRICS.forEach(metric -> row(database, folder.id(), gap, metric, real, trained));
            }
        }
    }

    private static void row(
            Database database, String run, Gap gap, String metric, Event.Score real, Optional<Event.Score> trained) {
        database.update(
                "INSERT OR REPLACE INTO gaps VALUES (?, ?, ?, ?, ?, ?)",
                run,
                gap.step(),
                metric,
                gap.in(metric),
                metric.equals("softError") && gap.standardError().isPresent()
                        ? gap.standardError().getAsDouble()
                        : null,
                trained.map(t -> difference(metric, real, t)).orElse(null));
    }

    private static @Nullable Double difference(String metric, Event.Score real, Event.Score trained) {
        return Criterion.value(real, metric) - Criterion.value(trained, metric);
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
