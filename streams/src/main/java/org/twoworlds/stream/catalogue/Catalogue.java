package org.twoworlds.stream.catalogue;

import java.nio.file.Files;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
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

    private Catalogue(Home home, InstantSource clock) {
        this.home = home;
        this.clock = clock;
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
        healed(
                () -> {
                    var isWritten = new Refresh(database, home, clock, listener).all();
                    if (isWritten) {
                        file.ifPresent(f -> f.settle(database));
                    }
                    return isWritten;
                },
                listener);
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
     * A page of the runs that are asked for: those behind one of them, at most so many.
     *
     * @param after the last run of the page before; empty for the first page
     * @throws org.twoworlds.config.RequestException where there is no such run
     */
    public synchronized List<RunRow> runs(RunsAsked asked, int limit, String after) {
        if (after.isEmpty()) {
            return runs(asked, limit);
        }
        return healed(
                () -> {
                    Pages.check(database, after);
                    return rows(
                            " JOIN " + Pages.places(asked, limit) + " ON id = run ORDER BY place",
                            Pages.values(asked, after));
                },
                FoldListener.NONE);
    }

    /** A page of the sweeps that have runs which are asked for: the newest first, behind one of them, at most so many. */
    public synchronized List<SweepStanding> sweeps(RunsAsked asked, int limit, String after) {
        return healed(() -> Pages.sweeps(database, asked, limit, after), FoldListener.NONE);
    }

    /** The cells of a sweep with the numbers that its figure is made of, in their order. */
    public synchronized List<SweepCell> cells(String sweep) {
        return healed(
                () -> rows(" WHERE sweep = ? ORDER BY family, number, run", List.of(sweep)).stream()
                        .map(run -> SweepCells.of(database, run))
                        .toList(),
                FoldListener.NONE);
    }

    /** How many runs are in each state, by its name. */
    public synchronized Map<String, Integer> states() {
        Map<String, Integer> states = new TreeMap<>();
        healed(
                () -> database.rows(
                        "SELECT state, count(*) FROM runs GROUP BY state",
                        row -> states.put(row.getString(1), row.getInt(2))),
                FoldListener.NONE);
        return states;
    }

    /** A number for each run that is another one when any row of the run is. */
    public synchronized Map<String, Long> sums() {
        return sums(" WHERE 1 = ?", 1);
    }

    /** The same of a sweep's runs. */
    public synchronized Map<String, Long> sums(String sweep) {
        return sums(" WHERE run IN (SELECT run FROM runs WHERE sweep = ?)", sweep);
    }

    private Map<String, Long> sums(String where, Object value) {
        Map<String, Long> sums = new HashMap<>();
        healed(
                () -> database.rows(
                        "SELECT run, sum FROM folds" + where, row -> sums.put(row.getString(1), row.getLong(2)), value),
                FoldListener.NONE);
        return sums;
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
