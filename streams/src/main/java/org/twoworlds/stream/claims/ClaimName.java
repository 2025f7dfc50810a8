package org.twoworlds.stream.claims;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The short name of a claim. */
public enum ClaimName {
    /** The worlds stay close up to T(n). */
    CLOSE("close"),
    /** The bootstrap error is a small part of the generalization gap. */
    GAP("gap"),
    /** The worlds are closer in SoftError than in error. */
    METRICS("metrics"),
    /** L(n) is the Ideal World's error after T(n) steps. */
    END("end"),
    /** After T(n) steps the Real World's error is L(n). */
    STOPPING("stopping"),
    /** What is better in the Ideal World is better in the Real World. */
    ORDER("order"),
    /** Exponents multiply. */
    SCALING("scaling"),
    /** The calibration gap is at most the generalization gap. */
    CALIBRATION("calibration"),
    /** A network that interpolates errs as a sampler would. */
    SAMPLER("sampler"),
    /** Repeated samples lose their value with R* near 15.4. */
    REPEATS("repeats"),
    /** Larger sets can be repeated more. */
    REUSE("reuse");

    private final String text;

    ClaimName(String text) {
        this.text = text;
    }

    /** The claim of a name; empty where there is none. */
    public static Optional<ClaimName> of(String text) {
        return Arrays.stream(values()).filter(c -> c.text.equals(text)).findFirst();
    }

    /** The claims whose estimate has an interval over seeds, which seeds make shorter. */
    public static List<ClaimName> withInterval() {
        return Arrays.stream(values()).filter(c -> c != ORDER).toList();
    }

    /** The name in options and documents. */
    @Override
    @JsonValue
    public String toString() {
        return text;
    }
}
