package org.twoworlds.stream.catalogue;

import java.util.ArrayList;
import java.util.List;
import org.twoworlds.config.RequestException;

/** The pages of long lists: each begins behind the last line of the one before, whatever came meanwhile. */
final class Pages {
    private static final String OF_STATE = "SELECT state, count(*), min(recipe), min(coalesce(started, 0)),"
            + " sum(CASE state WHEN 'completed' THEN 1.0 ELSE coalesce((SELECT 1.0 * max(w.step) FROM worlds w"
            + " WHERE w.run = runs.run) / nullif(steps, 0), 0.0) END) FROM runs WHERE sweep = ? GROUP BY state";

    private Pages() {}

    /**
     * The ids on a page of runs, with their places in the whole list, as SQL that may be joined to the runs. Its values are those
     * of the question, then the last run twice.
     */
    static String places(RunsAsked asked, int limit) {
        return "(WITH places(id, place) AS MATERIALIZED (SELECT run, row_number() OVER (ORDER BY " + asked.order()
                + ") FROM runs WHERE (" + asked.condition() + ") OR run = ?)"
                + " SELECT id, place FROM places WHERE place > (SELECT place FROM places WHERE id = ?)"
                + " ORDER BY place LIMIT " + limit + ")";
    }

    /** The values of {@link #places}. */
    static List<Object> values(RunsAsked asked, String after) {
        List<Object> values = new ArrayList<>(asked.values());
        values.add(after);
        values.add(after);
        return values;
    }

    /** Refuses a cursor that names no run. */
    static void check(Database database, String after) {
        if (database.one("SELECT 1 FROM runs WHERE run = ?", row -> row.getInt(1), after)
                .isEmpty()) {
            throw new RequestException("cursor after", after, "be the id of a run", "take next of the page before");
        }
    }

    private record Found(String sweep, int matching) {}

    /** Sweeps that have runs which are asked for, the newest first, behind one of them. */
    static List<SweepStanding> sweeps(Database database, RunsAsked asked, int limit, String after) {
        List<Object> values = new ArrayList<>(List.of(after, after));
        values.addAll(asked.values());
        return database
                .rows(
                        "SELECT sweep, count(*) FROM runs WHERE sweep <> '' AND (sweep < ? OR ? = '') AND ("
                                + asked.condition() + ") GROUP BY sweep ORDER BY sweep DESC LIMIT " + limit,
                        row -> new Found(row.getString(1), row.getInt(2)),
                        values.toArray())
                .stream()
                .map(found -> standing(database, found))
                .toList();
    }

    private record OfState(SweepRow row, long started, double done) {}

    private static SweepStanding standing(Database database, Found found) {
        var states = database.rows(
                OF_STATE,
                row -> new OfState(
                        new SweepRow(found.sweep(), row.getString(3), row.getString(1), row.getInt(2)),
                        row.getLong(4),
                        row.getDouble(5)),
                found.sweep());
        var all = states.stream().map(OfState::row).reduce(SweepRow::with).orElseThrow();
        return new SweepStanding(
                all,
                states.stream()
                        .mapToLong(OfState::started)
                        .filter(t -> t > 0)
                        .min()
                        .orElse(0),
                found.matching(),
                Math.min(1, states.stream().mapToDouble(OfState::done).sum() / all.runs()));
    }
}
