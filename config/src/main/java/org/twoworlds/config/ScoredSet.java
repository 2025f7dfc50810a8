package org.twoworlds.config;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Optional;

/**
 * The samples that a checkpoint is scored on: one of the run's own four sets, or a split of any source.
 *
 * @param kind the kind of set
 * @param text the set's name in logs and documents: {@code test}, {@code train-clean}, {@code train-seen}, {@code train-all} or
 *     {@code SOURCE:SPLIT}
 */
public record ScoredSet(Kind kind, String text) {
    /** The kinds of sets. */
    public enum Kind {
        /** The run's test samples. */
        TEST,
        /** The first of the n train samples, as they are. */
        TRAIN_CLEAN,
        /** The same with augmentation, drawn as in epoch 0. */
        TRAIN_SEEN,
        /** All n train samples, as they are. */
        TRAIN_ALL,
        /** A split of a source that need not be the run's. */
        ELSEWHERE
    }

    /** The run's test samples. */
    public static final ScoredSet TEST = new ScoredSet(Kind.TEST, "test");

    /** The first of the n train samples, as they are. */
    public static final ScoredSet TRAIN_CLEAN = new ScoredSet(Kind.TRAIN_CLEAN, "train-clean");

    /** The first of the n train samples, with augmentation. */
    public static final ScoredSet TRAIN_SEEN = new ScoredSet(Kind.TRAIN_SEEN, "train-seen");

    /** All n train samples, as they are. */
    public static final ScoredSet TRAIN_ALL = new ScoredSet(Kind.TRAIN_ALL, "train-all");

    private static final char COLON = ':';

    /** A split of a source. */
    public static ScoredSet elsewhere(String source, String split) {
        return new ScoredSet(Kind.ELSEWHERE, source + COLON + split);
    }

    /** Reads a set's name; empty where the text is no such name. */
    public static Optional<ScoredSet> parse(String text) {
        return switch (text) {
            case "test" -> Optional.of(TEST);
            case "train-clean" -> Optional.of(TRAIN_CLEAN);
            case "train-seen" -> Optional.of(TRAIN_SEEN);
            case "train-all" -> Optional.of(TRAIN_ALL);
            default -> text.indexOf(COLON) > 0 ? Optional.of(new ScoredSet(Kind.ELSEWHERE, text)) : Optional.empty();
        };
    }

    /**
     * Reads a set's name.
     *
     * @throws RequestException where the text is no such name
     */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static ScoredSet of(String text) {
        return parse(text)
                .orElseThrow(() -> new RequestException(
                        "set", text, "be test, train-clean, train-seen, train-all or SOURCE:SPLIT", ""));
    }

    @Override
    @JsonValue
    public String toString() {
        return text;
    }
}
