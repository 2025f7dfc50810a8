package org.twoworlds.stream.catalogue;

import java.util.List;
import org.twoworlds.config.ExperimentConfig;
import org.twoworlds.config.Metric;
import org.twoworlds.config.WorldName;
import org.twoworlds.stream.descent.ToyDescent;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.RunFolder;

/** The row of record 0: the one place of the catalogue that knows the fields of record 0. */
final class StartedRow {
    private static final String INSERT = "INSERT OR REPLACE INTO runs (run, family, number, name, recipe, sweep, state,"
            + " message, started, n, batch, steps, seed, model, data, augment, optimizer, rate, metric, parent, ideal,"
            + " version, note, forked, folded, config)"
            + " VALUES (?, ?, ?, ?, ?, ?, '', '', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '', 0, 0, ?)";

    private StartedRow() {}

    static void write(Database database, String run, long micros, Event.Started s, ExperimentConfig config) {
        var folder = new RunFolder(java.nio.file.Path.of(run));
        var world = config.world();
        database.update(
                INSERT,
                run,
                folder.family(),
                folder.number(),
                s.identity().name(),
                s.identity().recipe(),
                s.lineage().sweep(),
                micros,
                world.n(),
                config.batch(),
                config.steps(),
                config.seed(),
                config.model().toString(),
                config.data().type(),
                String.join(",", config.augment()),
                config.optimizer().type(),
                config.optimizer().rate(),
                ToyDescent.isAsked(config) ? Metric.LOSS : Metric.SOFT_ERROR,
                s.lineage().parent(),
                world.worlds().equals(List.of(WorldName.REAL)) ? world.ideal() : "",
                s.machine().version(),
                s.identity().config());
        var place = 0;
        for (var cell : s.lineage().cell().entrySet()) {
            database.update(
                    "INSERT OR REPLACE INTO cells VALUES (?, ?, ?, ?)", run, place++, cell.getKey(), cell.getValue());
        }
    }

    /** The row of a run that cannot be read. */
    static void unreadable(Database database, String run, String reason) {
        var folder = new RunFolder(java.nio.file.Path.of(run));
        database.update(
                "INSERT OR REPLACE INTO runs (run, family, number, name, recipe, sweep, state, message, parent, ideal,"
                        + " version, note, forked, folded, config) VALUES (?, ?, ?, ?, '', '', 'unreadable', ?, '', '', '',"
                        + " '', 0, 0, '')",
                run,
                folder.family(),
                folder.number(),
                run,
                reason);
    }
}
