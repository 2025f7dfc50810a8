package org.twoworlds.config;

import java.util.Optional;

/**
 * The rule by which scored checkpoints stay on disk. The first, the last and those that bracket T(n) always stay.
 *
 * @param kind the rule
 * @param last the number of newest checkpoints that stay, for {@code LAST}, else 0
 */
public record Retention(Kind kind, int last) {
    /** The three rules of retention. */
    public enum Kind {
        /** All checkpoints stay. */
        ALL,
        /** Ten points per decade stay. */
        LOG,
        /** The newest checkpoints stay. */
        LAST
    }

    private static final Cadence KEPT = new Cadence(Cadence.Kind.LOG, 10);

    /** Reads {@code all}, {@code log} or {@code last:5}; empty where the text has another form. */
    public static Optional<Retention> parse(String text) {
        if (text.equals("all")) {
            return Optional.of(new Retention(Kind.ALL, 0));
        }
        if (text.equals("log")) {
            return Optional.of(new Retention(Kind.LOG, 0));
        }
        return text.matches("last:[1-9][0-9]{0,5}")
                ? Optional.of(new Retention(Kind.LAST, Integer.parseInt(text.substring(5))))
                : Optional.empty();
    }

    /** Whether the checkpoint of {@code step} stays when {@code newer} younger ones are on disk. */
    public boolean keeps(long step, long steps, long newer) {
        return switch (kind) {
            case ALL -> true;
            case LOG -> KEPT.includes(step, steps);
            case LAST -> step == 0 || step == steps || newer < last;
        };
    }

    @Override
    public String toString() {
        return switch (kind) {
            case ALL -> "all";
            case LOG -> "log";
            case LAST -> "last:" + last;
        };
    }
}
