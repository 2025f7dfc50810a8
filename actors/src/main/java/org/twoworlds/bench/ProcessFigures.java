package org.twoworlds.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Figures of processes as Linux has them. */
final class ProcessFigures {
    private static final double TICKS_A_SECOND = 100;
    private static final int CHILDREN_USER_TICKS = 13;

    private ProcessFigures() {}

    /** The processor time of all ended child processes of this one, in seconds, in steps of 10 ms. */
    static double childrenSeconds() throws IOException {
        var all = Files.readString(Path.of("/proc/self/stat"));
        var fields = all.substring(all.lastIndexOf(')') + 2).split(" "); // from the third one on
        return (Long.parseLong(fields[CHILDREN_USER_TICKS]) + Long.parseLong(fields[CHILDREN_USER_TICKS + 1]))
                / TICKS_A_SECOND;
    }

    /** The resident memory of a process that is its own, in bytes; pages of files that it has mapped are not. */
    static long residentBytes(long pid) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                .filter(line -> line.startsWith("RssAnon:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                .sum();
    }
}
