package org.twoworlds.stream.catalogue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.twoworlds.stream.log.Home;
import org.twoworlds.stream.log.RunFolder;

/**
 * The catalogue of a home: the facts of all runs, from their logs, in one database that SQL, Python and R read too. It is a
 * fold of the logs that is kept: {@link #refresh} reads the events that the logs have gained since, and where the file is
 * damaged, gone or of another version, it is made anew. A home that may not be written has its catalogue in memory. Any
 * number of processes use one file at once. Thread-safe. A catalogue is closed by its opener.
 */
public final class Catalogue implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Catalogue.class);

    private final Home home;
    private final InstantSource clock;
    private final HomeMemory memory;
    private Optional<CatalogueFile> file;
    private Database database;
    private long state;
    private long stateOf;
    private volatile Instant refreshed;
    private volatile int grown;

    private Catalogue(Home home, InstantSource clock, HomeMemory memory) {
        this.home = home;
        this.clock = clock;
        this.memory = memory;
        refreshed = clock.instant();
        file = Files.isDirectory(home.path()) && Files.isWritable(home.path())
                ? Optional.of(new CatalogueFile(home.path()))
                : Optional.empty();
        database = open();
    }

    /** Opens the catalogue of a home as it was left: {@link #refresh} brings it up to the logs. */
    public static Catalogue open(Home home, InstantSource clock) {
        return open(home, clock, System::nanoTime, HomeMemory.MANY);
    }

    /** Opens it with a clock that never steps, and another number of runs from which on not all are looked at each time. */
    static Catalogue open(Home home, InstantSource clock, LongSupplier nanos, int many) {
        return new Catalogue(home, clock, new HomeMemory(home, clock, nanos, many));
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

    /** Whether the catalogue is kept in a file, and not only in memory. */
    public boolean isKept() {
        return file.isPresent();
    }

    /** Brings the catalogue up to the logs as they are now. */
    public void refresh() {
        refresh(FoldListener.NONE);
    }

    /** Brings the catalogue up to the logs as they are now, and tells a listener of the progress. */
    public synchronized void refresh(FoldListener listener) {
        if (file.isPresent() && !file.get().isStill()) {
            database.close();
            database = open();
            state++;
        }
        var read = new int[1];
        FoldListener counting = (done, all) -> {
            read[0] = all;
            listener.folded(done, all);
        };
        healed(
                () -> {
                    var isWritten = new Refresh(database, home, memory, counting).all();
                    if (isWritten) {
                        state++;
                        file.ifPresent(f -> f.settle(database));
                    }
                    return isWritten;
                },
                counting);
        refreshed = clock.instant();
        grown = read[0];
    }

    /** A number that is another one where any row was written since: by this refresh, or by another process. */
    public synchronized long state() {
        var version = healed(() -> database.dataVersion(), FoldListener.NONE);
        if (version != stateOf) {
            stateOf = version;
            state++;
        }
        return state;
    }

    /** How far it is behind the logs, as far as is known without looking at these. */
    public Lag lag() {
        return new Lag(Duration.between(refreshed, clock.instant()), grown);
    }

    /** Does work; where the file turns out to be damaged, or has no room, once more on a catalogue that is made anew. */
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
            state++;
            new Refresh(database, home, memory, listener).all();
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

    /** The number of the runs that are asked for. */
    public synchronized int count(RunsAsked asked) {
        return healed(
                () -> database.one(
                                "SELECT count(*) FROM runs WHERE " + asked.condition(),
                                row -> row.getInt(1),
                                asked.values().toArray())
                        .orElse(0),
                FoldListener.NONE);
    }

    /** The first of the runs that are asked for, at most so many. */
    public synchronized List<RunRow> runs(RunsAsked asked, int limit) {
        return healed(
                () -> RunRows.of(
                        database,
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
                    return RunRows.of(
                            database,
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
                () -> RunRows.of(database, " WHERE sweep = ? ORDER BY family, number, run", List.of(sweep)).stream()
                        .map(run -> SweepCells.of(database, run))
                        .toList(),
                FoldListener.NONE);
    }

    /** How many runs are in each state, by its name. */
    public synchronized Map<String, Integer> states() {
        return healed(() -> RunRows.states(database), FoldListener.NONE);
    }

    /** A number for each run that is another one when any row of the run is. */
    public synchronized Map<String, Long> sums() {
        return healed(() -> Sums.perRun(database, ""), FoldListener.NONE);
    }

    /** The same of a sweep's runs. */
    public synchronized Map<String, Long> sums(String sweep) {
        return healed(
                () -> Sums.perRun(database, " WHERE run IN (SELECT run FROM runs WHERE sweep = ?)", sweep),
                FoldListener.NONE);
    }

    /**
     * The runs of which something may be left to do: all but those that are over, and those that were left and of which nobody
     * asked anything since; oldest first. The contents of a run's inbox are not known here.
     */
    public synchronized List<String> unsettled() {
        return healed(() -> RunRows.unsettled(database), FoldListener.NONE);
    }

    /** The sweeps of the runs that are asked for, the oldest first, counting those runs alone; at most the newest so many. */
    public synchronized List<SweepRow> sweeps(RunsAsked asked, int limit) {
        return healed(() -> RunRows.sweeps(database, asked, limit), FoldListener.NONE);
    }

    /** The run of an id, or else the runs of a name, oldest first: more than one where several runs have the name. */
    public synchronized List<RunRow> called(String word) {
        return healed(() -> RunRows.called(database, word), FoldListener.NONE);
    }

    /**
     * The runs that a word means, as {@link #called} has them, brought up to the logs first. Where the word means one run, and that one
     * and the number of runs are as they were, that costs no look at the other runs.
     */
    public synchronized List<RunRow> find(String word) {
        var found = called(word);
        if (found.size() == 1
                && healed(() -> memory.isUpTo(database, found.get(0).run()), FoldListener.NONE)) {
            return found;
        }
        refresh();
        return called(word);
    }

    /** The files with which runs begin, as absolute paths. */
    public synchronized Set<Path> begunWith() {
        return healed(() -> Needs.begunWith(database), FoldListener.NONE);
    }

    /**
     * The completed runs, oldest first, that may have files to give back: more checkpoints than each world's first and last, other
     * files than the log has kept, or resume points. No log is read.
     */
    public synchronized List<RunFolder> withSurplus() {
        return healed(() -> Needs.withSurplus(database, home), FoldListener.NONE);
    }

    /** Runs that need files of some runs, and are none of them: the reason by the run's id. */
    public synchronized Map<String, String> needing(Collection<String> runs) {
        return healed(() -> Needs.of(database, home, Set.copyOf(runs)), FoldListener.NONE);
    }

    /**
     * Answers a question in SQL, which may change nothing.
     *
     * @param limit the time after which the question is given up
     * @throws org.twoworlds.config.RequestException where the question is faulty, or takes longer
     */
    public synchronized QueryAnswer query(String sql, Duration limit) {
        return database.question(sql, limit);
    }

    @Override
    public synchronized void close() {
        database.close();
    }
}
