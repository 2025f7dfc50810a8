package org.twoworlds.config;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Optional;

/** The work that a joined machine does for its lab. */
public enum Role {
    /** The machine trains runs. */
    TRAINER("trainer"),
    /** The machine scores checkpoints. */
    EVALUATOR("evaluator");

    private final String text;

    Role(String text) {
        this.text = text;
    }

    /**
     * Reads the role.
     *
     * @throws RequestException where the text is no word of the vocabulary
     */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static Role of(String text) {
        return Word.of(Role.class, "role", text);
    }

    /** Reads the role; empty where the text is no word of the vocabulary. */
    public static Optional<Role> parse(String text) {
        return Word.parse(Role.class, text);
    }

    /** The word in configurations, logs and documents. */
    @Override
    @JsonValue
    public String toString() {
        return text;
    }
}
