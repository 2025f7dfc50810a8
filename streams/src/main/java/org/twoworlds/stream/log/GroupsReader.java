package org.twoworlds.stream.log;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;

/**
 * The reader of a record whose components stand side by side in one JSON object, as {@code JsonUnwrapped} writes them: Jackson
 * does not read such a record back by itself.
 *
 * @param <T> the record's type
 */
abstract class GroupsReader<T extends Record> extends StdDeserializer<T> {
    private static final long serialVersionUID = 1L;

    private final Class<T> type;

    GroupsReader(Class<T> type) {
        super(type);
        this.type = type;
    }

    @Override
    public T deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        var all = context.readTree(parser);
        var groups = Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new);
        var values = new Object[groups.length];
        for (var i = 0; i < groups.length; i++) {
            values[i] = context.readTreeAsValue(all, groups[i]);
        }
        try {
            return type.getDeclaredConstructor(groups).newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
