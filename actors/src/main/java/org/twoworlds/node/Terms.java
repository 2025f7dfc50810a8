package org.twoworlds.node;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The terms on which a lab lets machines join.
 *
 * @param version the lab's: a machine's has to have the same first two numbers
 * @param grace how long a run keeps its place on a machine that is not reached
 */
public record Terms(String version, Duration grace) {
    private static final Pattern MINOR = Pattern.compile("(\\d+\\.\\d+)(\\..*)?");

    /**
     * The reason why a machine may not join; empty where it may.
     *
     * @param machine its version; empty where it is too old to say
     */
    Optional<String> refusal(String machine) {
        if (minor(machine).equals(minor(version))) {
            return Optional.empty();
        }
        return Optional.of(
                machine.isEmpty()
                        ? "The version of the machine, which does not say it, must be " + range() + " as the lab's is."
                        : "The version " + machine + " of the machine must be " + range() + " as the lab's is.");
    }

    private String range() {
        return minor(version).equals(version) ? version : minor(version) + ".x (" + version + ")";
    }

    private static String minor(String version) {
        var matcher = MINOR.matcher(version);
        return matcher.matches() ? matcher.group(1) : version;
    }
}
