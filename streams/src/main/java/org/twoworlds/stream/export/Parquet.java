package org.twoworlds.stream.export;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.twoworlds.config.FailureException;

/** Parquet files, written from CSV and read row by row, by DuckDB. */
public final class Parquet {
    private static final String DUCKDB = "jdbc:duckdb:";
    private static final String NO_EXTENSIONS = "SET autoinstall_known_extensions=false";

    private Parquet() {}

    /** Takes in a row of a file. */
    public interface RowReader {
        /** Takes in the row at which the rows stand. */
        void read(ResultSet row) throws SQLException;
    }

    /**
     * Makes a Parquet file of a CSV file that has a line of names.
     *
     * @param names the columns' names
     * @param types the columns' types, as DuckDB calls them
     */
    public static void write(Path csv, Path parquet, List<String> names, List<String> types) throws IOException {
        List<String> columns = new ArrayList<>();
        for (var i = 0; i < names.size(); i++) {
            columns.add(quoted(names.get(i)) + ":" + quoted(types.get(i)));
        }
        try (var database = DriverManager.getConnection(DUCKDB);
                var statement = database.createStatement()) {
            statement.execute(NO_EXTENSIONS);
            statement.execute("COPY (SELECT * FROM read_csv(" + quoted(csv.toString())
                    + ", header=true, delim=',', quote='\"', escape='\"', types={" + String.join(",", columns)
                    + "})) TO " + quoted(parquet.toString()) + " (FORMAT parquet, COMPRESSION zstd)");
        } catch (SQLException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /**
     * Reads columns of a Parquet file, row by row, in the order of the file.
     *
     * @param columns the columns' names
     * @throws FailureException where the file cannot be read, or lacks a column
     */
    public static void read(Path file, List<String> columns, RowReader reader) {
        var names = columns.stream().map(c -> '"' + c + '"').toList();
        try (var database = DriverManager.getConnection(DUCKDB);
                var statement = database.createStatement()) {
            statement.execute(NO_EXTENSIONS);
            try (var rows = statement.executeQuery("SELECT " + String.join(",", names) + " FROM read_parquet("
                    + quoted(file.toString()) + ", file_row_number=true) ORDER BY file_row_number")) {
                while (rows.next()) {
                    reader.read(rows);
                }
            }
        } catch (SQLException e) {
            throw new FailureException(
                    "file",
                    file,
                    "be a Parquet file with the columns " + String.join(", ", columns),
                    "restore it, or make it anew");
        }
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "''") + "'";
    }
}
