package org.twoworlds.stream.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import org.twoworlds.config.FailureException;
import org.twoworlds.config.ScoredSet;
import org.twoworlds.config.WorldName;

/** What a power cut, a full disk or a bad disk does to a log: the same view, a torn end that is said, or one message. */
class TornLogTest {
    private static final int EVENTS = 166;
    private static final int PAGE = 4096;

    @TempDir
    Path scratch;

    private final ListAppender<ILoggingEvent> said = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger("org.twoworlds.stream.log");

    @BeforeEach
    void listen() {
        said.start();
        logger.setAdditive(false);
        logger.addAppender(said);
    }

    @AfterEach
    void leave() {
        logger.detachAppender(said);
        logger.setAdditive(true);
    }

    private static Event event(int i) {
        return i % 3 == 0
                ? new Event.Score(
                        "run", WorldName.REAL, i, ScoredSet.TEST, 0.5, 0.25, 1.5, 10, "f", "s", 9, Map.of(), "")
                : new Event.Step(WorldName.REAL, i, 2.5f, 0.5f, 0.25f, 0.1, 10, 20, i);
    }

    /** A log of some events, forced behind each of some of them. */
    private Path log(String name, List<Integer> forcedAt) {
        var folder = scratch.resolve(name);
        folder.toFile().mkdirs();
        try (var log = new EventLog(folder, 0, InstantSource.system())) {
            for (var i = 0; i < EVENTS; i++) {
                log.append(event(i));
                if (forcedAt.contains(i)) {
                    log.sync();
                }
            }
        }
        return folder;
    }

    private static List<LogEntry> read(Path folder) {
        List<LogEntry> entries = new ArrayList<>();
        try (var reader = new LogReader(folder, 0)) {
            reader.forEach(entries::add);
        }
        return entries;
    }

    private static int word(byte[] bytes, int at) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(at);
    }

    /** Where the frames of a whole log begin. */
    private static List<Integer> frames(byte[] bytes) {
        List<Integer> places = new ArrayList<>();
        for (var at = 0; word(bytes, at) != 0; at += 4 + ((word(bytes, at) & 0x3fffffff) + 3 & -4)) {
            places.add(at);
        }
        return places;
    }

    private static boolean isEvent(byte[] bytes, int at) {
        return (word(bytes, at) & Frames.NO_EVENT) == 0;
    }

    /** What became of a damaged log: its events read, and then read once more after a writer has opened and continued it. */
    private void check(Path folder, byte[] damaged, List<LogEntry> before, String what) throws IOException {
        var file = Queues.file(folder);
        Files.write(file, damaged);
        said.list.clear();
        List<LogEntry> read = new ArrayList<>();
        try {
            read.addAll(read(folder));
        } catch (FailureException e) {
            assertThat(e).as(what).hasMessageContaining("of log").hasMessageContaining("must be as it was written");
            assertThatThrownBy(() -> new EventLog(folder, 0, InstantSource.system()))
                    .as(what)
                    .isInstanceOf(FailureException.class);
            return;
        }
        assertThat(before.subList(0, Math.min(read.size(), before.size())))
                .as(what)
                .isEqualTo(read);
        try (var log = new EventLog(folder, 0, InstantSource.system())) {
            log.append(event(7));
            log.append(event(8));
            log.sync();
        }
        var after = read(folder);
        assertThat(after.subList(0, read.size())).as(what).isEqualTo(read);
        assertThat(after).as(what).hasSize(read.size() + 2);
        if (read.size() < before.size()) {
            assertThat(said.list).as(what).hasSize(2).allMatch(line -> line.getFormattedMessage()
                    .contains("torn behind its first " + read.size() + " events"));
        }
        said.list.clear();
    }

    @Test
    void aTearIsToldOnceHoweverOftenTheLogIsRead() throws IOException {
        var folder = log("told", List.of(0, 99));
        var file = Queues.file(folder);
        var bytes = Files.readAllBytes(file);
        var events = frames(bytes).stream().filter(at -> isEvent(bytes, at)).toList();
        java.util.Arrays.fill(bytes, events.get(120), events.get(121), (byte) 0);
        Files.write(file, bytes);
        for (var i = 0; i < 5; i++) {
            assertThat(read(folder)).hasSize(120);
        }
        assertThat(said.list).hasSize(1);
    }

    private static void put(Path folder, int at, byte value) throws IOException {
        try (var file = new RandomAccessFile(Queues.file(folder).toFile(), "rw")) {
            file.seek(at);
            file.write(value);
        }
    }

    @Test
    void everyFlippedBitOfEveryLengthWordIsFound() throws Exception {
        var folder = log("words", List.of(0, 40, 80, 120, EVENTS - 1));
        var whole = Files.readAllBytes(Queues.file(folder));
        var before = read(folder);
        assertThat(before).hasSize(EVENTS);
        var same = 0;
        for (var at : frames(whole)) {
            for (var bit = 0; bit < 32; bit++) {
                put(folder, at + bit / 8, (byte) (whole[at + bit / 8] ^ 1 << bit % 8));
                var what = "bit %d of the word at %d".formatted(bit, at);
                try {
                    assertThat(read(folder)).as(what).isEqualTo(before);
                    same++;
                } catch (FailureException e) {
                    assertThat(e).as(what).hasMessageContaining("of log");
                }
                put(folder, at + bit / 8, whole[at + bit / 8]);
            }
        }
        assertThat(same).as("those of the last mark, behind which nothing is").isEqualTo(32);
    }

    @Test
    void law5_whatIsTornBehindTheLastForcedPointIsCutAndTheLogGoesOn() throws IOException {
        var forced = 99;
        var folder = log("tail", List.of(0, 50, forced));
        var whole = Files.readAllBytes(Queues.file(folder));
        var before = read(folder);
        var events = frames(whole).stream().filter(at -> isEvent(whole, at)).toList();
        for (var lost = forced + 1; lost < EVENTS; lost += 13) {
            var from = events.get(lost) + 6; // in the middle of an entry, where a 0 changes something
            while (whole[from] == 0) {
                from++;
            }
            for (var length : new int[] {1, 40, PAGE, whole.length}) {
                var damaged = whole.clone();
                java.util.Arrays.fill(damaged, from, Math.min(from + length, whole.length), (byte) 0);
                check(folder, damaged, before, "event " + lost + ", " + length + " bytes");
                assertThat(read(folder)).hasSize(lost + 2);
                var cut = Files.readAllBytes(folder.resolve("cut-" + lost + "-1"));
                assertThat(cut).startsWith(withoutZeros(damaged, events.get(lost), events.get(lost) + 6));
                Files.delete(folder.resolve("cut-" + lost + "-1"));
                Files.delete(Queues.file(folder));
            }
        }
    }

    /** Some bytes without the zeros at their end, which what is cut need not keep. */
    private static byte[] withoutZeros(byte[] bytes, int from, int to) {
        var end = to;
        while (end > from && bytes[end - 1] == 0) {
            end--;
        }
        return java.util.Arrays.copyOfRange(bytes, from, end);
    }

    @Test
    void aHoleBeforeALaterForcedPointIsRefusedWithItsPlace() throws IOException {
        var folder = log("hole", List.of(0, 99));
        var whole = Files.readAllBytes(Queues.file(folder));
        var events = frames(whole).stream().filter(at -> isEvent(whole, at)).toList();
        var damaged = whole.clone();
        java.util.Arrays.fill(damaged, events.get(60), events.get(61), (byte) 0);
        Files.write(Queues.file(folder), damaged);
        assertThatThrownBy(() -> read(folder))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("event 60 of log")
                .hasMessageContaining("byte " + events.get(60));
        assertThat(Files.readAllBytes(Queues.file(folder))).isEqualTo(damaged);
    }

    @Test
    void aLogWithoutItsMetadataIsReadAndGoesOn() throws IOException {
        var folder = log("metadata", List.of(0));
        var before = read(folder);
        var metadata = Files.readAllBytes(Queues.metadata(folder));
        for (var damage : List.of(new byte[0], new byte[metadata.length], new byte[] {1, 2, 3})) {
            Files.write(Queues.metadata(folder), damage);
            assertThat(read(folder).subList(0, EVENTS)).isEqualTo(before);
            try (var log = new EventLog(folder, 0, InstantSource.system())) {
                log.append(event(1));
            }
            assertThat(read(folder).subList(0, EVENTS)).isEqualTo(before);
        }
    }

    @Test
    void aRandomFaultLeavesTheSameViewATornEndOrOneMessage() throws Exception {
        damageAtRandom(150);
    }

    @Test
    @Tag("long")
    void fourThousandRandomFaultsLeaveTheSameViewATornEndOrOneMessage() throws Exception {
        damageAtRandom(4_000);
    }

    private void damageAtRandom(int faults) throws Exception {
        var seed = new SplittableRandom().nextLong();
        System.out.println("TornLogTest seed " + seed);
        var random = new SplittableRandom(seed);
        var folder = log("random", List.of(0, 40, 80, 120));
        var whole = Files.readAllBytes(Queues.file(folder));
        var metadata = Files.readAllBytes(Queues.metadata(folder));
        var before = read(folder);
        var used = frames(whole).get(frames(whole).size() - 1) + 200;
        var begin = frames(whole).get(3);
        var one = Executors.newSingleThreadExecutor();
        try {
            for (var i = 0; i < faults; i++) {
                var damaged = whole.clone();
                var at = random.nextInt(4) == 0 ? random.nextInt(whole.length) : random.nextInt(begin, used);
                var what = "fault " + i + " at " + at + ", seed " + seed;
                switch (random.nextInt(5)) {
                    case 0, 1 -> damaged[at] ^= (byte) (1 << random.nextInt(8));
                    case 2 -> damaged = java.util.Arrays.copyOf(damaged, at);
                    case 3 ->
                        java.util.Arrays.fill(
                                damaged, at / PAGE * PAGE, Math.min(at / PAGE * PAGE + PAGE, whole.length), (byte) 0);
                    default -> damaged[random.nextInt(0xd0)] ^= (byte) (1 << random.nextInt(8));
                }
                var broken = metadata.clone();
                broken[random.nextInt(512)] ^= (byte) (1 << random.nextInt(8));
                Files.write(Queues.metadata(folder), broken);
                var bytes = damaged;
                one.submit(() -> {
                            check(folder, bytes, before, what);
                            return null;
                        })
                        .get(10, TimeUnit.SECONDS);
                try (var files = Files.newDirectoryStream(folder)) {
                    for (var file : files) {
                        Files.delete(file);
                    }
                }
            }
        } finally {
            one.shutdownNow();
        }
    }

    @Test
    void aLogOfAnotherLayoutIsWrittenAnewAndALogJustWrittenIsNot() throws IOException {
        var folder = log("layout", List.of(0, 99));
        try (var frames = Frames.open(Queues.file(folder)).orElseThrow()) {
            assertThat(Bookkeeping.headerCrc(frames))
                    .as("another version of Chronicle Queue lays its header out otherwise")
                    .isEqualTo(Bookkeeping.HEADER_CRC);
        }
        var key = Files.readAttributes(Queues.file(folder), java.nio.file.attribute.BasicFileAttributes.class)
                .fileKey();
        new EventLog(folder, 0, InstantSource.system()).close();
        assertThat(Files.readAttributes(Queues.file(folder), java.nio.file.attribute.BasicFileAttributes.class)
                        .fileKey())
                .as("a whole log stays the file it is")
                .isEqualTo(key);
        var bytes = Files.readAllBytes(Queues.file(folder));
        bytes[0x41] ^= 1; // where Chronicle believes its last entry to be
        Files.write(Queues.file(folder), bytes);
        var before = read(folder);
        try (var reader = new LogReader(folder, 0)) {
            List<LogEntry> seen = new ArrayList<>();
            reader.forEach(seen::add);
            try (var log = new EventLog(folder, 0, InstantSource.system())) {
                log.append(event(1));
            }
            reader.forEach(seen::add);
            assertThat(seen).as("a reader follows to the file written anew").hasSize(before.size() + 1);
        }
        assertThat(Files.readAttributes(Queues.file(folder), java.nio.file.attribute.BasicFileAttributes.class)
                        .fileKey())
                .isNotEqualTo(key);
    }

    @Test
    void aReaderOfALogUnderWorkNeverSeesAFault() throws Exception {
        var folder = scratch.resolve("work");
        folder.toFile().mkdirs();
        var one = Executors.newSingleThreadExecutor();
        try {
            var written = one.submit(() -> {
                try (var log = new EventLog(folder, 0, InstantSource.system())) {
                    for (var i = 0; i < 60_000; i++) {
                        log.append(event(i));
                        if (i % 5_000 == 0) {
                            log.sync();
                        }
                    }
                }
                return null;
            });
            long seen = 0;
            try (var reader = new LogReader(folder, 0)) {
                var patience = System.nanoTime() + Duration.ofSeconds(60).toNanos();
                while (seen < 60_000 && System.nanoTime() < patience) {
                    var entry = reader.next();
                    if (entry.isPresent()) {
                        assertThat(entry.get().index()).isEqualTo(seen++);
                    }
                }
            }
            written.get(60, TimeUnit.SECONDS);
            assertThat(seen).isEqualTo(60_000);
        } finally {
            one.shutdownNow();
        }
    }
}
