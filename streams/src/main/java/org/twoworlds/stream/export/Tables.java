package org.twoworlds.stream.export;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.twoworlds.config.FailureException;
import org.twoworlds.model.checkpoint.Durable;
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
            all(folder);
        } catch (IOException e) {
            throw new FailureException("export's folder", folder, "be writable", "choose another one");
        }
    }

    /** Writes all tables, for which each log is read once. */
    private void all(Path folder) throws IOException {
        try (var steps = Files.newBufferedWriter(csvFile(folder, Table.STEPS));
                var scores = Files.newBufferedWriter(csvFile(folder, Table.SCORES))) {
            csv(Map.of(Table.STEPS, steps, Table.SCORES, scores));
        }
    }

    private static Path csvFile(Path folder, Table table) {
        return folder.resolve(table + ".csv");
    }

    /** Writes a table as CSV, with a line of names. */
    public void csv(Table table, Writer out) throws IOException {
        var lines = new BufferedWriter(out);
        csv(Map.of(table, lines));
        lines.flush();
    }

    private void csv(Map<Table, BufferedWriter> outs) throws IOException {
        try {
            outs.forEach((table, out) -> line(out, names(table)));
            for (var i = 0; i < folders.size(); i++) {
                rows(folders.get(i), runs.get(i), outs);
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
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

    private void rows(RunFolder folder, RunColumns run, Map<Table, BufferedWriter> outs) {
        Map<Table, Table.Reader> readers = new EnumMap<>(Table.class);
        outs.keySet().forEach(table -> readers.put(table, table.reader()));
        var ofRun = run.values(runs);
        try (var log = new LogReader(folder.log(), 0)) {
            log.forEach(entry -> readers.forEach((table, reader) -> reader.row(entry)
                    .ifPresent(row -> line(outs.get(table), Tables.<@Nullable Object>joined(run.run(), row, ofRun)))));
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
            var temporary = Files.createTempDirectory(folder, "csv");
            try {
                all(temporary);
                for (var table : Table.values()) {
                    copy(table, csvFile(temporary, table), folder.resolve(table + ".parquet"));
                }
            } finally {
                Durable.remove(temporary);
            }
        } catch (IOException e) {
            throw new FailureException(
                    "export's folder", folder, "be writable (" + e.getMessage() + ")", "choose another one");
        }
    }

    /** Writes a table as a Parquet file, from the table as CSV beside it. */
    public void parquet(Table table, Path file) throws IOException {
        var temporary = Files.createTempFile(file.toAbsolutePath().getParent(), table.toString(), ".csv");
        try {
            try (var out = Files.newBufferedWriter(temporary)) {
                csv(table, out);
            }
            copy(table, temporary, file);
        } finally {
            Files.delete(temporary);
        }
    }

    /** Makes a Parquet file of a CSV file; its types do not depend on the rows there happen to be. */
    private void copy(Table table, Path csv, Path parquet) throws IOException {
        Parquet.write(csv, parquet, names(table), joined("VARCHAR", table.types(), RunColumns.types(runs)));
    }
}
