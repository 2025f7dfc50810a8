package org.twoworlds.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.airlift.compress.zstd.ZstdInputStream;
import io.airlift.compress.zstd.ZstdOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.twoworlds.TestEvents;
import org.twoworlds.config.RunState;
import org.twoworlds.config.ScoredSet;
import org.twoworlds.config.WorldName;
import org.twoworlds.model.checkpoint.Sha256;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.EventLog;
import org.twoworlds.stream.log.RunFolder;

/** A run that moves to another home by {@code export --bundle} and {@code import}. */
class BundleCommandsTest {
    @TempDir
    Path place;

    private Cli here;
    private Cli there;
    private RunFolder source;
    private RunFolder copy;
    private Path bundle;

    @BeforeEach
    void aRunWithFiles() throws IOException {
        here = new Cli(place.resolve("here"));
        there = new Cli(place.resolve("there"));
        source = new RunFolder(place.resolve("here").resolve("runs").resolve("r"));
        copy = new RunFolder(place.resolve("there").resolve("runs").resolve("r"));
        bundle = place.resolve("r.tar.zst");
        source.create();
        List<Event> events = new ArrayList<>();
        events.add(TestEvents.started());
        events.add(new Event.Attempt(1, 1, false, Map.of()));
        for (var step : List.of(0L, 5L, 10L)) {
            var file = RunFolder.checkpointFile(WorldName.REAL, step);
            events.add(TestEvents.step(WorldName.REAL, step, 0.5));
            events.add(
                    new Event.Checkpoint(WorldName.REAL, step, file, written(file, "weights " + step), 9, "d" + step));
        }
        events.add(new Event.Score(
                "run",
                WorldName.REAL,
                5,
                ScoredSet.TEST,
                0.5,
                0.5,
                0.5,
                2,
                "scores/s.bin",
                written("scores/s.bin", "ss"),
                1,
                Map.of(),
                ""));
        var point = RunFolder.resumeFile(WorldName.REAL, 10);
        events.add(new Event.ResumePoint(WorldName.REAL, 10, point, written(point, "slots"), 5));
        EventLog.append(source, 1, InstantSource.system(), events);
    }

    private String written(String file, String content) throws IOException {
        Files.writeString(source.file(file), content);
        return Sha256.of(content.getBytes(StandardCharsets.UTF_8));
    }

    private void complete() {
        EventLog.append(source, 1, InstantSource.system(), List.of(new Event.RunEnded(RunState.COMPLETED, "")));
    }

    private Cli.Result exported(String... more) throws Exception {
        var words = Stream.concat(Stream.of("export", "r", "--bundle", bundle.toString()), Stream.of(more));
        var result = here.run(words.toArray(String[]::new));
        assertThat(result.exit()).as(result.err()).isZero();
        return result;
    }

    private Cli.Result imported() throws Exception {
        return there.run("import", bundle.toString());
    }

    @Test
    void aRunMovesWithItsLogItsScoresAndItsCheckpoints() throws Exception {
        complete();
        exported();
        var result = imported();
        assertThat(result.exit()).as(result.err()).isZero();
        assertThat(result.out()).contains("new");
        assertThat(TestEvents.read(copy)).isEqualTo(TestEvents.read(source));
        for (var file : List.of("checkpoints/real-00000005.safetensors", "scores/s.bin")) {
            assertThat(copy.file(file)).hasSameBinaryContentAs(source.file(file));
        }
        assertThat(there.run("checkpoints", "r").out().lines()).hasSize(3);
        assertNothingHidden();
    }

    @Test
    void theSameRunAgainIsSaidToBeThereAndChangesNothing() throws Exception {
        complete();
        exported("--checkpoints", "last");
        assertThat(imported().exit()).isZero();
        var before = TestEvents.read(copy);
        exported();
        var again = imported();
        assertThat(again.exit()).as(again.err()).isZero();
        assertThat(again.out()).contains("already here");
        assertThat(again.err()).contains("nothing was changed").contains("2 are not here");
        assertThat(TestEvents.read(copy)).isEqualTo(before);
        assertNothingHidden();
    }

    @Test
    void checkpointsThatStayBehindAreGoneByTheCopysOwnLog() throws Exception {
        complete();
        assertThat(exported("--checkpoints", "last").err()).contains("2 checkpoints left out");
        assertThat(imported().err()).contains("2 checkpoints did not come along");
        assertThat(RunView.of(source).world(WorldName.REAL).onDisk().keySet()).containsExactly(0L, 5L, 10L);
        assertThat(RunView.of(copy).world(WorldName.REAL).onDisk().keySet()).containsExactly(10L);
        assertThat(there.run("checkpoints", "r").out().lines()).hasSize(1);
        assertThat(there.run("query", "SELECT count(*) FROM checkpoints WHERE kept = 1", "--csv")
                        .out())
                .contains("1");
        assertThat(copy.checkpoints()).isDirectoryContaining(f -> f.endsWith("real-00000010.safetensors"));
        assertThat(copy.file(RunFolder.checkpointFile(WorldName.REAL, 5))).doesNotExist();
    }

    @Test
    void stepsAreChosenAndAStepThatIsNoCheckpointIsRefused() throws Exception {
        complete();
        exported("--checkpoints", "0,5");
        assertThat(imported().exit()).isZero();
        assertThat(RunView.of(copy).world(WorldName.REAL).onDisk().keySet()).containsExactly(0L, 5L);
        var wrong = here.run("export", "r", "--bundle", bundle.toString(), "--checkpoints", "7");
        assertThat(wrong.exit()).isEqualTo(2);
        assertThat(wrong.err()).startsWith("The step (7) must be one of the checkpoints on disk.");
        assertThat(here.run("export", "r", "--bundle", bundle.toString(), "--checkpoints", "some")
                        .exit())
                .isEqualTo(2);
        assertThat(here.run("export", "r", "--csv", "-", "--with-ideal").exit()).isEqualTo(2);
        assertThat(here.run("export", "r", "--bundle", place.resolve("r.zip").toString())
                        .exit())
                .isEqualTo(2);
    }

    @Test
    void aRunThatIsBeingWrittenComesAsFarAsItWasForcedAndIsPaused() throws Exception {
        try (var lock = source.lock();
                var log = EventLog.open(source, 1, InstantSource.system())) {
            var forced = TestEvents.read(source);
            log.append(TestEvents.step(WorldName.REAL, 11, 0.5));
            assertThat(exported().err()).contains("it is under way");
            assertThat(imported().err()).contains("is paused here");
            var events = TestEvents.read(copy);
            assertThat(events.subList(0, forced.size())).isEqualTo(forced);
            assertThat(events).hasSize(forced.size() + 1);
            assertThat(RunView.of(copy).state(false)).isEqualTo(RunState.PAUSED);
            assertThat(copy.file(RunFolder.resumeFile(WorldName.REAL, 10))).hasContent("slots");
        }
    }

    @Test
    void aChosenCheckpointThatIsMissingOrDamagedIsRefused() throws Exception {
        complete();
        Files.writeString(source.file(RunFolder.checkpointFile(WorldName.REAL, 5)), "other");
        var damaged = here.run("export", "r", "--bundle", bundle.toString());
        assertThat(damaged.exit()).isEqualTo(1);
        assertThat(damaged.err()).contains("at step 5 of run r").contains("be the file that the log names");
        assertThat(bundle).doesNotExist();
        exported("--checkpoints", "last");
    }

    @Test
    void anotherRunOfThatIdStays() throws Exception {
        complete();
        exported();
        copy.create();
        TestEvents.write(copy, TestEvents.started("{\"seed\": 7}"));
        var before = TestEvents.read(copy);
        assertRefused(imported(), "The run (r) must not be here already as another one");
        assertThat(TestEvents.read(copy)).isEqualTo(before);
        assertNothingHidden();
    }

    /** One entry of a bundle. */
    private record Entry(byte kind, byte[] bytes) {}

    private Map<String, Entry> entries() throws IOException {
        Map<String, Entry> entries = new LinkedHashMap<>();
        try (var tar = new TarArchiveInputStream(new ZstdInputStream(Files.newInputStream(bundle)))) {
            for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                entries.put(entry.getName(), new Entry(entry.getLinkFlag(), tar.readAllBytes()));
            }
        }
        return entries;
    }

    private void write(Map<String, Entry> entries) throws IOException {
        try (var tar = new TarArchiveOutputStream(new ZstdOutputStream(Files.newOutputStream(bundle)))) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            for (var named : entries.entrySet()) {
                var entry = new TarArchiveEntry(named.getKey(), named.getValue().kind(), true);
                if (named.getValue().kind() == TarConstants.LF_SYMLINK) {
                    entry.setLinkName("/etc/passwd");
                } else {
                    entry.setSize(named.getValue().bytes().length);
                }
                tar.putArchiveEntry(entry);
                tar.write(named.getValue().bytes());
                tar.closeArchiveEntry();
            }
        }
    }

    private static Entry plain(String text) {
        return new Entry(TarConstants.LF_NORMAL, text.getBytes(StandardCharsets.UTF_8));
    }

    private Map<String, Entry> withManifest(UnaryOperator<String> change) throws IOException {
        var entries = entries();
        var before = new String(entries.get("manifest.json").bytes(), StandardCharsets.UTF_8);
        var after = change.apply(before);
        assertThat(after).isNotEqualTo(before);
        entries.put("manifest.json", plain(after));
        return entries;
    }

    private void assertRefused(Cli.Result result, String words) {
        assertThat(result.exit()).as(result.err()).isEqualTo(1);
        assertThat(result.err()).contains(words).doesNotContain("\tat ");
        assertThat(result.err().lines()).hasSizeLessThanOrEqualTo(2);
    }

    private void assertNothingHidden() throws IOException {
        try (var all = Files.list(place.resolve("there").resolve("runs"))) {
            assertThat(all.map(f -> f.getFileName().toString())).allMatch(name -> name.equals("r"));
        }
    }

    private void assertNothingCame(String words) throws Exception {
        assertRefused(imported(), words);
        assertThat(copy.path()).doesNotExist();
        if (Files.exists(copy.path().getParent())) {
            assertThat(copy.path().getParent()).isEmptyDirectory();
        }
    }

    @Test
    void whatNoRunHasIsRefusedAndNothingOfItIsLeft() throws Exception {
        complete();
        exported();
        var whole = Files.readAllBytes(bundle);
        var scores = "r/scores/s.bin";
        record Evil(String words, Map<String, Entry> entries) {}
        List<Evil> evils = new ArrayList<>();
        for (var name : List.of("../x", "/etc/x", "scores/../../x", "lock", "log/19700101L.cq4", "scores/x/y")) {
            evils.add(new Evil("names a file that no run has", withManifest(m -> m.replace("scores/s.bin", name))));
        }
        for (var id : List.of("..", "a/b", ".hidden", "x.plan", "")) {
            evils.add(new Evil(
                    "has a run whose id is none",
                    withManifest(m -> m.replace("\"run\" : \"r\"", "\"run\" : \"" + id + "\""))));
        }
        evils.add(new Evil("version 2", withManifest(m -> m.replace("\"version\" : 1", "\"version\" : 2"))));
        evils.add(new Evil("another program's", withManifest(m -> m.replace("twoworlds-bundle", "another"))));
        evils.add(new Evil("no JSON document", withManifest(m -> m.substring(20))));
        evils.add(new Evil("without a size", withManifest(m -> m.replace("\"bytes\" : 2,", "\"bytes\" : -2,"))));
        evils.add(new Evil("is not the plain file", withManifest(m -> m.replace("\"bytes\" : 2,", "\"bytes\" : 3,"))));
        evils.add(new Evil(
                "hold what the bundle promises",
                withManifest(m -> m.replace("\"bytes\" : 2,", "\"bytes\" : 4611686018427387904,"))));
        var other = entries();
        other.put(scores, plain("tt"));
        evils.add(new Evil("is not what its manifest says", other));
        var link = entries();
        link.put(scores, new Entry(TarConstants.LF_SYMLINK, new byte[0]));
        evils.add(new Evil("is not the plain file", link));
        var more = entries();
        more.put("../more", plain("more"));
        evils.add(new Evil("more than its manifest says", more));
        var less = entries();
        less.remove(scores);
        evils.add(new Evil("it ends before r/scores/s.bin", less));
        var late = entries();
        late.remove("manifest.json");
        evils.add(new Evil("does not begin with a manifest", late));
        for (var evil : evils) {
            write(evil.entries());
            assertNothingCame(evil.words());
        }
        Files.write(bundle, whole);
        assertThat(imported().exit()).isZero();
    }

    @Test
    void aBundleThatUnpacksToMoreThanItSaysIsRefused() throws Exception {
        complete();
        exported();
        var entries = entries();
        entries.put("r/bomb", new Entry(TarConstants.LF_NORMAL, new byte[8 << 20]));
        write(entries);
        assertThat(Files.size(bundle)).isLessThan(1 << 20);
        assertNothingCame("more than its manifest says");
        write(Map.of("manifest.json", new Entry(TarConstants.LF_NORMAL, new byte[80 << 20])));
        assertNothingCame("does not begin with a manifest");
    }

    @Test
    void aLogThatNamesAFileOutsideItsRunIsRefused() throws Exception {
        TestEvents.write(
                source,
                new Event.Checkpoint(WorldName.IDEAL, 0, "../../../x", "s", 1, "d"),
                new Event.Deleted(WorldName.IDEAL, 0, "gc"));
        complete();
        exported();
        assertNothingCame("its log names a file that no run has: ../../../x");
        TestEvents.write(source, new Event.Checkpoint(WorldName.IDEAL, 0, "../../../x", "s", 1, "d"));
        var refused = here.run("export", "r", "--bundle", bundle.toString());
        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.err()).contains("must lie in the run's folder");
    }

    @Test
    void everyBundleThatIsCutOrHasAFlippedBitIsOneMessage() throws Exception {
        complete();
        exported();
        var whole = Files.readAllBytes(bundle);
        var seed = System.nanoTime();
        System.out.println("flips seed " + seed);
        var random = new Random(seed);
        var harmless = 0;
        for (var i = 0; i < 120; i++) {
            var bytes = whole.clone();
            if (i % 3 == 0) {
                bytes = Arrays.copyOf(bytes, i == 0 ? 0 : random.nextInt(whole.length));
            } else {
                var bit = i < 60 ? random.nextInt(8 * 40) : random.nextInt(8 * whole.length);
                bytes[bit / 8] ^= (byte) (1 << bit % 8);
            }
            Files.write(bundle, bytes);
            if (i % 3 == 0) {
                assertNothingCame(" must ");
                continue;
            }
            // A bit that says how much memory unpacking may take, for example, changes nothing that is unpacked.
            var result = imported();
            if (result.exit() == 0) {
                harmless++;
                assertThat(TestEvents.read(copy)).isEqualTo(TestEvents.read(source));
                assertThat(Main.execute(
                                "rm",
                                "r",
                                "--yes",
                                "--home",
                                place.resolve("there").toString()))
                        .isZero();
            } else {
                assertRefused(result, " must ");
                assertThat(copy.path()).doesNotExist();
            }
        }
        assertThat(harmless).isLessThan(20);
    }

    @Test
    void whatADeadImportLeftGoesWithTheNext() throws Exception {
        complete();
        exported();
        var left = place.resolve("there/runs/.arriving-r-1");
        Files.createDirectories(left.resolve("log"));
        Files.writeString(left.resolve("lock"), "");
        assertThat(there.run("runs").exit()).isZero();
        assertThat(imported().exit()).isZero();
        assertThat(left).doesNotExist();
        assertNothingHidden();
    }
}
