package org.twoworlds.config;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The reader of a closed vocabulary: an enum whose constants are written as their {@code toString}. A word is read once,
 * where it comes in, and printed once, where it goes out; in between only the constant is used.
 */
final class Word {
    private Word() {}

    /** The constant that a text is; empty where the text is no word of the vocabulary. */
    static <E extends Enum<E>> Optional<E> parse(Class<E> vocabulary, String text) {
        return Arrays.stream(vocabulary.getEnumConstants())
                .filter(constant -> constant.toString().equals(text))
                .findFirst();
    }

    /**
     * The constant that a text is.
     *
     * @param name the thing that the text names, for the message
     * @throws RequestException where the text is no word of the vocabulary
     */
    static <E extends Enum<E>> E of(Class<E> vocabulary, String name, String text) {
        return parse(vocabulary, text).orElseThrow(() -> {
            var known = all(vocabulary);
            var meant = Nearest.byLetters(text, known);
            return new RequestException(
                    name,
                    text,
                    "be one of " + String.join(", ", known),
                    meant.map(word -> "you mean " + word).orElse(""));
        });
    }

    /** All words, in the order of the constants. */
    static <E extends Enum<E>> List<String> all(Class<E> vocabulary) {
        return Arrays.stream(vocabulary.getEnumConstants()).map(E::toString).toList();
    }
}
