package org.twoworlds.notice;

import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.twoworlds.api.Json;
import org.twoworlds.api.RunDocument;
import org.twoworlds.config.WorldName;
import org.twoworlds.stream.analysis.RunView;

/**
 * A notice of one event: a document that a command is given. It holds nothing that only the lab should know, and is small enough
 * for a pipe to take it whole, so that nobody waits for its reader.
 *
 * @param run the run's id; empty where the event is none of a run's
 * @param index of the log's entry from which the event follows
 * @param id by which the event is known: no two events of a home have the same
 * @param document all keys of every kind of event, null where a key says nothing of this one
 */
record Notice(NoticeKind kind, String run, long index, String id, Map<String, Object> document) {
    private static final int LONGEST_MESSAGE = 2_000;
    private static final int LONGEST_WORD = 200;
    private static final int MOST_OF_CELL = 20;

    /**
     * An event of a run.
     *
     * @param view the run when it happened
     * @param micros when it happened, in microseconds since 1970
     * @param world that it is of; empty where it is of both
     */
    static Notice of(
            NoticeKind kind,
            Path home,
            RunView view,
            long index,
            long micros,
            String message,
            Optional<WorldName> world,
            long step) {
        var identity = view.started().identity();
        var id = identity.run() + "@" + index;
        var document = head(kind, id, micros, home, message);
        document.put("run", identity.run());
        document.put("name", shortened(view.annotations().name(), LONGEST_WORD));
        document.put("recipe", shortened(identity.recipe(), LONGEST_WORD));
        document.put("sweep", view.started().lineage().sweep());
        document.put("cell", cell(view.started().lineage().cell()));
        document.put("state", view.state(true));
        document.put("world", world.orElse(null));
        document.put("step", step);
        document.put("steps", view.config().steps());
        document.put("stoppingTime", RunDocument.stoppingTime(view));
        document.put("freeBytes", null);
        return new Notice(kind, identity.run(), index, id, document);
    }

    /** The disk of a home has little room. */
    static Notice ofDisk(Path home, Instant now, long free, String message) {
        var micros = now.toEpochMilli() * 1_000;
        var id = NoticeKind.DISK_LOW + "@" + micros;
        var document = head(NoticeKind.DISK_LOW, id, micros, home, message);
        for (var ofRun : new String[] {
            "run", "name", "recipe", "sweep", "cell", "state", "world", "step", "steps", "stoppingTime"
        }) {
            document.put(ofRun, null);
        }
        document.put("freeBytes", free);
        return new Notice(NoticeKind.DISK_LOW, "", 0, id, document);
    }

    private static Map<String, Object> head(NoticeKind kind, String id, long micros, Path home, String message) {
        return Json.ordered(
                "event",
                kind,
                "id",
                id,
                "time",
                Instant.ofEpochMilli(micros / 1_000).toString(),
                "home",
                home.toString(),
                "message",
                shortened(message, LONGEST_MESSAGE));
    }

    private static Map<String, String> cell(Map<String, String> all) {
        Map<String, String> cell = new LinkedHashMap<>();
        all.entrySet().stream()
                .limit(MOST_OF_CELL)
                .forEach(e -> cell.put(shortened(e.getKey(), LONGEST_WORD), shortened(e.getValue(), LONGEST_WORD)));
        return cell;
    }

    static String shortened(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most - 1) + "…";
    }

    /** The document on one line. */
    String text() {
        return Json.text(document);
    }

    /** What it is about, in words. */
    String subject() {
        return run.isEmpty() ? "the event " + kind : "the event " + kind + " of run " + run;
    }
}
