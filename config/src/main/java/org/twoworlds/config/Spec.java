package org.twoworlds.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A name with arguments, as people write networks: {@code mcnn{width=16}}, {@code mlp[128,128]}, {@code linear}.
 *
 * @param name the name before the brackets
 * @param list the numbers in square brackets, in order
 * @param named the values in braces, in order
 */
public record Spec(String name, List<Integer> list, Map<String, String> named) {
    private static final Pattern FORM =
            Pattern.compile("\\s*([A-Za-z0-9_.-]+)\\s*(?:\\[([^\\]]*)])?\\s*(?:\\{([^}]*)})?\\s*");

    public Spec {
        list = List.copyOf(list);
        named = Map.copyOf(new LinkedHashMap<>(named));
    }

    /** Reads a spec; empty where the text has another form. */
    public static Optional<Spec> parse(String text) {
        var match = FORM.matcher(text);
        if (!match.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Spec(match.group(1), numbers(match.group(2)), values(match.group(3))));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static List<Integer> numbers(String text) {
        List<Integer> numbers = new ArrayList<>();
        if (text != null && !text.isBlank()) {
            for (var part : text.split(",", -1)) {
                if (!part.strip().matches("[0-9]{1,10}")) {
                    throw new IllegalArgumentException(part);
                }
                numbers.add(Integer.valueOf(part.strip()));
            }
        }
        return numbers;
    }

    private static Map<String, String> values(String text) {
        Map<String, String> values = new LinkedHashMap<>();
        if (text != null && !text.isBlank()) {
            for (var part : text.split(",", -1)) {
                var pair = part.split("=", -1);
                if (pair.length != 2 || values.put(pair[0].strip(), pair[1].strip()) != null) {
                    throw new IllegalArgumentException(part);
                }
            }
        }
        return values;
    }

    /** The spec as people write it. */
    @Override
    public String toString() {
        var numbers =
                list.isEmpty() ? "" : list.stream().map(String::valueOf).collect(Collectors.joining(",", "[", "]"));
        var values = named.isEmpty()
                ? ""
                : named.entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(e -> e.getKey() + "=" + e.getValue())
                        .collect(Collectors.joining(",", "{", "}"));
        return name + numbers + values;
    }
}
