package org.twoworlds.stream.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.twoworlds.config.WorldName;

/** A process that dies in the middle of an append. */
class HalfWrittenTailIT {
    private static final int EVENTS = 100;

    @TempDir
    Path folder;

    /** Appends events, begins one more, and dies. */
    public static void main(String[] args) {
        var path = Path.of(args[0]);
        try (var log = new EventLog(path, 0, InstantSource.system())) {
            for (var i = 0; i < EVENTS; i++) {
                log.append(new Event.Waited(WorldName.REAL, i, 0, "before"));
            }
        }
        var appender = Queues.open(path).createAppender();
        appender.writingDocument().wire().bytes().write(new byte[] {1, 2, 3});
        Runtime.getRuntime().halt(9);
    }

    @Test
    void law5_whatWasAppendedBeforeIsReadAndTheLogGoesOn() throws Exception {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(a -> a.startsWith("--") || a.startsWith("-Dchronicle"))
                .forEach(command::add);
        command.addAll(List.of(HalfWrittenTailIT.class.getName(), folder.toString()));
        var builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment()
                .put(
                        "CLASSPATH",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
        var process = builder.start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(9);

        assertThat(read()).hasSize(EVENTS);
        try (var log = new EventLog(folder, 0, InstantSource.system())) {
            log.append(new Event.Waited(WorldName.REAL, EVENTS, 0, "after"));
            log.append(new Event.Waited(WorldName.REAL, EVENTS + 1, 0, "after"));
        }
        var entries = read();
        assertThat(entries).hasSize(EVENTS + 2);
        for (var i = 0; i < entries.size(); i++) {
            assertThat(entries.get(i).index()).isEqualTo(i);
            assertThat(((Event.Waited) entries.get(i).event()).step()).isEqualTo(i);
        }
    }

    private List<LogEntry> read() {
        List<LogEntry> entries = new ArrayList<>();
        try (var reader = new LogReader(folder, 0)) {
            for (var entry = reader.next(); entry.isPresent(); entry = reader.next()) {
                entries.add(entry.get());
            }
        }
        return entries;
    }
}
