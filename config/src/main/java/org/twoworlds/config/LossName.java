package org.twoworlds.config;

/** The name of the function whose mean training lowers. */
public enum LossName {
    /** The cross-entropy of the softmax and the class. */
    CROSS_ENTROPY("crossEntropy"),
    /** The squared error of the output and the class as a one-hot vector, or of a number. */
    MSE("mse"),
    /** The cross-entropy of each pixel given those before it. */
    NEXT_PIXEL("nextPixel");

    /** The key of a configuration that names the loss. */
    static final String KEY = "loss";

    private final String text;

    LossName(String text) {
        this.text = text;
    }

    /**
     * Reads the loss.
     *
     * @throws RequestException where the text is no word of the vocabulary
     */
    public static LossName of(String text) {
        return Word.of(LossName.class, KEY, text);
    }

    /** The word in configurations, logs and documents. */
    @Override
    public String toString() {
        return text;
    }
}
