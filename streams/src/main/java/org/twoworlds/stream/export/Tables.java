package org.twoworlds.stream.export;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.twoworlds.config.FailureException;
import org.twoworlds.config.WorldName;
import org.twoworlds.stream.analysis.FurtherMetric;
import org.twoworlds.stream.analysis.ScoreKey;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.LogReader;
import org.twoworlds.stream.log.RunFolder;

/**
 * Two tables of some runs: {@code steps}, a row an update, and {@code scores}, a row a score. What an attempt did again after
 * a crash stands there once. Memory does not grow with the steps.
 */
public final class Tables {
    private static final String STEPS = "steps";
    private static final String SCORES = "scores";

    private Tables() {}

    /** Writes {@code steps.csv} and {@code scores.csv} into a folder, made where there is none. */
    public static void csv(List<RunFolder> runs, Path out) {
        try {
            Files.createDirectories(out);
            try (var steps = Files.newBufferedWriter(out.resolve(STEPS + ".csv"));
                    var scores = Files.newBufferedWriter(out.resolve(SCORES + ".csv"))) {
                steps.write("run,world,step,loss,error,softError,rate,stepNanos,waitNanos,timeMicros\n");
                scores.write("run,world,step,set,evaluator,softError,error,loss,count,timeMicros,calibration\n");
                for (var run : runs) {
                    rows(run, steps, scores);
                }
            }
        } catch (IOException e) {
            throw new FailureException("export's folder", out, "be writable", "choose another one");
        }
    }

    private static void rows(RunFolder run, BufferedWriter steps, BufferedWriter scores) throws IOException {
        Map<WorldName, Long> newest = new EnumMap<>(WorldName.class);
        Set<ScoreKey> seen = new HashSet<>();
        try (var reader = new LogReader(run.log(), 0)) {
            for (var next = reader.next(); next.isPresent(); next = reader.next()) {
                var event = next.get().event();
                if (event instanceof Event.Step s && s.step() > newest.getOrDefault(s.world(), 0L)) {
                    newest.put(s.world(), s.step());
                    row(
                            steps,
                            run.id(),
                            s.world(),
                            s.step(),
                            s.loss(),
                            s.error(),
                            s.softError(),
                            s.rate(),
                            s.stepNanos(),
                            s.waitNanos(),
                            next.get().micros());
                } else if (event instanceof Event.Score s && seen.add(ScoreKey.of(s))) {
                    row(
                            scores,
                            run.id(),
                            s.world(),
                            s.step(),
                            s.set(),
                            s.evaluator(),
                            s.softError(),
                            s.error(),
                            s.loss(),
                            s.count(),
                            next.get().micros(),
                            FurtherMetric.CALIBRATION.in(s).orElse(Double.NaN));
                }
            }
        }
    }

    private static void row(BufferedWriter out, Object... cells) throws IOException {
        for (var i = 0; i < cells.length; i++) {
            var isNumber = !(cells[i] instanceof Double d && !Double.isFinite(d))
                    && !(cells[i] instanceof Float f && !Float.isFinite(f));
            out.append(i == 0 ? "" : ",").append(isNumber ? cells[i].toString() : "");
        }
        out.append('\n');
    }

    /** Writes {@code steps.parquet} and {@code scores.parquet}, by DuckDB, from the tables as CSV. */
    public static void parquet(List<RunFolder> runs, Path out) {
        try {
            Files.createDirectories(out);
            var temporary = Files.createTempDirectory(out, "csv");
            try (var database = DriverManager.getConnection("jdbc:duckdb:");
                    var statement = database.createStatement()) {
                statement.execute("SET autoinstall_known_extensions=false");
                csv(runs, temporary);
                for (var table : List.of(STEPS, SCORES)) {
                    var from = quoted(temporary.resolve(table + ".csv"));
                    var to = quoted(out.resolve(table + ".parquet"));
                    statement.execute("COPY (SELECT * FROM read_csv(" + from + ", header=true, types={" + types(table)
                            + "})) TO " + to + " (FORMAT parquet)");
                }
            } finally {
                for (var table : List.of(STEPS, SCORES)) {
                    Files.deleteIfExists(temporary.resolve(table + ".csv"));
                }
                Files.delete(temporary);
            }
        } catch (IOException | SQLException e) {
            throw new FailureException(
                    "export's folder", out, "be writable (" + e.getMessage() + ")", "choose another one");
        }
    }

    /** Types that do not depend on the rows there happen to be. */
    private static String types(String table) {
        return table.equals(STEPS)
                ? "'run':'VARCHAR','world':'VARCHAR','step':'BIGINT','loss':'FLOAT','error':'FLOAT','softError':'FLOAT',"
                        + "'rate':'DOUBLE','stepNanos':'BIGINT','waitNanos':'BIGINT','timeMicros':'BIGINT'"
                : "'run':'VARCHAR','world':'VARCHAR','step':'BIGINT','set':'VARCHAR','evaluator':'VARCHAR',"
                        + "'softError':'DOUBLE','error':'DOUBLE','loss':'DOUBLE','count':'BIGINT','timeMicros':'BIGINT',"
                        + "'calibration':'DOUBLE'";
    }

    private static String quoted(Path path) {
        return "'" + path.toString().replace("'", "''") + "'";
    }
}
