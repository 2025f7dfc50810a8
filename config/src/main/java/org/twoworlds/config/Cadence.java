package org.twoworlds.config;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The steps at which a world's checkpoint is written to be scored. Step 0 (the initial weights) and the last step always
 * belong to them.
 *
 * @param kind the way in which the steps are spaced
 * @param number points per decade for {@code LOG}, the distance in steps for {@code EVERY}, else 0
 * @param at the steps themselves for {@code AT}, else empty
 */
public record Cadence(Kind kind, int number, List<Long> at) {
    /** The ways of spacing checkpoints. */
    public enum Kind {
        /** Every 4 steps below 1,024, every 8 below 2,048, else every 64: the authors' cadence, counting updates done. */
        PAPER,
        /** A number of points per decade, evenly spaced on a logarithmic axis. */
        LOG,
        /** Every so many steps. */
        EVERY,
        /** At the steps that are named. */
        AT
    }

    /** A cadence without named steps. */
    public Cadence(Kind kind, int number) {
        this(kind, number, List.of());
    }

    /** Reads {@code paper}, {@code log:10}, {@code every:50} or {@code at:30,100}; empty where the text has another form. */
    public static Optional<Cadence> parse(String text) {
        if (text.equals("paper")) {
            return Optional.of(new Cadence(Kind.PAPER, 0));
        }
        if (text.matches("at:[0-9]{1,12}(?:,[0-9]{1,12})*+")) {
            var steps = Arrays.stream(text.substring(3).split(","))
                    .map(Long::valueOf)
                    .toList();
            return Optional.of(new Cadence(Kind.AT, 0, steps));
        }
        var colon = text.indexOf(':');
        if (colon < 0 || !text.substring(colon + 1).matches("[1-9][0-9]{0,8}")) {
            return Optional.empty();
        }
        var number = Integer.parseInt(text.substring(colon + 1));
        return switch (text.substring(0, colon)) {
            case "log" -> Optional.of(new Cadence(Kind.LOG, number));
            case "every" -> Optional.of(new Cadence(Kind.EVERY, number));
            default -> Optional.empty();
        };
    }

    /** Whether a world of {@code steps} steps has a checkpoint written after update {@code step}. */
    public boolean includes(long step, long steps) {
        if (step == 0 || step == steps) {
            return true;
        }
        return switch (kind) {
            case PAPER -> step % (step < 1024 ? 4 : step < 2048 ? 8 : 64) == 0;
            case EVERY -> step % number == 0;
            case LOG -> isLogPoint(step);
            case AT -> at.contains(step);
        };
    }

    private boolean isLogPoint(long step) {
        var nearest = Math.round(number * Math.log10(step));
        for (var j = nearest - 1; j <= nearest + 1; j++) {
            if (Math.round(Math.pow(10, (double) j / number)) == step) {
                return true;
            }
        }
        return false;
    }

    @Override
    public String toString() {
        return switch (kind) {
            case PAPER -> "paper";
            case LOG -> "log:" + number;
            case EVERY -> "every:" + number;
            case AT -> "at:" + at.stream().map(String::valueOf).collect(Collectors.joining(","));
        };
    }
}
