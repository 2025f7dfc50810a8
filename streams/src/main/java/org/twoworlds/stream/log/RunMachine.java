package org.twoworlds.stream.log;

import java.util.Map;

/**
 * The machine and the build on which a run began; bit-identity depends on both.
 *
 * @param machine the processor, instruction set and library builds, by name; empty for a run that is not made yet
 * @param version the program's version; empty for a run that is not made yet
 */
public record RunMachine(Map<String, String> machine, String version) {
    /** The machine of a run that is not made yet. */
    public static final RunMachine UNKNOWN = new RunMachine(Map.of(), "");

    public RunMachine {
        machine = machine == null ? Map.of() : machine;
        version = version == null ? "" : version;
    }
}
