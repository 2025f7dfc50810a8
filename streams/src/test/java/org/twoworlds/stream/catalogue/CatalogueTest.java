package org.twoworlds.stream.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.twoworlds.config.RequestException;
import org.twoworlds.config.RunState;
import org.twoworlds.config.WorldName;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.EventLog;
import org.twoworlds.stream.log.Home;
import org.twoworlds.stream.log.RunFolder;

/** What a catalogue tells is what a fold of the logs from nothing tells, whatever happened to it before. */
class CatalogueTest {
    private static final InstantSource CLOCK = InstantSource.system();

    @TempDir
    Path path;

    private Catalogue open() {
        return Catalogue.open(new Home(path), CLOCK);
    }

    private void assertRight(Catalogue catalogue, String seed) {
        catalogue.refresh();
        var told = FromNothing.tables(catalogue);
        var expected = FromNothing.logs(new Home(path));
        assertThat(told.keySet()).as(seed).isEqualTo(expected.keySet());
        expected.forEach((run, rows) -> {
            var others = new ArrayList<>(told.get(run));
            others.removeAll(rows);
            assertThat(others).as(seed + ": " + run).isEmpty();
            assertThat(told.get(run)).as(seed + ": " + run).containsExactlyElementsOf(rows);
        });
    }

    private static String seeded(long seed) {
        System.out.println("CatalogueTest: seed " + seed);
        return "seed " + seed;
    }

    @Test
    void keptLogsAreToldAsTheirViewsTellThem() throws IOException {
        GrowingHome.keptAll(new Home(path));
        try (var catalogue = open()) {
            assertRight(catalogue, "");
            assertThat(catalogue.runs(RunsAsked.ALL, 9)).hasSize(3);
            assertThat(catalogue
                            .query("SELECT count(*) FROM gaps", Duration.ofSeconds(9))
                            .rows()
                            .get(0)
                            .get(0))
                    .as("the Real World's run is compared with the Ideal World that it names")
                    .isNotEqualTo(0);
        }
    }

    @Test
    void whateverGrowsBetweenTwoReadingsIsToldAsFromNothing() throws IOException {
        growAndRead(12);
    }

    @Test
    @Tag("long")
    void whateverGrowsBetweenManyReadingsIsToldAsFromNothing() throws IOException {
        growAndRead(60);
    }

    @Test
    @Tag("study")
    void whateverGrowsBetweenFourHundredReadingsIsToldAsFromNothing() throws IOException {
        growAndRead(400);
    }

    @Test
    void whatWritersDoIsToldAsFromNothingByGlancesToo() throws IOException {
        growAndRead(12, this::openForGlances);
    }

    @Test
    @Tag("study")
    void whatWritersDoIsToldAsFromNothingByManyGlancesToo() throws IOException {
        growAndRead(150, this::openForGlances);
    }

    /** By this clock, a look at all runs takes so long that the next ones are glances. */
    private Catalogue openForGlances() {
        var calls = new AtomicLong();
        return Catalogue.open(new Home(path), CLOCK, () -> calls.incrementAndGet() * 1_000_000, 0);
    }

    @Test
    void whatAGlanceDoesNotSeeIsSeenOnceAllRunsAreLookedAtAgain() throws IOException {
        var growing = new GrowingHome(path, new Random(3));
        var folder = growing.begin();
        growing.begin();
        var nanos = new AtomicLong();
        try (var catalogue = Catalogue.open(new Home(path), CLOCK, () -> nanos.addAndGet(10), 0)) {
            assertRight(catalogue, "");
            var file = folder.log().resolve("19700101L.cq4");
            var bytes = Files.readAllBytes(file);
            var at = new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf("\"type\":\"started\"");
            bytes[at] = '#';
            Files.write(file, bytes);
            nanos.addAndGet(1_000_000);
            assertRight(catalogue, "damaged by no writer");
            assertThat(catalogue.called(folder.id()).get(0).isReadable()).isFalse();
        }
    }

    @Test
    void aNameIsFoundAsTheLogsHaveItWhateverTheCatalogueHasStill() throws IOException {
        var growing = new GrowingHome(path, new Random(5));
        var folder = growing.begin();
        var other = growing.begin();
        rename(folder, "sought");
        try (var before = open()) {
            before.refresh();
        }
        assertFound("sought", folder.id());
        assertFound(folder.id(), folder.id());
        assertFound("none");
        rename(folder, "other");
        assertFound("sought");
        rename(other, "sought");
        assertFound("sought", other.id());
        GrowingHome.copy(other.path(), other.beside("copy").path());
        assertFound("sought", other.id(), "copy");
        GrowingHome.delete(other);
        assertFound("sought", "copy");
    }

    private static void rename(RunFolder run, String name) {
        try (var lock = run.lock()) {
            EventLog.append(run, 1, CLOCK, List.of(new Event.Renamed(name)));
        }
    }

    private void assertFound(String word, String... runs) {
        try (var catalogue = open()) {
            assertThat(catalogue.find(word)).extracting(RunRow::run).containsExactlyInAnyOrder(runs);
        }
    }

    @Test
    void theStateIsAnotherNumberWheneverSomethingWasWrittenHereOrElsewhere() {
        var growing = new GrowingHome(path, new Random(4));
        growing.begin();
        try (var here = open();
                var elsewhere = open()) {
            here.refresh();
            var first = here.state();
            assertThat(here.state()).isEqualTo(first);
            growing.begin();
            elsewhere.refresh();
            var second = here.state();
            assertThat(second).isNotEqualTo(first);
            growing.begin();
            here.refresh();
            assertThat(here.state()).isNotEqualTo(second);
        }
    }

    private void growAndRead(int rounds) throws IOException {
        growAndRead(rounds, this::open);
    }

    private void growAndRead(int rounds, Supplier<Catalogue> opener) throws IOException {
        var seed = System.nanoTime();
        var random = new Random(seed);
        var growing = new GrowingHome(path, random);
        GrowingHome.keptAll(growing.home);
        var catalogue = opener.get();
        for (var i = 0; i < rounds; i++) {
            for (var j = random.nextInt(6); j >= 0; j--) {
                growing.grow();
            }
            if (random.nextInt(8) == 0) {
                catalogue.close();
                catalogue = opener.get();
            }
            if (random.nextInt(8) == 0) {
                Files.delete(path.resolve("catalogue.db"));
            }
            assertRight(catalogue, seeded(seed) + ", round " + i);
        }
        catalogue.close();
    }

    @Test
    void flippedBitsInTheFileAreFound() throws IOException {
        flipAndRead(4);
    }

    @Test
    @Tag("long")
    void manyFlippedBitsInTheFileAreFound() throws IOException {
        flipAndRead(100);
    }

    private void flipAndRead(int rounds) throws IOException {
        var seed = System.nanoTime();
        var random = new Random(seed);
        var growing = new GrowingHome(path, random);
        GrowingHome.keptAll(growing.home);
        for (var i = 0; i < 30; i++) {
            growing.grow();
        }
        for (var i = 0; i < rounds; i++) {
            try (var catalogue = open()) {
                assertRight(catalogue, seeded(seed) + ", flip " + i);
            }
            try (var file = new RandomAccessFile(path.resolve("catalogue.db").toFile(), "rw")) {
                for (var j = random.nextInt(4); j >= 0; j--) {
                    var at = (long) (random.nextDouble() * file.length());
                    file.seek(at);
                    var old = file.read();
                    file.seek(at);
                    file.write(old ^ 1 << random.nextInt(8));
                }
            }
        }
    }

    @Test
    void aRunThatIsWrittenIsReadOn() {
        var growing = new GrowingHome(path, new Random(1));
        growing.begin();
        var folder = growing.begin();
        try (var catalogue = open();
                var lock = folder.lock();
                var log = EventLog.open(folder, 1, CLOCK)) {
            log.append(new Event.Attempt(1, 1, false, java.util.Map.of()));
            assertRight(catalogue, "");
            for (var i = 1; i < 5; i++) {
                log.append(new Event.Step(WorldName.REAL, i, 1, 1, 1, 0.1, 5, 5, 7));
                catalogue.refresh();
                assertThat(catalogue.called(folder.id()).get(0).realStep()).isEqualTo(i);
                assertThat(catalogue.called(folder.id()).get(0).state()).isEqualTo(RunState.RUNNING);
            }
        }
        try (var catalogue = open()) {
            assertRight(catalogue, "its writer died");
            assertThat(catalogue.called(folder.id()).get(0).state()).isEqualTo(RunState.INTERRUPTED);
        }
    }

    @Test
    void aDamagedLogIsUnreadableWithItsReasonAndComesBackWhenItIsRestored() throws IOException {
        var growing = new GrowingHome(path, new Random(2));
        var folder = growing.begin();
        growing.begin();
        Files.createDirectories(path.resolve("runs/never/log"));
        var file = folder.log().resolve("19700101L.cq4");
        var whole = Files.readAllBytes(file);
        try (var catalogue = open()) {
            assertRight(catalogue, "");
            var bytes = whole.clone();
            var at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("\"type\":\"started\"");
            bytes[at] = '#';
            Files.write(file, bytes);
            assertRight(catalogue, "damaged");
            assertThat(catalogue.called(folder.id()).get(0).message()).contains("event 0 of log");
            Files.write(file, whole);
            assertRight(catalogue, "restored");
            assertThat(catalogue.called(folder.id()).get(0).isReadable()).isTrue();
        }
    }

    /** A lab would else read such a run again with every question that it is asked. */
    @Test
    void aRunThatCannotBeReadIsReadAgainOnlyWhenItsLogChanges() throws IOException {
        var growing = new GrowingHome(path, new Random(3));
        var torn = growing.begin();
        var damaged = growing.begin();
        var later = Instant.now().plusSeconds(60); // file times are then old enough to be relied upon
        cut(torn.log().resolve("19700101L.cq4"), "\"type\":\"started\"");
        flip(damaged.log().resolve("19700101L.cq4"), "\"type\":\"started\"");
        try (var catalogue = Catalogue.open(new Home(path), () -> later)) {
            catalogue.refresh();
            for (var run : List.of(torn, damaged)) {
                assertThat(catalogue.called(run.id()).get(0).isReadable())
                        .as(run.id())
                        .isFalse();
            }
            catalogue.refresh();
            assertThat(catalogue.lag().runs())
                    .as("runs that were read although nothing changed")
                    .isZero();
        }
    }

    /** Zeroes a file from shortly before some text on, as a power cut does that comes before anything was forced. */
    private static void cut(Path file, String text) throws IOException {
        var bytes = Files.readAllBytes(file);
        Arrays.fill(bytes, place(bytes, text), bytes.length, (byte) 0);
        Files.write(file, bytes);
    }

    private static void flip(Path file, String text) throws IOException {
        var bytes = Files.readAllBytes(file);
        bytes[place(bytes, text)] = '#';
        Files.write(file, bytes);
    }

    private static int place(byte[] bytes, String text) {
        return new String(bytes, StandardCharsets.ISO_8859_1).indexOf(text);
    }

    @Test
    void aHomeThatMayNotBeWrittenOrIsNotThereHasItsCatalogueInMemory() throws IOException {
        var away = new Home(path.resolve("away"));
        try (var catalogue = Catalogue.open(away, CLOCK)) {
            catalogue.refresh();
            assertThat(catalogue.isKept()).isFalse();
            assertThat(catalogue.runs(RunsAsked.ALL, 9)).isEmpty();
        }
        assertThat(away.path()).doesNotExist();
        GrowingHome.keptAll(new Home(path));
        Files.createDirectory(path.resolve("catalogue.lock")); // as root, a folder's rights forbid nothing
        try (var catalogue = open()) {
            assertRight(catalogue, "");
            assertThat(catalogue.isKept()).isFalse();
        }
    }

    @Test
    void anotherVersionsOrOtherPeoplesFileIsMadeAnew() throws IOException {
        GrowingHome.keptAll(new Home(path));
        Files.writeString(path.resolve("catalogue.db"), "no database at all, but long enough to be one\n".repeat(100));
        Files.writeString(path.resolve("catalogue.db-wal"), "nor a log");
        try (var catalogue = open()) {
            assertRight(catalogue, "");
            assertThat(catalogue.isKept()).isTrue();
        }
    }

    @Test
    void runsAreAskedForByConditionsAndInAnOrder() throws IOException {
        GrowingHome.keptAll(new Home(path));
        try (var catalogue = open()) {
            catalogue.refresh();
            var found = new ArrayList<String>();
            catalogue
                    .runs(RunsAsked.parse("cell.world.n=128 state=completed model~MCNN n<=128", "-started,name"), 9)
                    .forEach(r -> found.add(r.run()));
            assertThat(found).containsExactly("20261125-011803-quickstart.3");
            assertThat(catalogue.count(RunsAsked.parse("started>2000-01-01", "")))
                    .isEqualTo(3);
            assertThat(catalogue.runs(RunsAsked.parse("", "-run"), 1).get(0).run())
                    .isEqualTo("toy");
        }
        for (var wrong : List.of("model", "modl=x", "n=many", "started=yesterday")) {
            assertThatThrownBy(() -> RunsAsked.parse(wrong, "")).isInstanceOf(RequestException.class);
        }
        assertThatThrownBy(() -> RunsAsked.parse("modl=x", "")).hasMessageContaining("you mean model");
        assertThatThrownBy(() -> RunsAsked.parse("", "-nam")).hasMessageContaining("you mean name");
    }

    @Test
    void aQuestionChangesNothingAndIsGivenUpInTime() throws IOException {
        GrowingHome.keptAll(new Home(path));
        try (var catalogue = open()) {
            catalogue.refresh();
            var limit = Duration.ofMillis(200);
            assertThatThrownBy(() -> catalogue.query("SELEKT 1", limit))
                    .hasMessageContaining("(near \"SELEKT\": syntax error)");
            assertThatThrownBy(() -> catalogue.query("DELETE FROM runs", limit)).isInstanceOf(RequestException.class);
            assertThatThrownBy(() -> catalogue.query(
                            "WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c) SELECT count(*) FROM c",
                            limit))
                    .hasMessageContaining("be done in");
            assertThat(catalogue.query("SELECT count(*) AS all_runs FROM runs", limit))
                    .isEqualTo(new QueryAnswer(List.of("all_runs"), List.of(List.of(3))));
        }
    }
}
