package org.twoworlds.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.twoworlds.stream.log.LogEntry;

/** An event of a log as a JSON document: what {@code replay} prints and the lab streams. */
public final class EventDocument {
    private EventDocument() {}

    /** The document of an entry. */
    public static ObjectNode of(LogEntry entry) {
        var document = Json.MAPPER.createObjectNode();
        document.put("index", entry.index());
        document.put("time", entry.micros() / 1e6);
        document.put("attempt", entry.attempt());
        ObjectNode event = Json.MAPPER.valueToTree(entry.event());
        document.setAll(event);
        return document;
    }
}
