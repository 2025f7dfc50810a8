package org.twoworlds.config;

/** The name of a course of the learning rate. */
public enum ScheduleName {
    /** Half a cosine down to 0. */
    COSINE("cosine"),
    /** The same rate throughout. */
    CONSTANT("constant"),
    /** A tenth of the rate after each third of the steps. */
    STAGES("stages"),
    /** A constant factor a step, down to a final rate. */
    EXPONENTIAL("exponential"),
    /** Up and down by half cosines (Smith 2018). */
    ONECYCLE("onecycle");

    private final String text;

    ScheduleName(String text) {
        this.text = text;
    }

    /**
     * Reads the schedule.
     *
     * @throws RequestException where the text is no word of the vocabulary
     */
    public static ScheduleName of(String text) {
        return Word.of(ScheduleName.class, "schedule", text);
    }

    /** The word in configurations, logs and documents. */
    @Override
    public String toString() {
        return text;
    }
}
