package org.twoworlds.config;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** The reason for which a world has done its last update. */
public enum WorldEnding {
    /** All updates that the configuration asks for are done. */
    COMPLETED("completed"),
    /** T(n) was reached, and the run asks for no more. */
    STOPPING_TIME("stoppingTime"),
    /** The loss is not finite any more. */
    NON_FINITE("nonFinite");

    private final String text;

    WorldEnding(String text) {
        this.text = text;
    }

    /**
     * Reads the reason of a world's end.
     *
     * @throws RequestException where the text is no word of the vocabulary
     */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static WorldEnding of(String text) {
        return Word.of(WorldEnding.class, "reason of a world's end", text);
    }

    /** The word in configurations, logs and documents. */
    @Override
    @JsonValue
    public String toString() {
        return text;
    }
}
