package org.twoworlds.config;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;

/** The name of one of the two worlds in which a run trains its network. */
public enum WorldName {
    /** The Real World: n samples, re-used epoch after epoch. */
    REAL("real"),
    /** The Ideal World: fresh samples at every step. */
    IDEAL("ideal");

    /** Both worlds, in the order of logs and documents. */
    public static final List<WorldName> BOTH = List.of(REAL, IDEAL);

    private final String text;

    WorldName(String text) {
        this.text = text;
    }

    /**
     * Reads the world.
     *
     * @throws RequestException where the text is no word of the vocabulary
     */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static WorldName of(String text) {
        return Word.of(WorldName.class, "world", text);
    }

    /** The word in configurations, logs and documents. */
    @Override
    @JsonValue
    public String toString() {
        return text;
    }
}
