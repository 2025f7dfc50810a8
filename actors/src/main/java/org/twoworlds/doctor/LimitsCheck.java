package org.twoworlds.doctor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.twoworlds.config.Problem;

/**
 * The check of the system's limits for a process.
 *
 * @param limits the kernel's table of this process's limits
 */
record LimitsCheck(Path limits) implements Check {
    private static final long LEAST_FILES = 4096;
    private static final long LEAST_THREADS = 1024;
    private static final int COLUMN_OF_HARD = 47;
    private static final int COLUMN_OF_SOFT = 26;

    @Override
    public String name() {
        return "limits";
    }

    @Override
    public List<Finding> look() {
        if (Files.notExists(limits)) {
            return List.of(Finding.note(name(), "This system does not tell its limits.", ""));
        }
        List<Finding> found = new ArrayList<>();
        var table = lines();
        // Java itself raises this limit to the most that the system allows.
        limit(table, "Max open files", COLUMN_OF_HARD).ifPresent(files -> {
            if (files < LEAST_FILES) {
                found.add(fault(
                        "limit of open files", files, "be at least " + LEAST_FILES, "raise it by: ulimit -n 65536"));
            }
        });
        limit(table, "Max processes", COLUMN_OF_SOFT).ifPresent(threads -> {
            if (threads < LEAST_THREADS) {
                found.add(fault(
                        "limit of processes and threads",
                        threads,
                        "be at least " + LEAST_THREADS,
                        "raise it by: ulimit -u 4096"));
            }
        });
        limit(table, "Max address space", COLUMN_OF_SOFT)
                .ifPresent(bytes -> found.add(fault(
                        "limit of address space",
                        SizeText.of(bytes),
                        "not be there: logs and libraries are mapped",
                        "lift it by: ulimit -v unlimited")));
        limit(table, "Max file size", COLUMN_OF_SOFT)
                .ifPresent(bytes -> found.add(fault(
                        "limit of a file's size",
                        SizeText.of(bytes),
                        "not be there: logs and checkpoints grow",
                        "lift it by: ulimit -f unlimited")));
        return found.isEmpty() ? List.of(Finding.ok(name(), "The system's limits are wide enough.")) : found;
    }

    private Finding fault(String what, Object value, String rule, String hint) {
        return Finding.fault(name(), Problem.of(what, value, rule, hint));
    }

    private List<String> lines() {
        try {
            return Files.readAllLines(limits);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The limit of a name; empty where there is none. */
    private static OptionalLong limit(List<String> table, String name, int column) {
        return table.stream()
                .filter(line -> line.startsWith(name) && line.length() > column)
                .map(line -> line.substring(column).strip().replaceFirst("\\s.*", ""))
                .filter(word -> word.matches("[0-9]+"))
                .mapToLong(Long::parseLong)
                .findFirst();
    }
}
