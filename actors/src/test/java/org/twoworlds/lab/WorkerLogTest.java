package org.twoworlds.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkerLogTest {
    private static final Instant NOW = Instant.parse("2026-11-01T12:00:00.5Z");

    @TempDir
    Path folder;

    @Test
    void aCrashedProcessKeepsItsLastWords() throws IOException {
        var log = new WorkerLog(folder);
        log.begin(NOW);
        say(log, "SIGSEGV in libtensorflow_cc\n");
        log.begin(NOW.plusSeconds(1));
        assertThat(log.file())
                .hasContent(
                        """
                        --- 2026-11-01T12:00:00Z the lab starts this run's process
                        SIGSEGV in libtensorflow_cc
                        --- 2026-11-01T12:00:01Z the lab starts this run's process
                        """);
    }

    @Test
    void largeFilesAreKeptUpToANumber() throws IOException {
        var log = new WorkerLog(folder);
        for (var i = 0; i < WorkerLog.KEPT + 3; i++) {
            log.begin(NOW);
            say(log, "process " + i + "x".repeat((int) WorkerLog.LARGE));
        }
        try (var files = Files.list(folder)) {
            assertThat(files).hasSize(WorkerLog.KEPT + 1);
        }
        for (var i = 1; i <= WorkerLog.KEPT; i++) {
            assertThat(Files.readString(folder.resolve("worker.log." + i)))
                    .contains("process " + (WorkerLog.KEPT + 2 - i) + "x");
        }
        assertThat(Files.readString(log.file())).contains("process " + (WorkerLog.KEPT + 2) + "x");
    }

    private static void say(WorkerLog log, String words) throws IOException {
        Files.writeString(log.file(), words, StandardOpenOption.APPEND);
    }
}
