package org.twoworlds.stream.catalogue;

import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * The checksums over all rows of a run. SQLite itself has none over its pages, so that a flipped bit may be just another
 * number.
 */
final class Sums {
    /** The tables with rows of runs, but for the table of the sums. */
    static final List<String> TABLES = List.of(
            "runs",
            "cells",
            "worlds",
            "scores",
            "gaps",
            "stoppingTimes",
            "checkpoints",
            "evaluators",
            "tags",
            "attempts");

    private Sums() {}

    /** The sum over a run's rows as they are now. */
    static long of(Database database, String run) {
        var crc = new CRC32C();
        for (var table : TABLES) {
            database.rows("SELECT * FROM " + table + " WHERE run = ?", row -> add(crc, row), run);
        }
        database.rows(
                "SELECT run, facts, place, standing, forLater, open FROM folds WHERE run = ?",
                row -> add(crc, row),
                run);
        return crc.getValue();
    }

    private static boolean add(CRC32C crc, ResultSet row) throws SQLException {
        for (var i = 1; i <= row.getMetaData().getColumnCount(); i++) {
            crc.update((row.getString(i) + "\n").getBytes(StandardCharsets.UTF_8));
        }
        return true;
    }

    /** Writes the sum of a run. */
    static void write(Database database, String run) {
        database.update("UPDATE folds SET sum = ? WHERE run = ?", of(database, run), run);
    }

    /** Whether every row belongs to a run, and every run's sum is the one that was written. */
    static boolean areRight(Database database) {
        for (var table : TABLES) {
            var strangers = database.rows(
                    "SELECT 1 FROM " + table + " WHERE run NOT IN (SELECT run FROM folds) LIMIT 1", row -> true);
            if (!strangers.isEmpty()) {
                return false;
            }
        }
        return database.rows("SELECT run, sum FROM folds", row -> new Sum(row.getString(1), row.getLong(2))).stream()
                .allMatch(s -> s.sum() == of(database, s.run()));
    }

    private record Sum(String run, long sum) {}

    /** A number for each of some runs that is another one when any row of the run is. */
    static Map<String, Long> perRun(Database database, String where, Object... values) {
        Map<String, Long> sums = new HashMap<>();
        database.rows("SELECT run, sum FROM folds" + where, row -> sums.put(row.getString(1), row.getLong(2)), values);
        return sums;
    }
}
