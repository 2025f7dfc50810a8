package org.twoworlds.stream.catalogue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sqlite.ProgressHandler;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.twoworlds.config.RequestException;
import org.twoworlds.config.ScoredSet;

/**
 * A connection to SQLite that keeps its statements. Every failure is a {@link DatabaseException}. It belongs to one thread
 * at a time.
 */
final class Database implements AutoCloseable {
    static final int VERSION = 3;

    private static final Duration MOST_WAIT = Duration.ofSeconds(30);
    private static final int LOOK_EVERY_STEPS = 10_000;

    /** Statements that are kept: those of the program are fewer, those of people's own conditions need not stay. */
    private static final int MOST_STATEMENTS = 200;

    private static final String SCHEMA = schema();

    private final Connection connection;
    private final Map<String, PreparedStatement> statements = new LinkedHashMap<>(16, 0.75f, true);

    /** The reader of a row. */
    interface RowReader<T> {
        T read(ResultSet row) throws SQLException;
    }

    private Database(Connection connection) {
        this.connection = connection;
    }

    /** Opens a new database in memory, with its tables. */
    static Database inMemory() {
        var database = open("jdbc:sqlite::memory:", new SQLiteConfig());
        database.makeTables();
        return database;
    }

    /** Opens the database in a file, which is made where there is none. */
    static Database at(String file) {
        var config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.NORMAL);
        config.setBusyTimeout((int) MOST_WAIT.toMillis());
        config.setGetGeneratedKeys(false); // else the driver asks for them after each row
        var database = open("jdbc:sqlite:" + file, config);
        database.execute("PRAGMA wal_autocheckpoint = 0");
        return database;
    }

    private static Database open(String url, SQLiteConfig config) {
        UnpackedSqlite.announce();
        try {
            return new Database(config.createConnection(url));
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }

    private static String schema() {
        try (var in = Database.class.getResourceAsStream("schema.sql")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Makes all tables of this version. */
    void makeTables() {
        transact(() -> {
            for (var statement : SCHEMA.replaceAll("--[^\n]*", "").split(";")) {
                if (!statement.isBlank()) {
                    execute(statement);
                }
            }
            execute("PRAGMA user_version = " + VERSION);
        });
    }

    /** A number that is another one once another connection has written into the database. */
    long dataVersion() {
        return one("PRAGMA data_version", row -> row.getLong(1)).orElse(0L);
    }

    /** Whether the database is of this version. */
    boolean isOfThisVersion() {
        return one("PRAGMA user_version", row -> row.getInt(1)).orElse(0) == VERSION;
    }

    /** Whether the tables are those of this version, and SQLite finds no fault in the pages. */
    boolean isSound() {
        var all = "SELECT group_concat(name || ' ' || sql, x'0a') FROM (SELECT name, sql FROM sqlite_schema"
                + " WHERE sql IS NOT NULL ORDER BY name)";
        try (var fresh = inMemory()) {
            return one(all, row -> String.valueOf(row.getString(1)))
                            .equals(fresh.one(all, row -> String.valueOf(row.getString(1))))
                    && one("PRAGMA integrity_check(1)", row -> row.getString(1)).equals(Optional.of("ok"));
        }
    }

    /** Writes the contents of the database's log into its file, as far as no reader prevents that; it does not wait. */
    void checkpoint() {
        one("PRAGMA wal_checkpoint(PASSIVE)", row -> row.getInt(1));
    }

    /** Does work as a whole or not at all. */
    void transact(Runnable work) {
        execute("BEGIN IMMEDIATE");
        var isDone = false;
        try {
            work.run();
            execute("COMMIT");
            isDone = true;
        } finally {
            if (!isDone) {
                rollBack();
            }
        }
    }

    private void rollBack() {
        try {
            execute("ROLLBACK");
        } catch (DatabaseException e) {
            // SQLite has rolled back by itself
        }
    }

    void execute(String sql) {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }

    /** Carries out a statement with values, and returns the number of rows that it changed. */
    int update(String sql, @Nullable Object... values) {
        try {
            return bound(sql, values).executeUpdate();
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }

    /** The rows that answer a question. */
    <T> List<T> rows(String sql, RowReader<T> reader, @Nullable Object... values) {
        try (var found = bound(sql, values).executeQuery()) {
            List<T> rows = new ArrayList<>();
            while (found.next()) {
                rows.add(reader.read(found));
            }
            return rows;
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }

    /** The first row that answers a question; empty where there is none. */
    <T> Optional<T> one(String sql, RowReader<T> reader, @Nullable Object... values) {
        var rows = rows(sql, reader, values);
        return rows.isEmpty() ? Optional.empty() : Optional.of(rows.get(0));
    }

    /** Answers a user's question, which may change nothing. */
    QueryAnswer question(String sql, Duration limit) {
        var end = System.nanoTime() + limit.toNanos();
        execute("PRAGMA query_only = 1");
        try (var statement = connection.prepareStatement(sql)) {
            ProgressHandler.setHandler(connection, LOOK_EVERY_STEPS, new ProgressHandler() {
                @Override
                protected int progress() {
                    return System.nanoTime() > end ? 1 : 0;
                }
            });
            try (var found = statement.executeQuery()) {
                var names = found.getMetaData();
                List<String> columns = new ArrayList<>();
                for (var i = 1; i <= names.getColumnCount(); i++) {
                    columns.add(names.getColumnLabel(i));
                }
                List<List<@Nullable Object>> rows = new ArrayList<>();
                while (found.next()) {
                    List<@Nullable Object> row = new ArrayList<>();
                    for (var i = 1; i <= columns.size(); i++) {
                        row.add(found.getObject(i));
                    }
                    rows.add(row);
                }
                return new QueryAnswer(columns, rows);
            }
        } catch (SQLException e) {
            throw refused(sql, limit, e);
        } finally {
            stopLooking();
            execute("PRAGMA query_only = 0");
        }
    }

    private void stopLooking() {
        try {
            ProgressHandler.clearHandler(connection);
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }

    private static RequestException refused(String sql, Duration limit, SQLException e) {
        var isLate = e.getErrorCode() == SQLiteErrorCode.SQLITE_INTERRUPT.code;
        return isLate
                ? new RequestException(
                        "statement", sql, "be done in " + limit.toSeconds() + " s", "ask for less, or give it longer")
                : new RequestException(
                        "statement",
                        sql,
                        "be a question in SQL (" + said(e) + ")",
                        "see the tables in streams/README.md");
    }

    /** The value as it is stored: a word of the vocabulary as its text. */
    private static @Nullable Object stored(@Nullable Object value) {
        return value instanceof Enum<?> || value instanceof ScoredSet ? value.toString() : value;
    }

    /** The message of SQLite itself, without the driver's words around it. */
    private static String said(SQLException e) {
        return String.valueOf(e.getMessage()).replaceFirst("(?s)^\\[[A-Z_]+\\] [^(]*\\((.*)\\)$", "$1");
    }

    private PreparedStatement bound(String sql, @Nullable Object... values) throws SQLException {
        var statement = statements.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            statements.put(sql, statement);
            forgetEldest();
        }
        for (var i = 0; i < values.length; i++) {
            statement.setObject(i + 1, stored(values[i]));
        }
        return statement;
    }

    private void forgetEldest() throws SQLException {
        if (statements.size() > MOST_STATEMENTS) {
            var eldest = statements.entrySet().iterator();
            var statement = eldest.next().getValue();
            eldest.remove();
            statement.close();
        }
    }

    @Override
    public void close() {
        try {
            for (var statement : statements.values()) {
                statement.close();
            }
            connection.close();
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }
}
