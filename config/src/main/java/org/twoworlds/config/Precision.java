package org.twoworlds.config;

/** The arithmetic of convolutions and matrix products; all else is IEEE float32. */
public enum Precision {
    /** The arithmetic of IEEE float32. */
    FP32("fp32"),
    /** Products of numbers of 19 bits, on a GPU, where the environment allows them. */
    TF32("tf32"),
    /** Products of bfloat16. */
    BF16("bf16");

    private final String text;

    Precision(String text) {
        this.text = text;
    }

    /**
     * Reads the precision.
     *
     * @throws RequestException where the text is no word of the vocabulary
     */
    public static Precision of(String text) {
        return Word.of(Precision.class, "precision", text);
    }

    /** The word in configurations, logs and documents. */
    @Override
    public String toString() {
        return text;
    }
}
