package org.twoworlds.stream.catalogue;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.twoworlds.config.ScoredSet;
import org.twoworlds.config.WorldName;
import org.twoworlds.stream.analysis.Curves;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.log.Event;

/** The curves of a run from the catalogue: the scores by its own evaluator, and those of the Ideal World that the run names. */
final class StoredCurves implements Curves {
    private final Map<Curve, TreeMap<Long, Event.Score>> curves = new HashMap<>();

    private record Curve(WorldName world, ScoredSet set) {}

    StoredCurves(Database database, String run, String ideal) {
        var own = "SELECT world, step, \"set\", softError, error, loss, count, file, sha256 FROM scores"
                + " WHERE run = ? AND evaluator = ?";
        read(database, own, run, "");
        if (!ideal.isEmpty()) {
            read(database, own + " AND world = 'ideal'", ideal, "../" + ideal + "/");
        }
    }

    private void read(Database database, String sql, String run, String place) {
        var scores = database.rows(
                sql,
                row -> new Event.Score(
                        RunView.OWN_EVALUATOR,
                        WorldName.of(row.getString(1)),
                        row.getLong(2),
                        ScoredSet.of(row.getString(3)),
                        number(row.getDouble(4), row.wasNull()),
                        number(row.getDouble(5), row.wasNull()),
                        number(row.getDouble(6), row.wasNull()),
                        row.getInt(7),
                        row.getString(8),
                        row.getString(9),
                        0,
                        Map.of(),
                        ""),
                run,
                RunView.OWN_EVALUATOR);
        scores.forEach(s -> curves.computeIfAbsent(new Curve(s.world(), s.set()), k -> new TreeMap<>())
                .putIfAbsent(s.step(), place.isEmpty() ? s : s.under(place)));
    }

    private static double number(double value, boolean isNull) {
        return isNull ? Double.NaN : value;
    }

    @Override
    public TreeMap<Long, Event.Score> curve(WorldName world, ScoredSet set) {
        return curves.getOrDefault(new Curve(world, set), new TreeMap<>());
    }
}
