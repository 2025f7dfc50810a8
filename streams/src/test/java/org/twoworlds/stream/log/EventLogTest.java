package org.twoworlds.stream.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.ActorSystem;
import akka.stream.javadsl.Sink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.twoworlds.config.FailureException;
import org.twoworlds.config.RunState;
import org.twoworlds.config.ScoredSet;
import org.twoworlds.config.WorldEnding;
import org.twoworlds.config.WorldName;

class EventLogTest {
    @TempDir
    Path folder;

    private static final List<Event> ALL = List.of(
            new Event.Started(
                    new RunIdentity("r", "n", "rec", "{}", "", "d"),
                    new RunChoices(1, 1, "fp32", "cpu", "cpu"),
                    new RunMachine(Map.of("a", "b"), "1"),
                    new RunLineage(false, "", "s", Map.of("seed", "3"))),
            new Event.Attempt(1, 7, false, Map.of(), 1_700_000_000_000L, "/bin/java"),
            new Event.Step(WorldName.REAL, 1, 2.5f, 0.5f, 0.25f, 0.1, 10, 20, -3),
            new Event.Step(WorldName.IDEAL, 1L << 40, Float.NaN, 1f, 1f, 1e-9, 1, 2, Long.MIN_VALUE),
            new Event.Checkpoint(WorldName.REAL, 1, "f", "s", 3, "d"),
            new Event.ResumePoint(WorldName.REAL, 1, "f", "s", 3),
            new Event.Score(
                    "e",
                    WorldName.REAL,
                    1,
                    ScoredSet.TEST,
                    0.5,
                    0.25,
                    1.5,
                    10,
                    "f",
                    "s",
                    9,
                    Map.of("perClass", List.of(0.5, 0.25)),
                    ""),
            new Event.Missing("e", WorldName.REAL, 1, ScoredSet.TEST, "why\n\"quoted\""),
            new Event.Deleted(WorldName.REAL, 1, "keep"),
            new Event.Attached(
                    "e",
                    "shapes:train",
                    Map.of(WorldName.REAL, 3L),
                    List.of("data.seed=2"),
                    List.of("perClass"),
                    false),
            new Event.Detached("e"),
            new Event.Asked(RunState.STOPPED, 1),
            new Event.Tagged(List.of("a", "b/c"), List.of("d")),
            new Event.Noted("two lines\nand a \"quote\""),
            new Event.Renamed("another name"),
            new Event.Waited(WorldName.REAL, 1, 5, "evaluation"),
            new Event.WorldEnded(WorldName.REAL, 1, "d", WorldEnding.COMPLETED, "", 0),
            new Event.Score(
                    "e",
                    WorldName.IDEAL,
                    1,
                    ScoredSet.TEST,
                    0.5,
                    0.25,
                    1.5,
                    10,
                    "f",
                    "s",
                    9,
                    Map.of(),
                    "e/real/1/test"),
            new Event.RunEnded(RunState.COMPLETED, ""));

    private List<LogEntry> read(long from) {
        List<LogEntry> entries = new ArrayList<>();
        try (var reader = new LogReader(folder, from)) {
            for (var entry = reader.next(); entry.isPresent(); entry = reader.next()) {
                entries.add(entry.get());
            }
        }
        return entries;
    }

    private void write(List<Event> events) {
        try (var log = new EventLog(folder, 2, InstantSource.system())) {
            events.forEach(log::append);
            log.sync();
        }
    }

    @Test
    void everyKindOfEventIsReadAsItWasWrittenWithIndicesFromZero() {
        write(ALL);
        write(ALL);
        var entries = read(0);
        assertThat(entries).hasSize(2 * ALL.size());
        for (var i = 0; i < entries.size(); i++) {
            assertThat(entries.get(i).index()).isEqualTo(i);
            assertThat(entries.get(i).attempt()).isEqualTo(2);
            assertThat(entries.get(i).event()).isEqualTo(ALL.get(i % ALL.size()));
        }
        assertThat(read(15)).isEqualTo(entries.subList(15, entries.size()));
    }

    @Test
    void everyEventKindIsCovered() {
        assertThat(ALL.stream().map(Object::getClass).distinct()).hasSize(Event.class.getPermittedSubclasses().length);
    }

    @Test
    void aReaderOfAGrowingLogSeesEachEventOnce() throws Exception {
        var system = ActorSystem.create();
        try (var log = new EventLog(folder, 0, InstantSource.system())) {
            log.append(ALL.get(0));
            var seen = LogReader.live(folder, 0, Duration.ofMillis(5))
                    .map(LogEntry::index)
                    .take(3000)
                    .runWith(Sink.seq(), system)
                    .toCompletableFuture();
            for (var i = 1; i < 3000; i++) {
                log.append(ALL.get(2));
                if (i % 500 == 0) {
                    TimeUnit.MILLISECONDS.sleep(20);
                }
            }
            var indices = seen.get(120, TimeUnit.SECONDS);
            for (var i = 0; i < 3000; i++) {
                assertThat(indices.get(i)).isEqualTo(i);
            }
        } finally {
            system.terminate();
        }
    }

    @Test
    void aFlippedBitIsFoundAndNamedByItsEvent() throws IOException {
        write(ALL);
        Path file;
        try (var files = Files.list(folder)) {
            file = files.filter(f -> f.toString().endsWith(".cq4")).findFirst().orElseThrow();
        }
        var bytes = Files.readAllBytes(file);
        var at = indexOf(bytes, "quoted".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        bytes[at] ^= 1;
        Files.write(file, bytes);
        assertThatThrownBy(() -> read(0)).isInstanceOf(FailureException.class).hasMessageContaining("event 7 of log");
    }

    private static int indexOf(byte[] bytes, byte[] wanted) {
        for (var i = 0; i < bytes.length - wanted.length; i++) {
            if (java.util.Arrays.equals(bytes, i, i + wanted.length, wanted, 0, wanted.length)) {
                return i;
            }
        }
        throw new AssertionError("not found");
    }

    @Test
    void aSecondThreadMayNotWrite() throws InterruptedException {
        try (var log = new EventLog(folder, 0, InstantSource.system())) {
            var failure = new java.util.concurrent.atomic.AtomicReference<Throwable>();
            var thread = new Thread(() -> log.append(ALL.get(1)));
            thread.setUncaughtExceptionHandler((t, e) -> failure.set(e));
            thread.start();
            thread.join();
            assertThat(failure.get()).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void aMissingLogIsOneMessage() {
        assertThatThrownBy(() -> new LogReader(folder.resolve("none"), 0)).isInstanceOf(FailureException.class);
    }

    @Test
    void recordZeroHasTheKeysThatItAlwaysHadSideBySide() {
        List<String> keys = new ArrayList<>();
        EventCodec.JSON.valueToTree(ALL.get(0)).fieldNames().forEachRemaining(keys::add);
        assertThat(keys)
                .containsExactlyInAnyOrder(
                        "type",
                        "run",
                        "name",
                        "recipe",
                        "config",
                        "threads",
                        "evaluatorThreads",
                        "precision",
                        "device",
                        "dataDigest",
                        "machine",
                        "version",
                        "network",
                        "evaluatorDevice",
                        "lab",
                        "parent",
                        "sweep",
                        "cell",
                        "dataForm");
    }
}
