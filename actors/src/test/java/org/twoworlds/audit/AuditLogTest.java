package org.twoworlds.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.twoworlds.api.Json;
import org.twoworlds.stream.log.Home;

/** The audit's file: whole lines, never lost, never without bound. */
class AuditLogTest {
    private static final Instant NOW = Instant.parse("2026-11-01T12:00:00.5Z");

    @TempDir
    Path home;

    private AuditLog audit;
    private Path file;

    @BeforeEach
    void open() {
        audit = AuditLog.of(new Home(home));
        file = home.resolve("lab-log.jsonl");
    }

    private static AuditEntry entry(String run) {
        return new AuditEntry(NOW, new AuditEntry.Who("10.0.0.3", "alice", ""), "pause", run, "", "");
    }

    private List<String> runs(int limit) throws IOException {
        return audit.newest(limit).entries().stream().map(AuditEntry::run).toList();
    }

    @Test
    void anEntryIsALineOfJson() throws IOException {
        audit.append(List.of(entry("one")));
        audit.append(List.of(new AuditEntry(NOW, new AuditEntry.Who("", "", "root"), "remove", "", "s\n\"", "")));
        assertThat(Files.readAllLines(file))
                .containsExactly(
                        "{\"time\":\"2026-11-01T12:00:00.500Z\",\"address\":\"10.0.0.3\",\"token\":\"alice\",\"account\":\"\","
                                + "\"action\":\"pause\",\"run\":\"one\",\"sweep\":\"\",\"evaluator\":\"\"}",
                        "{\"time\":\"2026-11-01T12:00:00.500Z\",\"address\":\"\",\"token\":\"\",\"account\":\"root\","
                                + "\"action\":\"remove\",\"run\":\"\",\"sweep\":\"s\\n\\\"\",\"evaluator\":\"\"}");
    }

    @Test
    void theNewestEntriesAreReadTheOldestOfThemFirst() throws IOException {
        assertThat(audit.newest(9).entries()).isEmpty();
        audit.append(List.of(entry("one"), entry("two")));
        audit.append(List.of(entry("three")));
        assertThat(runs(9)).containsExactly("one", "two", "three");
        assertThat(runs(2)).containsExactly("two", "three");
        assertThat(audit.newest(1).entries()).containsExactly(entry("three"));
    }

    @Test
    void aTornLineCostsNoOther() throws IOException {
        audit.append(List.of(entry("one")));
        Files.writeString(file, "{\"time\":\"2026-1", StandardOpenOption.APPEND);
        audit.append(List.of(entry("two")));
        Files.write(file, new byte[] {(byte) 0xff, 0, '\n', '[', ']', '\n'}, StandardOpenOption.APPEND);
        audit.append(List.of(entry("three")));
        assertThat(runs(9)).containsExactly("one", "two", "three");
        assertThat(audit.newest(9).damaged()).isEqualTo(3);
        assertThat(audit.newest(1).damaged()).isZero();
    }

    @Test
    void largeFilesAreKeptUpToANumberAndReadOn() throws IOException {
        for (var i = 0; i < AuditLog.KEPT + 3; i++) {
            audit.append(List.of(entry("run-" + i)));
            Files.writeString(file, "\n".repeat((int) AuditLog.LARGE), StandardOpenOption.APPEND);
        }
        try (var files = Files.list(home)) {
            assertThat(files.filter(f -> f.getFileName().toString().startsWith("lab-log.jsonl")))
                    .hasSize(AuditLog.KEPT + 1);
        }
        assertThat(runs(3)).containsExactly("run-4", "run-5", "run-6");
        assertThat(runs(99)).containsExactly("run-2", "run-3", "run-4", "run-5", "run-6");
    }

    @Test
    void thoseWhoWriteAtATimeWriteWholeLines() throws IOException {
        IntStream.range(0, 40).parallel().forEach(i -> {
            try {
                new AuditLog(home).append(List.of(entry("run-" + i)));
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        assertThat(runs(99)).hasSize(40).doesNotHaveDuplicates();
        for (var line : Files.readAllLines(file)) {
            assertThat(Json.MAPPER.readTree(line).path("token").asText()).isEqualTo("alice");
        }
    }
}
