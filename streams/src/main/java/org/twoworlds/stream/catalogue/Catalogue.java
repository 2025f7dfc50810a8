package org.twoworlds.stream.catalogue;

import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.twoworlds.config.RunState;
import org.twoworlds.stream.log.Home;

/**
 * The catalogue of a home: what its logs tell of all runs, in one database that SQL, Python and R read too. It is a fold of
 * the logs that is kept: {@link #refresh} reads what they have gained since, and where the file is damaged, gone or of another
 * version, it is made anew. A home that may not be written has its catalogue in memory. Any number of processes use one file
 * at once. Thread-safe; closed by its opener.
 */
public final class Catalogue implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Catalogue.class);

    private static final String ROWS = "SELECT run, name, recipe, state, message, started, sweep, model, data, steps,"
            + " (SELECT step FROM worlds w WHERE w.run = runs.run AND world = 'real'),"
            + " (SELECT step FROM worlds w WHERE w.run = runs.run AND world = 'ideal'), parent FROM runs";

    private final Home home;
    private final InstantSource clock;
    private Optional<CatalogueFile> file;
    private Database database;
    private volatile Instant refreshed;
    private volatile int grown;

    private Catalogue(Home home, InstantSource clock) {
        this.home = home;
        this.clock = clock;
        refreshed = clock.instant();
        file = Files.isDirectory(home.path()) && Files.isWritable(home.path())
                ? Optional.of(new CatalogueFile(home.path()))
                : Optional.empty();
        database = open();
    }

    /** Opens the catalogue of a home, as it was left: {@link #refresh} brings it up to the logs. */
    public static Catalogue open(Home home, InstantSource clock) {
        return new Catalogue(home, clock);
    }

    private Database open() {
        if (file.isEmpty()) {
            return Database.inMemory();
        }
        try {
            return file.get().open();
        } catch (DatabaseException e) {
            if (e.kind() != DatabaseException.Cause.DISK) {
                throw e;
            }
        } catch (java.io.UncheckedIOException e) {
            LOG.debug("The catalogue {} cannot be kept", home.path(), e);
        }
        file = Optional.empty();
        return Database.inMemory();
    }

    /** Whether it is kept, and not only in memory. */
    public boolean isKept() {
        return file.isPresent();
    }

    /** Brings it up to what the logs hold now. */
    public void refresh() {
        refresh(FoldListener.NONE);
    }

    /** Brings it up to what the logs hold now, and tells a listener how far it is. */
    public synchronized void refresh(FoldListener listener) {
        if (file.isPresent() && !file.get().isStill()) {
            database.close();
            database = open();
        }
        var read = new int[1];
        FoldListener counting = (done, all) -> {
            read[0] = all;
            listener.folded(done, all);
        };
        healed(
                () -> {
                    var isWritten = new Refresh(database, home, clock, counting).all();
                    if (isWritten) {
                        file.ifPresent(f -> f.settle(database));
                    }
                    return isWritten;
                },
                counting);
        refreshed = clock.instant();
        grown = read[0];
    }

    /** How far it is behind the logs, as far as is known without looking at these. */
    public Lag lag() {
        return new Lag(Duration.between(refreshed, clock.instant()), grown);
    }

    /** Tries once more on a catalogue that is made anew where the file turns out to be damaged, or has no room. */
    private <T> T healed(Supplier<T> work, FoldListener listener) {
        try {
            return work.get();
        } catch (DatabaseException e) {
            if (file.isEmpty() || e.kind() == DatabaseException.Cause.BUSY) {
                throw e;
            }
            LOG.info(
                    "The catalogue of {} cannot be used ({}): it is made anew from the logs.",
                    home.path(),
                    e.getMessage());
            closeQuietly();
            if (e.kind() == DatabaseException.Cause.DISK) {
                file = Optional.empty();
            }
            database = file.isPresent() ? file.get().makeAnew() : Database.inMemory();
            new Refresh(database, home, clock, listener).all();
            return work.get();
        }
    }

    private void closeQuietly() {
        try {
            database.close();
        } catch (DatabaseException e) {
            LOG.debug("The damaged catalogue could not be closed", e);
        }
    }

    /** How many runs are asked for. */
    public synchronized int count(RunsAsked asked) {
        return healed(
                () -> database.one(
                                "SELECT count(*) FROM runs WHERE " + asked.condition(),
                                row -> row.getInt(1),
                                asked.values().toArray())
                        .orElse(0),
                FoldListener.NONE);
    }

    /** Some of the runs that are asked for, at most so many. */
    public synchronized List<RunRow> runs(RunsAsked asked, int limit) {
        return healed(
                () -> rows(
                        " WHERE " + asked.condition() + " ORDER BY " + asked.order() + " LIMIT " + limit,
                        asked.values()),
                FoldListener.NONE);
    }

    /**
     * The runs of which something may be left to do: all but those that are over, and those that were left and of which nobody
     * asked anything since; oldest first. What waits in a run's inbox is not known here.
     */
    public synchronized List<String> unsettled() {
        return healed(
                () -> database.rows(
                        "SELECT r.run FROM runs r LEFT JOIN folds f ON f.run = r.run WHERE r.state <> ? AND"
                                + " (r.state NOT IN (?, ?, ?) OR f.standing IS NULL OR instr(f.standing, ?) > 0"
                                + " OR EXISTS (SELECT 1 FROM evaluators e WHERE e.run = r.run))"
                                + " ORDER BY r.family, r.number, r.run",
                        row -> row.getString(1),
                        RunState.COMPLETED.toString(),
                        RunState.PAUSED.toString(),
                        RunState.STOPPED.toString(),
                        RunState.FAILED.toString(),
                        "\"asked\""),
                FoldListener.NONE);
    }

    /** The runs of an id, or else those of a name, oldest first: more than one where several runs have it. */
    public synchronized List<RunRow> called(String word) {
        return healed(
                () -> {
                    var byId = rows(" WHERE run = ?", List.of(word));
                    return byId.isEmpty() ? rows(" WHERE name = ? ORDER BY family, number, run", List.of(word)) : byId;
                },
                FoldListener.NONE);
    }

    private List<RunRow> rows(String rest, List<Object> values) {
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
                        row.getString(7).isEmpty() ? Map.of() : cell(row.getString(1)),
                        Optional.ofNullable(row.getString(8)).orElse(""),
                        Optional.ofNullable(row.getString(9)).orElse(""),
                        row.getLong(10),
                        row.getLong(11),
                        row.getLong(12),
                        row.getString(13)),
                values.toArray());
    }

    /** Sweeps that have runs which are asked for, the oldest first, with those of their runs; at most the newest so many. */
    public synchronized List<SweepRow> sweeps(RunsAsked asked, int limit) {
        var rows = healed(
                () -> database.rows(
                        "SELECT sweep, min(recipe), state, count(*) FROM runs WHERE sweep <> '' AND ("
                                + asked.condition() + ") GROUP BY sweep, state ORDER BY sweep, state",
                        row -> new SweepRow(
                                row.getString(1),
                                row.getString(2),
                                row.getInt(4),
                                Map.of(row.getString(3), row.getInt(4))),
                        asked.values().toArray()),
                FoldListener.NONE);
        Map<String, SweepRow> sweeps = new LinkedHashMap<>();
        rows.forEach(row -> sweeps.merge(row.sweep(), row, SweepRow::with));
        var all = List.copyOf(sweeps.values());
        return all.subList(Math.max(0, all.size() - limit), all.size());
    }

    private Map<String, String> cell(String run) {
        Map<String, String> cell = new LinkedHashMap<>();
        database.rows(
                "SELECT key, value FROM cells WHERE run = ? ORDER BY place",
                row -> cell.put(row.getString(1), String.valueOf(row.getString(2))),
                run);
        return cell;
    }

    /**
     * Answers a question in SQL, which may change nothing.
     *
     * @param limit after which it is given up
     * @throws org.twoworlds.config.RequestException where it is faulty, or takes longer
     */
    public synchronized Answer query(String sql, Duration limit) {
        return database.question(sql, limit);
    }

    @Override
    public synchronized void close() {
        database.close();
    }
}
