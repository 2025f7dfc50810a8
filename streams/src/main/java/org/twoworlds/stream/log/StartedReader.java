package org.twoworlds.stream.log;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import java.io.IOException;

/** The reader of record 0, whose groups stand side by side in one JSON object: Jackson unwraps records in writing alone. */
final class StartedReader extends StdDeserializer<Event.Started> {
    private static final long serialVersionUID = 1L;

    StartedReader() {
        super(Event.Started.class);
    }

    @Override
    public Event.Started deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        JsonNode all = context.readTree(parser);
        return new Event.Started(
                context.readTreeAsValue(all, RunIdentity.class),
                context.readTreeAsValue(all, RunChoices.class),
                context.readTreeAsValue(all, RunMachine.class),
                context.readTreeAsValue(all, RunLineage.class));
    }
}
