package org.twoworlds.logging;

import java.util.Arrays;
import java.util.Optional;

/** The form of a log's lines. */
public enum LogFormat {
    /** Lines for people: {@code TIME LEVEL LOGGER [ACTOR] run=RUN MESSAGE}, the actor and the run where they are known. */
    TEXT("text"),
    /** One JSON object a line, all of whose keys are always there. */
    JSON("json");

    private final String text;

    LogFormat(String text) {
        this.text = text;
    }

    /** The form of a word; empty where there is none of that name. */
    public static Optional<LogFormat> parse(String word) {
        return Arrays.stream(values()).filter(f -> f.text.equals(word)).findFirst();
    }

    @Override
    public String toString() {
        return text;
    }
}
