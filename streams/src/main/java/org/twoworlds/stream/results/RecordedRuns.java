package org.twoworlds.stream.results;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.twoworlds.config.FailureException;
import org.twoworlds.config.RequestException;

/** The records of runs as a file, a line a run. */
final class RecordedRuns {
    private static final long MOST_BYTES = 1L << 28;

    private RecordedRuns() {}

    static void write(List<RunRecord> runs, Path file) throws IOException {
        Files.writeString(file, runs.stream().map(r -> r.line() + "\n").collect(Collectors.joining()));
    }

    /**
     * Reads the records.
     *
     * @throws FailureException naming the line that is none
     */
    static List<RunRecord> read(Path file) {
        List<RunRecord> runs = new ArrayList<>();
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw damaged(file, 0, "takes more than 256 MiB");
            }
            for (var line : Files.readAllLines(file)) {
                try {
                    runs.add(RunRecord.parse(line));
                } catch (IllegalArgumentException | RequestException e) {
                    throw damaged(file, runs.size() + 1, String.valueOf(e.getMessage()));
                }
            }
        } catch (IOException e) {
            throw damaged(file, runs.size() + 1, "cannot be read: " + e.getMessage());
        }
        if (runs.isEmpty()) {
            throw damaged(file, 1, "there is none");
        }
        return runs;
    }

    private static FailureException damaged(Path file, int line, String why) {
        return new FailureException(
                "file",
                file,
                "hold the record of a run in each line, and line " + line + " is none (" + why + ")",
                "restore it, or make it anew by twoworlds results");
    }
}
