package org.twoworlds.model.checkpoint;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A safetensors file's header, all of which has been checked. The tensors' places follow each other without gaps or overlaps
 * and fill the file, so that nothing is allocated that the file does not hold.
 *
 * @param entries the tensors in the header's order
 * @param metadata free texts
 */
record SafeTensorsHeader(List<Entry> entries, Map<String, String> metadata) {
    private static final ObjectReader JSON = new ObjectMapper()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .reader();

    private static final String METADATA = "__metadata__";

    /** The bits of a number of each type that the format has. */
    private static final Map<String, Integer> BITS = Map.ofEntries(
            Map.entry("BOOL", 8),
            Map.entry("U8", 8),
            Map.entry("I8", 8),
            Map.entry("F8_E5M2", 8),
            Map.entry("F8_E4M3", 8),
            Map.entry("U16", 16),
            Map.entry("I16", 16),
            Map.entry("F16", 16),
            Map.entry("BF16", 16),
            Map.entry("U32", 32),
            Map.entry("I32", 32),
            Map.entry("F32", 32),
            Map.entry("U64", 64),
            Map.entry("I64", 64),
            Map.entry("F64", 64),
            Map.entry("C64", 64));

    /** A tensor's name, type, shape and place behind the header. */
    record Entry(String name, String type, int[] shape, long from, long to) {}

    /** Thrown where a header is not valid; the message completes the word "must". */
    static final class MalformedHeader extends Exception {
        private static final long serialVersionUID = 1L;

        MalformedHeader(String rule) {
            super(rule);
        }
    }

    /** Reads a header and checks it, but for the tensors' places. */
    static SafeTensorsHeader of(byte[] json) throws MalformedHeader {
        JsonNode header;
        try {
            header = json.length > 0 && json[0] == '{' ? JSON.readTree(json) : null;
        } catch (JsonProcessingException e) {
            throw new MalformedHeader("hold a safetensors header in JSON (" + e.getOriginalMessage() + ")");
        } catch (java.io.IOException e) {
            throw new MalformedHeader("hold a safetensors header in JSON (" + e.getMessage() + ")");
        }
        if (header == null || !header.isObject()) {
            throw new MalformedHeader("hold a safetensors header in JSON");
        }
        Map<String, String> metadata = new LinkedHashMap<>();
        List<Entry> entries = new ArrayList<>();
        for (var fields = header.fields(); fields.hasNext(); ) {
            var field = fields.next();
            if (field.getKey().equals(METADATA)) {
                metadata(field.getValue(), metadata);
            } else {
                entries.add(entry(field.getKey(), field.getValue()));
            }
        }
        return new SafeTensorsHeader(List.copyOf(entries), Map.copyOf(metadata));
    }

    private static void metadata(JsonNode texts, Map<String, String> into) throws MalformedHeader {
        for (var fields = texts.fields(); fields.hasNext(); ) {
            var field = fields.next();
            if (!field.getValue().isTextual()) {
                throw new MalformedHeader("have texts alone as metadata, not " + field.getKey());
            }
            into.put(field.getKey(), field.getValue().asText());
        }
        if (!texts.isObject()) {
            throw new MalformedHeader("have an object of texts as metadata");
        }
    }

    private static Entry entry(String name, JsonNode entry) throws MalformedHeader {
        var type = entry.path("dtype");
        var places = entry.path("data_offsets");
        if (!type.isTextual() || !places.isArray() || places.size() != 2) {
            throw new MalformedHeader("give tensor " + name + " a dtype, a shape and two data_offsets");
        }
        var shape = shape(name, entry.path("shape"));
        var from = whole(name, places.get(0), Long.MAX_VALUE);
        var to = whole(name, places.get(1), Long.MAX_VALUE);
        var bits = BITS.getOrDefault(type.asText(), 0);
        if (bits > 0 && (to < from || count(name, shape) != (to - from) * 8 / bits || (to - from) * 8 % bits != 0)) {
            throw new MalformedHeader("hold all of tensor " + name + ": its shape and type are for other than bytes "
                    + from + " to " + to);
        }
        return new Entry(name, type.asText(), shape, from, to);
    }

    private static int[] shape(String name, JsonNode sizes) throws MalformedHeader {
        if (!sizes.isArray()) {
            throw new MalformedHeader("give tensor " + name + " a shape: a list of whole numbers, not "
                    + (sizes.isMissingNode() ? "none" : sizes));
        }
        var shape = new int[sizes.size()];
        for (var i = 0; i < shape.length; i++) {
            shape[i] = (int) whole(name, sizes.get(i), Integer.MAX_VALUE);
        }
        return shape;
    }

    private static long whole(String name, JsonNode number, long most) throws MalformedHeader {
        if (!number.isIntegralNumber() || !number.canConvertToLong() || number.asLong() < 0 || number.asLong() > most) {
            throw new MalformedHeader(
                    "have whole numbers from 0 to " + most + " for tensor " + name + ", not " + number);
        }
        return number.asLong();
    }

    /** The count of numbers in a shape: more than an array can have is more than any file holds. */
    private static long count(String name, int[] shape) throws MalformedHeader {
        try {
            var count = 1L;
            for (var size : shape) {
                count = Math.multiplyExact(count, (long) size);
            }
            return count;
        } catch (ArithmeticException e) {
            throw new MalformedHeader("hold all of tensor " + name + ", whose shape is beyond any file");
        }
    }

    /**
     * Refuses tensors that leave gaps, overlap, or do not fill the file.
     *
     * @param data the number of bytes behind the header
     */
    void checkPlaces(long data) throws MalformedHeader {
        var end = 0L;
        for (var entry : entries.stream()
                .sorted(Comparator.comparingLong(Entry::from).thenComparingLong(Entry::to))
                .toList()) {
            if (entry.from() != end || entry.to() < end || entry.to() > data) {
                throw new MalformedHeader("hold its tensors one behind the other: " + entry.name() + " is from byte "
                        + entry.from() + " to " + entry.to() + " of " + data + ", behind " + end);
            }
            end = entry.to();
        }
        if (end != data) {
            throw new MalformedHeader("end with its last tensor, at byte " + end + " and not " + data);
        }
    }
}
