package org.twoworlds.config;

/** What a score's file keeps of each sample. */
public enum KeptScores {
    /** The log-probability of the true class, the predicted class and its probability. */
    OUTCOME("outcome"),
    /** The probability of every class, too. */
    SOFTMAX("softmax");

    /** The key of the choice. */
    public static final String KEY = "scores.keep";

    private final String text;

    KeptScores(String text) {
        this.text = text;
    }

    /**
     * Reads the choice.
     *
     * @throws RequestException where the text is no word of the vocabulary
     */
    public static KeptScores of(String text) {
        return Word.of(KeptScores.class, KEY, text);
    }

    /** The word in configurations. */
    @Override
    public String toString() {
        return text;
    }
}
