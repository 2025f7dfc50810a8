package org.twoworlds.http;

import akka.util.ByteString;
import akka.util.ByteStringBuilder;
import java.util.stream.Stream;
import org.twoworlds.api.EventDocument;
import org.twoworlds.api.Json;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.LogEntry;

/**
 * An entry of a log as a server-sent event, whose id is its index.
 *
 * @param isStep whether it is an update, which most do not ask for
 */
record EventText(long index, boolean isStep, ByteString bytes) {
    static EventText of(LogEntry entry) {
        var document = EventDocument.of(entry);
        var text = "id:" + entry.index() + "\n" + text(document.get("type").asText(), Json.text(document));
        return new EventText(entry.index(), entry.event() instanceof Event.Step, ByteString.fromString(text));
    }

    /** An event without an id, of a JSON document on one line. */
    static String text(String type, String document) {
        return "event:" + type + "\ndata:" + document + "\n\n";
    }

    /** Some, one after the other. */
    static ByteString joined(Stream<EventText> texts) {
        var builder = new ByteStringBuilder();
        texts.forEach(text -> builder.append(text.bytes()));
        return builder.result().compact();
    }

    /** The event that a client gets when it is let go of: it may come back. */
    static ByteString dropped(String reason) {
        return ByteString.fromString(
                text("dropped", Json.text(Json.ordered("reason", reason + " Come back with the Last-Event-ID."))));
    }
}
