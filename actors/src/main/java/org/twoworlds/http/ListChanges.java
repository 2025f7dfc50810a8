package org.twoworlds.http;

import akka.util.ByteString;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.twoworlds.api.Json;
import org.twoworlds.api.ListDocument;
import org.twoworlds.api.RunDocument;
import org.twoworlds.lab.LabProtocol;
import org.twoworlds.stream.catalogue.Catalogue;

/**
 * The changes of the lists since one looked last, as server-sent events: {@code run} and {@code sweep} with a line of a list,
 * {@code gone} with a run's id, {@code overview}, and {@code many} where so much changed that the lists are to be asked for anew.
 * Belongs to one thread at a time.
 */
final class ListChanges {
    /** An event by which a client asks for the lists anew. */
    static final ByteString MANY = ByteString.fromString(EventText.text("many", "{}"));

    private static final ByteString NONE = ByteString.fromString(":\n\n");
    private static final int MOST_LINES = 200;

    private final ListRequests lists;
    private Map<String, Long> sums = new HashMap<>();
    private boolean hasLooked;
    private long seen;
    private String overview = "";

    ListChanges(ListRequests lists) {
        this.lists = lists;
    }

    /** The events since the last look, at least a beat; the first look says that there are many. */
    ByteString look(LabProtocol.Status lab) {
        var text = new StringBuilder();
        var state = lists.book().listed(Catalogue::state);
        if (!hasLooked || state != seen) {
            seen = state;
            rows(text);
        }
        var document = Json.text(lists.overview(lab));
        if (!document.equals(overview)) {
            overview = document;
            text.append(EventText.text("overview", document));
        }
        return text.length() == 0 ? NONE : ByteString.fromString(text.toString());
    }

    private void rows(StringBuilder text) {
        var now = lists.book().listed(Catalogue::sums);
        Set<String> changed = now.entrySet().stream()
                .filter(e -> !e.getValue().equals(sums.get(e.getKey())))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
        var gone = new HashSet<>(sums.keySet());
        gone.removeAll(now.keySet());
        sums = now;
        if (!hasLooked || changed.size() + gone.size() > MOST_LINES) {
            hasLooked = true;
            text.append(MANY.utf8String());
            return;
        }
        if (!changed.isEmpty()) {
            var lines = lists.lines(changed);
            lines.runs().forEach(row -> event("run", RunDocument.listed(row), text));
            lines.sweeps().forEach(sweep -> event("sweep", ListDocument.sweep(sweep), text));
        }
        gone.forEach(run -> event("gone", Json.ordered("run", run), text));
    }

    private static void event(String type, Object document, StringBuilder text) {
        text.append(EventText.text(type, Json.text(document)));
    }
}
