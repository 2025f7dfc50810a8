package org.twoworlds.stream.catalogue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.twoworlds.config.RunState;

/** Rows of runs and of sweeps, read out of the catalogue's tables. */
final class RunRows {
    private static final String ROWS = "SELECT run, name, recipe, state, message, started, sweep, model, data, steps,"
            + " (SELECT step FROM worlds w WHERE w.run = runs.run AND world = 'real'),"
            + " (SELECT step FROM worlds w WHERE w.run = runs.run AND world = 'ideal'), parent, note FROM runs";

    private RunRows() {}

    /** How many runs are in each state, by its name. */
    static Map<String, Integer> states(Database database) {
        Map<String, Integer> states = new TreeMap<>();
        database.rows(
                "SELECT state, count(*) FROM runs GROUP BY state", row -> states.put(row.getString(1), row.getInt(2)));
        return states;
    }

    /** The run of an id, or else the runs of a name, oldest first. */
    static List<RunRow> called(Database database, String word) {
        var byId = of(database, " WHERE run = ?", List.of(word));
        return byId.isEmpty() ? of(database, " WHERE name = ? ORDER BY family, number, run", List.of(word)) : byId;
    }

    /** The rows of some runs: {@code rest} is the part of the statement behind its FROM, with values for its question marks. */
    static List<RunRow> of(Database database, String rest, List<Object> values) {
        return database.rows(
                ROWS + rest,
                row -> new RunRow(
                        row.getString(1),
                        row.getString(2),
                        row.getString(3),
                        RunState.of(row.getString(4)),
                        row.getString(5),
                        row.getLong(6),
                        row.getString(7),
                        row.getString(7).isEmpty() ? Map.of() : cell(database, row.getString(1)),
                        Optional.ofNullable(row.getString(8)).orElse(""),
                        Optional.ofNullable(row.getString(9)).orElse(""),
                        row.getLong(10),
                        row.getLong(11),
                        row.getLong(12),
                        row.getString(13),
                        row.getString(14),
                        tags(database, row.getString(1))),
                values.toArray());
    }

    private static Map<String, String> cell(Database database, String run) {
        Map<String, String> cell = new LinkedHashMap<>();
        database.rows(
                "SELECT key, value FROM cells WHERE run = ? ORDER BY place",
                row -> cell.put(row.getString(1), String.valueOf(row.getString(2))),
                run);
        return cell;
    }

    private static List<String> tags(Database database, String run) {
        return database.rows("SELECT tag FROM tags WHERE run = ? ORDER BY tag", row -> row.getString(1), run);
    }

    /** The sweeps of the runs that are asked for, the oldest first; at most the newest so many. */
    static List<SweepRow> sweeps(Database database, RunsAsked asked, int limit) {
        Map<String, SweepRow> sweeps = new LinkedHashMap<>();
        database.rows(
                        "SELECT sweep, min(recipe), state, count(*) FROM runs WHERE sweep <> '' AND ("
                                + asked.condition() + ") GROUP BY sweep, state ORDER BY sweep, state",
                        row -> new SweepRow(row.getString(1), row.getString(2), row.getString(3), row.getInt(4)),
                        asked.values().toArray())
                .forEach(row -> sweeps.merge(row.sweep(), row, SweepRow::with));
        var all = List.copyOf(sweeps.values());
        return all.subList(Math.max(0, all.size() - limit), all.size());
    }

    /** The runs that are not over, and were not left with nothing asked of them since, oldest first. */
    static List<String> unsettled(Database database) {
        return database.rows(
                "SELECT r.run FROM runs r LEFT JOIN folds f ON f.run = r.run WHERE r.state <> ? AND"
                        + " (r.state NOT IN (?, ?, ?) OR f.standing IS NULL OR instr(f.standing, ?) > 0"
                        + " OR EXISTS (SELECT 1 FROM evaluators e WHERE e.run = r.run))"
                        + " ORDER BY r.family, r.number, r.run",
                row -> row.getString(1),
                RunState.COMPLETED.toString(),
                RunState.PAUSED.toString(),
                RunState.STOPPED.toString(),
                RunState.FAILED.toString(),
                "\"asked\"");
    }
}
