package org.twoworlds.stream.catalogue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.twoworlds.config.ConfigLoader;
import org.twoworlds.config.WorldEnding;
import org.twoworlds.config.WorldName;
import org.twoworlds.stream.analysis.Pace;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.analysis.Standing;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.LogEntry;
import org.twoworlds.stream.log.LogPlace;

/** The fold of one run's log into its rows. Its state between two readings is in the rows alone. */
final class Folding {
    private static final ObjectMapper JSON =
            new ObjectMapper().configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);

    private final Database database;
    private final String run;
    private final Map<WorldName, WorldState> worlds = new EnumMap<>(WorldName.class);
    private Standing standing = Standing.NEW;
    private boolean isForLater;
    private int batch = 1;
    private boolean hasNewScores;
    private boolean hasBegun;
    private long endedMicros;

    /** The state of one world between two readings. */
    private record WorldState(long step, @Nullable String digest, @Nullable WorldEnding reason, Pace pace) {
        static final WorldState NEW = new WorldState(0, null, null, Pace.NONE);

        WorldState after(Event.Step s) {
            return new WorldState(reason == null ? s.step() : step, digest, reason, pace.after(s));
        }

        WorldState after(Event.WorldEnded e) {
            return new WorldState(e.step(), e.digest(), e.reason(), pace);
        }
    }

    /** Begins a fold with record 0. */
    Folding(Database database, String run) {
        this.database = database;
        this.run = run;
    }

    /** Goes on with a fold where its rows end. */
    static Folding on(Database database, String run, String kept) {
        var folding = new Folding(database, run);
        folding.hasBegun = true;
        for (var event : events(kept)) {
            folding.standing = folding.standing.after(event);
        }
        database.one(
                "SELECT batch, coalesce(ended, 0) FROM runs WHERE run = ?",
                row -> {
                    folding.batch = row.getInt(1);
                    folding.endedMicros = row.getLong(2);
                    return true;
                },
                run);
        folding.isForLater = database.one("SELECT forLater FROM folds WHERE run = ?", row -> row.getInt(1), run)
                .equals(Optional.of(1));
        database.rows(
                "SELECT world, step, digest, reason, updates, stepNanos, waitNanos, heldNanos FROM worlds WHERE run = ?",
                row -> folding.worlds.put(
                        WorldName.of(row.getString(1)),
                        new WorldState(
                                row.getLong(2),
                                row.getString(3),
                                Optional.ofNullable(row.getString(4))
                                        .map(WorldEnding::of)
                                        .orElse(null),
                                new Pace(row.getLong(5), row.getLong(6), row.getLong(7), row.getLong(8)))),
                run);
        return folding;
    }

    private static List<Event> events(String kept) {
        try {
            return List.of(JSON.readValue(kept, Event[].class));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether record 0 was folded. */
    boolean hasBegun() {
        return hasBegun;
    }

    /** Whether a score came by which gaps and T(n) may change, of this run or of runs that name its Ideal World. */
    boolean hasNewScores() {
        return hasNewScores;
    }

    /** Takes in the next entry of the log. */
    void apply(LogEntry entry) {
        var event = entry.event();
        if (event instanceof Event.Started s) {
            started(entry.micros(), s);
        } else if (event instanceof Event.Step s) {
            worlds.put(s.world(), worlds.getOrDefault(s.world(), WorldState.NEW).after(s));
        } else if (event instanceof Event.Waited w) {
            var before = worlds.getOrDefault(w.world(), WorldState.NEW);
            worlds.put(
                    w.world(),
                    new WorldState(
                            before.step(),
                            before.digest(),
                            before.reason(),
                            before.pace().after(w)));
        } else if (event instanceof Event.WorldEnded e) {
            worlds.put(e.world(), worlds.getOrDefault(e.world(), WorldState.NEW).after(e));
        } else if (event instanceof Event.Score s) {
            score(entry.micros(), s);
        } else if (event instanceof Event.Checkpoint c) {
            database.update(
                    "INSERT OR REPLACE INTO checkpoints VALUES (?, ?, ?, ?, ?, ?, ?, 1)",
                    run,
                    c.world(),
                    c.step(),
                    c.file(),
                    c.sha256(),
                    c.bytes(),
                    c.digest());
        } else if (event instanceof Event.Deleted d) {
            database.update(
                    "UPDATE checkpoints SET kept = 0 WHERE run = ? AND world = ? AND step = ?",
                    run,
                    d.world(),
                    d.step());
        } else if (event instanceof Event.Attached a) {
            database.update("INSERT OR REPLACE INTO evaluators VALUES (?, ?, ?)", run, a.evaluator(), a.on());
        } else if (event instanceof Event.Detached d) {
            database.update("DELETE FROM evaluators WHERE run = ? AND evaluator = ?", run, d.evaluator());
        } else if (event instanceof Event.Tagged t) {
            t.added().forEach(tag -> database.update("INSERT OR IGNORE INTO tags VALUES (?, ?)", run, tag));
            t.removed().forEach(tag -> database.update("DELETE FROM tags WHERE run = ? AND tag = ?", run, tag));
        } else if (event instanceof Event.Noted n) {
            database.update("UPDATE runs SET note = ? WHERE run = ?", n.note(), run);
        } else if (event instanceof Event.Renamed r) {
            database.update("UPDATE runs SET name = ? WHERE run = ?", r.name(), run);
        } else {
            stands(entry.micros(), event);
        }
    }

    private void stands(long micros, Event event) {
        if (event instanceof Event.Attempt a) {
            database.update(
                    "INSERT OR REPLACE INTO attempts VALUES (?, ?, ?, ?, ?)",
                    run,
                    a.number(),
                    micros,
                    a.pid(),
                    a.forked() ? 1 : 0);
        }
        endedMicros = event instanceof Event.RunEnded ? micros : endedMicros;
        standing = standing.after(event);
    }

    private void score(long micros, Event.Score s) {
        var isNew = database.update(
                        "INSERT OR IGNORE INTO scores VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                        run,
                        s.world(),
                        s.step(),
                        s.set(),
                        s.evaluator(),
                        s.softError(),
                        s.error(),
                        s.loss(),
                        s.count(),
                        micros,
                        s.file(),
                        s.sha256())
                == 1;
        hasNewScores |= isNew && s.evaluator().equals(RunView.OWN_EVALUATOR);
    }

    /** Takes in record 0, of a run that is made or planned. */
    void started(long micros, Event.Started s) {
        var config =
                new ConfigLoader().fromJson(s.identity().recipe(), s.identity().config());
        StartedRow.write(database, run, micros, s, config);
        hasBegun = true;
        isForLater = s.lineage().forLater();
        batch = config.batch();
        config.world().worlds().forEach(name -> worlds.putIfAbsent(name, WorldState.NEW));
    }

    /** Takes in the end of a run that is not made yet. */
    void left(Event.RunEnded ended, long micros) {
        stands(micros, ended);
    }

    /**
     * Writes the rows that the fold keeps.
     *
     * @param isLocked whether a process writes the run
     * @param facts the facts of the run's files; empty where the files must be looked at again
     */
    void write(LogPlace place, boolean isLocked, String facts) {
        worlds.forEach((name, w) -> database.update(
                "INSERT OR REPLACE INTO worlds VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                run,
                name,
                w.step(),
                w.digest(),
                w.reason(),
                w.step() * batch,
                w.pace().stepsPerSecond(),
                w.pace().waitShare(),
                w.pace().updates(),
                w.pace().stepNanos(),
                w.pace().waitNanos(),
                w.pace().heldNanos()));
        database.update(
                "UPDATE runs SET state = ?, message = ?, ended = ?, forked = ?, folded = ? WHERE run = ?",
                standing.state(isLocked, isForLater),
                standing.ended().map(Event.RunEnded::message).orElse(""),
                standing.ended().isPresent() ? endedMicros : null,
                standing.isForked() ? 1 : 0,
                place.index(),
                run);
        database.update(
                "INSERT OR REPLACE INTO folds VALUES (?, ?, ?, ?, ?, ?, 0)",
                run,
                facts,
                text(place),
                standing.events().stream().map(Folding::text).collect(Collectors.joining(",", "[", "]")),
                isForLater ? 1 : 0,
                standing.ended().isEmpty() ? 1 : 0);
    }

    /** The place at which the reading of a log goes on. */
    static LogPlace place(String kept) {
        try {
            return JSON.readValue(kept, LogPlace.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    static String text(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
