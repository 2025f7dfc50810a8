package org.twoworlds.stream.export;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.twoworlds.config.FailureException;
import org.twoworlds.stream.log.LogReader;
import org.twoworlds.stream.log.RunFolder;

/**
 * Tables of some runs as CSV and as Parquet. Every row has, beside what is its own, its run's name, sweep, n, seed, model, T(n) and
 * cell. Memory does not grow with the steps.
 */
public final class Tables {
    private static final String RUN = "run";

    private final List<RunFolder> folders;
    private final List<RunColumns> runs;

    /** The tables of some runs, planned runs without rows among them. */
    public Tables(List<RunFolder> folders) {
        this.folders = List.copyOf(folders);
        runs = folders.stream().map(RunColumns::of).toList();
    }

    /** Writes every table as a CSV file into a folder, made where there is none. */
    public void csv(Path folder) {
        try {
            Files.createDirectories(folder);
            for (var table : Table.values()) {
                try (var out = Files.newBufferedWriter(folder.resolve(table + ".csv"))) {
                    csv(table, out);
                }
            }
        } catch (IOException e) {
            throw new FailureException("export's folder", folder, "be writable", "choose another one");
        }
    }

    /** Writes a table as CSV, with a line of names. */
    public void csv(Table table, Writer out) throws IOException {
        var lines = new BufferedWriter(out);
        try {
            line(lines, names(table));
            for (var i = 0; i < folders.size(); i++) {
                rows(table, folders.get(i), runs.get(i), lines);
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        lines.flush();
    }

    private List<String> names(Table table) {
        return joined(RUN, table.columns(), RunColumns.names(runs));
    }

    private static <T> List<T> joined(T first, List<? extends T> own, List<? extends T> ofRun) {
        List<T> all = new ArrayList<>();
        all.add(first);
        all.addAll(own);
        all.addAll(ofRun);
        return all;
    }

    private void rows(Table table, RunFolder folder, RunColumns run, BufferedWriter out) {
        var reader = table.reader();
        var ofRun = run.values(runs);
        try (var log = new LogReader(folder.log(), 0)) {
            log.forEach(entry -> reader.row(entry)
                    .ifPresent(row -> line(out, Tables.<@Nullable Object>joined(run.run(), row, ofRun))));
        }
    }

    private static void line(BufferedWriter out, List<? extends @Nullable Object> values) {
        try {
            out.write(Csv.line(values));
            out.write('\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes every table as a Parquet file into a folder, made where there is none. */
    public void parquet(Path folder) {
        try {
            Files.createDirectories(folder);
            for (var table : Table.values()) {
                parquet(table, folder.resolve(table + ".parquet"));
            }
        } catch (IOException e) {
            throw new FailureException(
                    "export's folder", folder, "be writable (" + e.getMessage() + ")", "choose another one");
        }
    }

    /** Writes a table as a Parquet file, by DuckDB, from the table as CSV beside it. */
    public void parquet(Table table, Path file) throws IOException {
        var temporary = Files.createTempFile(file.toAbsolutePath().getParent(), table.toString(), ".csv");
        try (var database = DriverManager.getConnection("jdbc:duckdb:");
                var statement = database.createStatement()) {
            statement.execute("SET autoinstall_known_extensions=false");
            try (var out = Files.newBufferedWriter(temporary)) {
                csv(table, out);
            }
            statement.execute("COPY (SELECT * FROM read_csv(" + quoted(temporary.toString())
                    + ", header=true, delim=',', quote='\"', escape='\"', types={" + types(table) + "})) TO "
                    + quoted(file.toString()) + " (FORMAT parquet)");
        } catch (SQLException e) {
            throw new IOException(e.getMessage(), e);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /** Types that do not depend on the rows there happen to be. */
    private String types(Table table) {
        var types = joined("VARCHAR", table.types(), RunColumns.types(runs));
        List<String> columns = new ArrayList<>();
        for (var name : names(table)) {
            columns.add(quoted(name) + ":" + quoted(types.get(columns.size())));
        }
        return String.join(",", columns);
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "''") + "'";
    }
}
