package org.twoworlds.config;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The interval at which a resume checkpoint rolls: a time or a number of steps, of which exactly one is positive.
 *
 * @param nanos time between two resume checkpoints, or 0
 * @param steps steps between two resume checkpoints, or 0
 */
public record ResumeEvery(long nanos, long steps) {
    private static final Pattern FORM = Pattern.compile("([1-9][0-9]{0,8})\\s*(steps|ms|s|m|h)");

    /** Reads {@code 2m}, {@code 30s} or {@code 100steps}; empty where the text has another form. */
    public static Optional<ResumeEvery> parse(String text) {
        var match = FORM.matcher(text);
        if (!match.matches()) {
            return Optional.empty();
        }
        var number = Long.parseLong(match.group(1));
        try {
            return Optional.of(
                    switch (match.group(2)) {
                        case "steps" -> new ResumeEvery(0, number);
                        case "ms" -> new ResumeEvery(Duration.ofMillis(number).toNanos(), 0);
                        case "s" -> new ResumeEvery(Duration.ofSeconds(number).toNanos(), 0);
                        case "m" -> new ResumeEvery(Duration.ofMinutes(number).toNanos(), 0);
                        default -> new ResumeEvery(Duration.ofHours(number).toNanos(), 0);
                    });
        } catch (ArithmeticException e) {
            return Optional.empty(); // beyond 292 years
        }
    }

    /** Reads a time alone, such as {@code 2m}, in nanoseconds; empty where the text has another form. */
    static Optional<Long> parseTime(String text) {
        return parse(text).filter(every -> every.steps() == 0).map(ResumeEvery::nanos);
    }

    /** Whether the next resume checkpoint is due, given the steps and the time since the last one. */
    public boolean due(long stepsSince, long nanosSince) {
        return steps > 0 ? stepsSince >= steps : nanosSince >= nanos;
    }
}
