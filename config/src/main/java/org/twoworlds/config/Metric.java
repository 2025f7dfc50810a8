package org.twoworlds.config;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;

/** A number that every score has. */
public enum Metric {
    /** SoftError: the mean of 1 − p(y), y being the true class. */
    SOFT_ERROR("softError"),
    /** Error: the share of samples whose likeliest class is not the true one. */
    ERROR("error"),
    /** Loss: the mean of the function that training lowers. */
    LOSS("loss");

    private final String text;

    Metric(String text) {
        this.text = text;
    }

    /**
     * Reads the metric.
     *
     * @throws RequestException where the text is no word of the vocabulary
     */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static Metric of(String text) {
        return Word.of(Metric.class, "metric", text);
    }

    /** The words of all metrics. */
    public static List<String> words() {
        return Word.all(Metric.class);
    }

    /** The word in configurations, logs and documents. */
    @Override
    @JsonValue
    public String toString() {
        return text;
    }
}
