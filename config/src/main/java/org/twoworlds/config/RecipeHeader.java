package org.twoworlds.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The header of a recipe: the comments with which its file begins. The first line is the command; a field begins with
 * {@code # Word:} and goes on in lines that are indented by more than one space.
 *
 * @param command the command that runs the recipe; empty where the header names none
 * @param fields the text of each field on one line, by its word, in the order of the file
 */
public record RecipeHeader(String command, Map<String, String> fields) {
    /** The header of a recipe that has none. */
    public static final RecipeHeader NONE = new RecipeHeader("", Map.of());

    private static final Pattern FIELD = Pattern.compile("# ([A-Z][a-z]+):\\s+(.*)");
    private static final Pattern MORE = Pattern.compile("#\\s{2,}(\\S.*)");
    private static final String COMMAND = "# ./twoworlds ";

    /** Copies the fields. */
    public RecipeHeader {
        fields = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }

    /** The header of a recipe that comes with the program; {@link #NONE} where there is no such recipe. */
    public static RecipeHeader of(String recipe) {
        return ConfigLoader.recipes().contains(recipe) ? parse(Reference.text("recipes/" + recipe + ".conf")) : NONE;
    }

    /** Reads the header of a recipe's text. */
    public static RecipeHeader parse(String recipe) {
        var command = "";
        Map<String, String> fields = new LinkedHashMap<>();
        var field = Optional.<String>empty();
        for (var line : recipe.lines().takeWhile(l -> l.startsWith("#")).toList()) {
            var begins = FIELD.matcher(line);
            var goesOn = MORE.matcher(line);
            if (begins.matches()) {
                field = Optional.of(begins.group(1));
                fields.put(begins.group(1), begins.group(2).strip());
            } else if (goesOn.matches() && field.isPresent()) {
                fields.merge(field.get(), goesOn.group(1).strip(), (before, more) -> before + " " + more);
            } else {
                field = Optional.empty();
                command = command.isEmpty() && line.startsWith(COMMAND) ? line.substring(2) : command;
            }
        }
        return new RecipeHeader(command, fields);
    }

    /** The text of a field; empty where the header has no such field. */
    public Optional<String> field(String word) {
        return Optional.ofNullable(fields.get(word));
    }
}
