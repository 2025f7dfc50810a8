package org.twoworlds.stream.results;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The places of one machine in a configuration, which nobody elsewhere needs to know: each is written as {@value #BLANK}. */
final class Blanks {
    /** What stands in place of a folder or file. */
    static final String BLANK = "DIR";

    /** The keys of folders and files, which may be written without a slash. */
    private static final Set<String> PLACES = Set.of(
            "data.path", "data.cache", "init", "data.generator.file", "data.generator.labels", "data.teacher.weights");

    /** The values of such keys that are no places. */
    private static final Set<String> WORDS = Set.of("", "pretrain", "condition");

    private Blanks() {}

    /** Takes the places out of a configuration, in place. */
    static void blank(ObjectNode config) {
        blank(config, "");
    }

    private static void blank(ObjectNode block, String prefix) {
        List.copyOf(block.properties()).forEach(e -> {
            var key = prefix + e.getKey();
            var value = e.getValue();
            if (value instanceof ObjectNode deeper) {
                blank(deeper, key + ".");
            } else if (value instanceof ArrayNode list) {
                for (var i = 0; i < list.size(); i++) {
                    if (isPlace(key, list.get(i))) {
                        list.set(i, BLANK);
                    }
                }
            } else if (isPlace(key, value)) {
                block.set(e.getKey(), TextNode.valueOf(BLANK));
            }
        });
    }

    private static boolean isPlace(String key, JsonNode value) {
        return value.isTextual()
                && !WORDS.contains(value.asText())
                && (PLACES.contains(key) || value.asText().indexOf('/') >= 0);
    }

    /** The keys that were blanked. */
    static Set<String> in(JsonNode config) {
        Set<String> keys = new TreeSet<>();
        find(config, "", keys);
        return keys;
    }

    private static void find(JsonNode node, String key, Set<String> keys) {
        if (node.isTextual() && node.asText().equals(BLANK)) {
            keys.add(key);
        }
        node.properties().forEach(e -> find(e.getValue(), key.isEmpty() ? e.getKey() : key + "." + e.getKey(), keys));
        if (node.isArray()) {
            node.forEach(value -> find(value, key, keys));
        }
    }
}
