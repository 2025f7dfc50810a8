package org.twoworlds.config;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The device on which a part computes, as people write it: {@code auto}, {@code cpu}, {@code gpu:0}.
 *
 * @param kind the kind of device
 * @param number a GPU's number, 0 for the others
 */
public record Device(Kind kind, int number) {
    /** The kinds of devices. */
    public enum Kind {
        /** A GPU where one can be used, else the processor. */
        AUTO,
        /** The processor. */
        CPU,
        /** A GPU. */
        GPU
    }

    /** The processor. */
    public static final Device CPU = new Device(Kind.CPU, 0);

    private static final Pattern GPU = Pattern.compile("gpu(?::([0-9]{1,3}))?");

    /** A GPU by its number. */
    public static Device gpu(int number) {
        return new Device(Kind.GPU, number);
    }

    /** Reads a device; empty where the text has another form. */
    public static Optional<Device> parse(String text) {
        var match = GPU.matcher(text);
        if (match.matches()) {
            return Optional.of(gpu(match.group(1) == null ? 0 : Integer.parseInt(match.group(1))));
        }
        return switch (text) {
            case "auto" -> Optional.of(new Device(Kind.AUTO, 0));
            case "cpu" -> Optional.of(CPU);
            default -> Optional.empty();
        };
    }

    /** Whether the device is a GPU. */
    public boolean isGpu() {
        return kind == Kind.GPU;
    }

    @Override
    public String toString() {
        return switch (kind) {
            case AUTO -> "auto";
            case CPU -> "cpu";
            case GPU -> "gpu:" + number;
        };
    }
}
