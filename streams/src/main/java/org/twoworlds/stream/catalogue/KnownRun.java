package org.twoworlds.stream.catalogue;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.twoworlds.config.RunState;

/**
 * A run as the catalogue knows it since it was folded last.
 *
 * @param run its id
 * @param facts of its files; empty, or marked, where these may change and look the same
 * @param isOpen whether its state depends on whether a process writes it now
 * @param isRunning whether a process wrote it then
 */
record KnownRun(String run, String facts, boolean isOpen, boolean isRunning) {
    private static final String RECENT = "~";

    /** A text in which a slash ends a run, since no name of a folder has one. */
    private static final String ALL = "SELECT group_concat(facts || ' ' || open || ' ' || run || '/', '') FROM folds";

    private static final String SOME =
            "SELECT f.run, f.facts, f.open, coalesce(r.state = ?, 0) FROM folds f LEFT JOIN runs r ON r.run = f.run"
                    + " WHERE f.run IN (SELECT value FROM json_each(?))";

    /** Some runs as the catalogue's tables have them. */
    static List<KnownRun> of(Database database, Collection<String> runs) {
        return database.rows(
                SOME,
                row -> new KnownRun(row.getString(1), row.getString(2), row.getBoolean(3), row.getBoolean(4)),
                RunState.RUNNING,
                Folding.text(runs));
    }

    /** All runs, of which there may be many: so they are read as one text. */
    static List<KnownRun> all(Database database) {
        Set<String> running = new HashSet<>(
                database.rows("SELECT run FROM runs WHERE state = ?", row -> row.getString(1), RunState.RUNNING));
        var text = database.one(ALL, row -> row.getString(1) == null ? "" : row.getString(1))
                .orElse("");
        List<KnownRun> all = new ArrayList<>();
        for (var begin = 0; begin < text.length(); begin = text.indexOf('/', begin) + 1) {
            var space = text.indexOf(' ', begin);
            var run = text.substring(space + 3, text.indexOf('/', space));
            all.add(new KnownRun(
                    run, text.substring(begin, space), text.charAt(space + 1) == '1', running.contains(run)));
        }
        return all;
    }

    /** The mark on facts that are so new that a file may change again and look the same. */
    static String recent(String facts) {
        return RECENT + facts;
    }

    /** The facts without the mark. */
    String plainFacts() {
        return facts.startsWith(RECENT) ? facts.substring(RECENT.length()) : facts;
    }

    /** Whether it stays as it is unless a writer opens its log. */
    boolean isSettled() {
        return !facts.isEmpty() && !facts.startsWith(RECENT) && !isRunning;
    }
}
