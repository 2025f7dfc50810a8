package org.twoworlds.api;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.twoworlds.config.RequestException;

/**
 * The body of a request to a lab: one JSON object of known keys, each of one kind, or nothing at all. A key that is null is
 * absent; a value of another kind is refused by its key's name, and never taken for what it might have meant.
 */
public final class RequestBody {
    private static final int LONGEST_LIST = 200;
    private static final int LONGEST_SHOWN = 150;

    private static final ObjectReader STRICT = Json.MAPPER
            .readerFor(JsonNode.class)
            .with(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final JsonNode json;

    private RequestBody(JsonNode json) {
        this.json = json;
    }

    /**
     * Reads a body.
     *
     * @param keys all keys that it may have
     * @throws RequestException where it is not one such object, or has other keys
     */
    public static RequestBody of(byte[] bytes, List<String> keys) {
        var text = text(bytes);
        var json = parsed(text.isBlank() ? "{}" : text);
        if (!json.isObject()) {
            throw new RequestException("body", shown(text), "be a JSON object", "see openapi.json");
        }
        json.fieldNames().forEachRemaining(key -> {
            if (!keys.contains(key)) {
                throw new RequestException(
                        "key of the body",
                        shown(key),
                        keys.isEmpty() ? "be left out: there are none here" : "be one of " + String.join(", ", keys),
                        "");
            }
        });
        return new RequestBody(json);
    }

    private static String text(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new RequestException("body", bytes.length + " bytes", "be text in UTF-8", "");
        }
    }

    private static JsonNode parsed(String text) {
        try {
            return STRICT.readValue(text);
        } catch (JsonProcessingException e) {
            var at = e.getLocation();
            throw new RequestException(
                    "body",
                    shown(text),
                    "be one JSON document, with each key once and nothing behind it",
                    at == null ? "" : "look at line " + at.getLineNr() + ", column " + at.getColumnNr());
        }
    }

    /** Whether a key is there. */
    public boolean has(String key) {
        return !isAbsent(json.path(key));
    }

    /** A text; empty where it is absent. */
    public String text(String key) {
        var value = json.path(key);
        return isAbsent(value) ? "" : text(key, value, "be a JSON string");
    }

    /** The texts of a list; empty where it is absent. */
    public List<String> texts(String key) {
        var value = json.path(key);
        if (isAbsent(value)) {
            return List.of();
        }
        var rule = "be an array of JSON strings, at most " + LONGEST_LIST;
        if (!value.isArray() || value.size() > LONGEST_LIST) {
            throw refused(key, value, rule);
        }
        List<String> texts = new ArrayList<>();
        value.forEach(each -> texts.add(text(key, each, rule)));
        return List.copyOf(texts);
    }

    /** A whole number from 0 on; empty where it is absent. */
    public OptionalLong index(String key) {
        var value = json.path(key);
        if (isAbsent(value)) {
            return OptionalLong.empty();
        }
        if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 0) {
            throw refused(key, value, "be a whole number from 0 to " + Long.MAX_VALUE);
        }
        return OptionalLong.of(value.longValue());
    }

    /** A truth value; where it is absent, the argument. */
    public boolean truth(String key, boolean absent) {
        var value = json.path(key);
        if (isAbsent(value)) {
            return absent;
        }
        if (!value.isBoolean()) {
            throw refused(key, value, "be true or false");
        }
        return value.booleanValue();
    }

    private static boolean isAbsent(JsonNode value) {
        return value.isMissingNode() || value.isNull();
    }

    private static String text(String key, JsonNode value, String rule) {
        if (!value.isTextual()) {
            throw refused(key, value, rule);
        }
        var text = value.textValue();
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw refused(key, value, "be text: it has half of a surrogate pair");
        }
        return text;
    }

    private static RequestException refused(String key, JsonNode value, String rule) {
        return new RequestException("key " + key + " of the body", shown(value.toString()), rule, "");
    }

    /** The beginning of a text that came, as one line. */
    private static String shown(String text) {
        var line = text.replaceAll("[\\p{Cntrl}\\s]+", " ");
        return line.length() <= LONGEST_SHOWN ? line : line.substring(0, LONGEST_SHOWN) + "…";
    }
}
