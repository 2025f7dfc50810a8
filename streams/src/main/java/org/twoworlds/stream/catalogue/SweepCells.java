package org.twoworlds.stream.catalogue;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.twoworlds.config.ConfigLoader;
import org.twoworlds.config.ExperimentConfig;
import org.twoworlds.config.Metric;
import org.twoworlds.config.WorldName;

/** The cells of sweeps as they are read out of the catalogue's tables. */
final class SweepCells {
    private SweepCells() {}

    private record Read(Metric metric, double rate, String ideal, Optional<ExperimentConfig> config) {}

    static SweepCell of(Database database, RunRow run) {
        var read = database.one(
                        "SELECT metric, rate, ideal, recipe, config FROM runs WHERE run = ? AND metric IS NOT NULL",
                        row -> new Read(
                                Metric.of(row.getString(1)),
                                row.getDouble(2),
                                row.getString(3),
                                config(row.getString(4), row.getString(5))),
                        run.run())
                .orElse(new Read(Metric.SOFT_ERROR, 0, "", Optional.empty()));
        return new SweepCell(
                run,
                read.metric(),
                read.rate(),
                read.ideal(),
                new StoredCurves(database, run.run(), read.ideal()),
                gaps(database, run.run()),
                stopping(database, run.run()),
                read.config(),
                secondsPerStep(database, run.run(), read.ideal()));
    }

    private static Optional<ExperimentConfig> config(String recipe, String json) {
        return json.isEmpty() ? Optional.empty() : Optional.of(new ConfigLoader().fromJson(recipe, json));
    }

    private static Map<WorldName, Double> secondsPerStep(Database database, String run, String ideal) {
        Map<WorldName, Double> seconds = new EnumMap<>(WorldName.class);
        for (var world : WorldName.BOTH) {
            database.rows(
                    "SELECT (stepNanos + waitNanos) / 1e9 / updates FROM worlds WHERE run = ? AND world = ? AND updates > 0",
                    row -> seconds.put(world, row.getDouble(1)),
                    world == WorldName.IDEAL && !ideal.isEmpty() ? ideal : run,
                    world.toString());
        }
        return seconds;
    }

    private static Map<Metric, List<SweepCell.Difference>> gaps(Database database, String run) {
        Map<Metric, List<SweepCell.Difference>> gaps = new EnumMap<>(Metric.class);
        database.rows(
                "SELECT metric, step, bootstrapError, standardError FROM gaps WHERE run = ? ORDER BY step",
                row -> {
                    var error = row.getDouble(4);
                    var standardError = row.wasNull() ? Double.NaN : error;
                    var value = row.getDouble(3);
                    var difference =
                            new SweepCell.Difference(row.getLong(2), row.wasNull() ? Double.NaN : value, standardError);
                    return gaps.computeIfAbsent(Metric.of(row.getString(1)), m -> new ArrayList<>())
                            .add(difference);
                },
                run);
        return gaps;
    }

    private static Optional<SweepCell.Stopping> stopping(Database database, String run) {
        return database
                .rows(
                        "SELECT criterion, step, after, interpolated FROM stoppingTimes WHERE run = ?",
                        row -> new SweepCell.Stopping(
                                row.getString(1), row.getLong(2), row.getLong(3), row.getDouble(4)),
                        run)
                .stream()
                .findFirst();
    }
}
