package org.twoworlds.api;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.IOException;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** JSON as the command line and the lab write it. */
public final class Json {
    /** The mapper by which all JSON of the program is read and written. */
    public static final ObjectMapper MAPPER = mapper();

    private static final ObjectMapper PRETTY = mapper().enable(SerializationFeature.INDENT_OUTPUT);

    private Json() {}

    /** A mapper that writes a number which is not finite as null. */
    private static ObjectMapper mapper() {
        var module = new SimpleModule();
        var serializer = new JsonSerializer<Number>() {
            @Override
            public void serialize(Number value, JsonGenerator out, SerializerProvider provider) throws IOException {
                if (!Double.isFinite(value.doubleValue())) {
                    out.writeNull();
                } else if (value instanceof Float f) {
                    out.writeNumber(f);
                } else {
                    out.writeNumber(value.doubleValue());
                }
            }
        };
        for (var type : List.of(Double.class, double.class, Float.class, float.class)) {
            module.addSerializer(type, serializer);
        }
        return new ObjectMapper().registerModule(module);
    }

    /** Prints a document on standard output. */
    public static void print(Object document) {
        out().println(pretty(document));
    }

    /** A document as it is printed. */
    public static String pretty(Object document) {
        try {
            return PRETTY.writeValueAsString(document);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Standard output: see {@link Output}. */
    public static PrintStream out() {
        return System.out;
    }

    /** A document on one line. */
    public static String text(Object document) {
        try {
            return MAPPER.writeValueAsString(document);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** An object with its keys, which are printed as texts, in this order: key, value, key, value… */
    public static Map<String, Object> ordered(Object... pairs) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (var i = 0; i < pairs.length; i += 2) {
            map.put(pairs[i].toString(), pairs[i + 1]);
        }
        return map;
    }
}
