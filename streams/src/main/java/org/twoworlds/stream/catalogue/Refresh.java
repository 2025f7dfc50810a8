package org.twoworlds.stream.catalogue;

import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.twoworlds.config.Fault;
import org.twoworlds.stream.analysis.Look;
import org.twoworlds.stream.log.Home;
import org.twoworlds.stream.log.LogFacts;
import org.twoworlds.stream.log.LogPlace;
import org.twoworlds.stream.log.LogReader;
import org.twoworlds.stream.log.RunFolder;

/** The refresh that brings a catalogue up to the logs of its home. Of a run that has not grown, nothing is opened. */
final class Refresh {
    /** The number of runs that are folded in one transaction, for whose end other writers wait. */
    private static final int RUNS_A_TRANSACTION = 50;

    private final Database database;
    private final Home home;
    private final HomeMemory memory;
    private final FoldListener listener;
    private final Set<String> toCompare = new LinkedHashSet<>();
    private final Set<String> written = new LinkedHashSet<>();

    Refresh(Database database, Home home, HomeMemory memory, FoldListener listener) {
        this.database = database;
        this.home = home;
        this.memory = memory;
        this.listener = listener;
    }

    /** The state of a fold as it is kept. */
    private record KeptFold(LogPlace place, String standing) {}

    private KeptFold kept(String run) {
        return database.one(
                        "SELECT place, standing FROM folds WHERE run = ?",
                        row -> new KeptFold(Folding.place(row.getString(1)), row.getString(2)),
                        run)
                .orElse(new KeptFold(LogPlace.START, "[]"));
    }

    /** Brings every run's rows up to its log; returns whether any row was written. */
    boolean all() {
        try {
            return upToWhatIsSeen(memory.look(database));
        } catch (RuntimeException e) {
            memory.forget();
            throw e;
        }
    }

    private boolean upToWhatIsSeen(Sight sight) {
        if (!sight.gone().isEmpty()) {
            database.transact(() -> {
                sight.gone().forEach(this::forgetRows);
                compare();
            });
        }
        var grown = sight.grown().stream()
                .sorted(Comparator.comparing(RunFolder::id))
                .toList();
        var isWritten = !sight.gone().isEmpty();
        for (var i = 0; i < grown.size(); i += RUNS_A_TRANSACTION) {
            isWritten |= foldAll(grown.subList(i, Math.min(grown.size(), i + RUNS_A_TRANSACTION)));
            listener.folded(Math.min(grown.size(), i + RUNS_A_TRANSACTION), grown.size());
        }
        memory.folded(database, grown, sight.gone());
        return isWritten;
    }

    private boolean foldAll(List<RunFolder> folders) {
        var isWritten = new boolean[1];
        database.transact(() -> {
            folders.forEach(f -> isWritten[0] |= fold(f));
            compare();
        });
        return isWritten[0];
    }

    /** Folds the events of a run's log that are not in its rows yet; returns whether rows changed. */
    private boolean fold(RunFolder folder) {
        var facts = LogFacts.of(folder);
        try {
            var isLocked = HomeMemory.isLocked(folder);
            return readOn(folder, facts, isLocked, isLocked ? "" : memory.kept(facts));
        } catch (DatabaseException e) {
            throw e;
        } catch (Unreadable e) {
            unreadable(folder, memory.kept(facts));
            return true;
        } catch (RuntimeException | Error e) {
            unreadable(folder, Fault.of(e).isOurs() ? "" : memory.kept(facts));
            return true;
        }
    }

    private boolean readOn(RunFolder folder, LogFacts facts, boolean isLocked, String kept) {
        var was = KnownRun.of(database, List.of(folder.id()));
        var before = kept(folder.id());
        var isNew = was.isEmpty() || LogPlace.START.equals(before.place());
        var isChanged =
                !isNew && !isLocked && isChangedOtherwise(facts, was.get(0).plainFacts());
        if (!isNew && !isChanged) {
            var reader = LogReader.at(folder.log(), before.place());
            if (reader.isPresent()) {
                try (var tail = reader.get()) {
                    return append(folder, tail, was.get(0), before, isLocked, kept);
                }
            }
        }
        return anew(folder, isLocked, kept);
    }

    /** Whether a file changed although no writer opened the log: the whole log is then read again. */
    private static boolean isChangedOtherwise(LogFacts now, String facts) {
        return !facts.isEmpty() && !facts.equals(now.text()) && now.isOfSameFolder(facts);
    }

    private boolean append(
            RunFolder folder, LogReader tail, KnownRun was, KeptFold before, boolean isLocked, String kept) {
        var folding = Folding.on(database, folder.id(), before.standing());
        tail.forEach(folding::apply);
        var place = tail.place();
        if (place.equals(before.place())
                && kept.equals(was.facts())
                && (!was.isOpen() || isLocked == was.isRunning())) {
            return false;
        }
        finish(folder, folding, place, isLocked, kept);
        return true;
    }

    private boolean anew(RunFolder folder, boolean isLocked, String kept) {
        forgetRows(folder.id());
        var folding = new Folding(database, folder.id());
        LogPlace place;
        try (var reader = new LogReader(folder.log(), 0)) {
            reader.forEach(folding::apply);
            place = reader.place();
        }
        if (!folding.hasBegun()) {
            var look = Look.at(folder);
            if (look.seen().isEmpty() && Look.isBeingMade(folder)) {
                return false;
            }
            var view = look.seen().orElseThrow(() -> new Unreadable(look.reason()));
            folding.started(view.startedMicros(), view.started());
            view.ended().ifPresent(e -> folding.left(e, view.startedMicros()));
            place = LogPlace.START;
        }
        finish(folder, folding, place, isLocked, kept);
        return true;
    }

    /** Thrown where a run cannot be read, with the reason. */
    private static final class Unreadable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Unreadable(String reason) {
            super(reason);
        }
    }

    private void finish(RunFolder folder, Folding folding, LogPlace place, boolean isLocked, String kept) {
        folding.write(place, isLocked, kept);
        if (folding.hasNewScores()) {
            toCompare.add(folder.id());
            toCompare.addAll(comparedWith(folder.id()));
        }
        written.add(folder.id());
    }

    private List<String> comparedWith(String ideal) {
        return database.rows("SELECT run FROM runs WHERE ideal = ?", row -> row.getString(1), ideal);
    }

    private void unreadable(RunFolder folder, String kept) {
        forgetRows(folder.id());
        if (Look.isBeingMade(folder)) {
            return;
        }
        var look = Look.at(folder);
        if (look.isReadable()) {
            return; // a process wrote the log just then: it is looked at again
        }
        StartedRow.unreadable(database, folder.id(), look.reason());
        database.update(
                "INSERT OR REPLACE INTO folds VALUES (?, ?, ?, '[]', 0, 0, 0)",
                folder.id(),
                kept,
                Folding.text(LogPlace.START));
        written.add(folder.id());
    }

    private void forgetRows(String run) {
        comparedWith(run).forEach(other -> {
            database.update("DELETE FROM gaps WHERE run = ?", other);
            toCompare.add(other);
        });
        Sums.TABLES.forEach(table -> database.update("DELETE FROM " + table + " WHERE run = ?", run));
        database.update("DELETE FROM folds WHERE run = ?", run);
    }

    /** Compares worlds in the transaction of the folding itself, so that no death of the process comes between. */
    private void compare() {
        for (var run : List.copyOf(toCompare)) {
            Comparison.write(database, home.run(run));
        }
        written.addAll(toCompare);
        written.forEach(run -> Sums.write(database, run));
        toCompare.clear();
        written.clear();
    }
}
