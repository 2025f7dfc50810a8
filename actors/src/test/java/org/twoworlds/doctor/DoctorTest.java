package org.twoworlds.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.twoworlds.TestEvents;
import org.twoworlds.config.WorldName;
import org.twoworlds.model.checkpoint.Sha256;
import org.twoworlds.model.device.DeviceProbe;
import org.twoworlds.node.OwnKey;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.EventLog;
import org.twoworlds.stream.log.Home;
import org.twoworlds.stream.log.RunFolder;

/** Each fault that is planted is found, by its name, and what is well is not called a fault. */
class DoctorTest {
    private static final Instant NOW = Instant.parse("2026-11-01T12:00:00Z");
    private static final InstantSource CLOCK = InstantSource.fixed(NOW);

    @TempDir
    Path folder;

    private Path home;

    @BeforeEach
    void make() throws IOException {
        home = Files.createDirectory(folder.resolve("home"));
    }

    /** A run that was cut at step 2, with a checkpoint of step 1 and a resume point of step 2. */
    private RunFolder run(String id, Event... further) throws IOException {
        var run = new Home(home).run(id);
        run.create();
        List<Event> events = new ArrayList<>(List.of(TestEvents.started()));
        var checkpoint = Files.writeString(run.file(RunFolder.checkpointFile(WorldName.REAL, 1)), "weights 1");
        var point = Files.writeString(run.file(RunFolder.resumeFile(WorldName.REAL, 2)), "weights 2");
        events.add(new Event.Checkpoint(
                WorldName.REAL, 1, run.path().relativize(checkpoint).toString(), "", 9, ""));
        events.add(new Event.ResumePoint(
                WorldName.REAL, 2, run.path().relativize(point).toString(), Sha256.of(point), 9));
        events.addAll(List.of(further));
        EventLog.append(run, 1, CLOCK, events);
        return run;
    }

    private List<Finding> runs() {
        return runs(CLOCK);
    }

    private List<Finding> runs(InstantSource clock) {
        return new RunsCheck(new Home(home), clock).examine();
    }

    private static void assertFault(List<Finding> found, String check, String... words) {
        assertThat(found)
                .as("the only fault")
                .filteredOn(f -> f.level() == Finding.Level.FAULT)
                .hasSize(1);
        assertThat(found)
                .filteredOn(f -> f.level() == Finding.Level.FAULT)
                .first()
                .satisfies(f -> assertThat(f.check()).isEqualTo(check))
                .satisfies(f -> assertThat(f.message()).contains(words));
    }

    private static void assertWell(List<Finding> found) {
        assertThat(found).isNotEmpty().allMatch(f -> f.level() == Finding.Level.OK);
    }

    @Test
    void javaWithoutAModuleAndWithMoreMemoryThanTheMachine() {
        var java = Path.of(System.getProperty("java.home"));
        assertWell(new JavaCheck(java, 1L << 30, 2L << 30, module -> true).look());
        assertFault(
                new JavaCheck(java, 1L << 30, 2L << 30, module -> !module.equals("java.desktop")).look(),
                "java",
                "java.desktop");
        assertFault(new JavaCheck(java, 64L << 30, 2L << 30, module -> true).look(), "java", "64 GiB", "2048 MiB");
    }

    @Test
    void librariesThatDoNotOpen() {
        assertFault(
                new LibrariesCheck(() -> {
                            throw new UnsatisfiedLinkError("libtensorflow_cc.so.2: cannot open shared object file");
                        })
                        .examine(),
                "libraries",
                "libtensorflow_cc.so.2");
    }

    @Test
    void aProcessorWithoutVectors() throws IOException {
        var cpuinfo = Files.writeString(folder.resolve("cpuinfo"), "model name\t: old\nflags\t\t: fpu sse sse2\n");
        assertFault(new ProcessorCheck(cpuinfo, "amd64").look(), "processor", "AVX");
        Files.writeString(cpuinfo, "flags\t\t: fpu avx avx2 fma avx512f avx512_bf16\n");
        var found = new ProcessorCheck(cpuinfo, "amd64").look();
        assertWell(found);
        assertThat(found.get(0).message()).contains("AVX-512 is used", "bf16 in hardware");
    }

    @Test
    void aFolderFromWhichNothingCanBeLoaded() throws IOException {
        var real = folder.toRealPath();
        var mounts = Files.writeString(
                folder.resolve("mounts"),
                "/dev/a / ext4 rw 0 0\n/dev/b " + real + "/home tmpfs rw,nosuid,noexec 0 0\n");
        assertFault(new FolderCheck("natives", home, mounts, 1).look(), "natives", "noexec");
        assertWell(new FolderCheck("natives", folder, mounts, 1).look());
        assertFault(new FolderCheck("natives", folder.resolve("none"), mounts, 1).look(), "natives", "be a folder");
    }

    @Test
    void aDiskWithoutRoom() {
        assertFault(new RoomCheck(home.resolve("not/yet"), Long.MAX_VALUE).look(), "disk", "free disk space");
        assertWell(new RoomCheck(home, 1).look());
    }

    @Test
    void limitsThatAreTooLow() throws IOException {
        var table =
                """
                Limit                     Soft Limit           Hard Limit           Units
                Max file size             unlimited            unlimited            bytes
                Max processes             95000                95000                processes
                Max open files            1024                 %-20s files
                Max address space         unlimited            unlimited            bytes
                """;
        var limits = Files.writeString(folder.resolve("limits"), table.formatted("524288"));
        assertWell(new LimitsCheck(limits).look());
        Files.writeString(limits, table.formatted("1024"));
        assertFault(new LimitsCheck(limits).look(), "limits", "open files (1024)");
        Files.writeString(
                limits,
                table.formatted("524288")
                        .replace("Max processes             95000", "Max processes             100  "));
        assertFault(new LimitsCheck(limits).look(), "limits", "threads (100)");
    }

    @Test
    void aClockThatIsBehind() throws IOException {
        run("20261101-120000-a");
        assertThat(runs(InstantSource.fixed(NOW.plusSeconds(5))))
                .noneMatch(f -> f.check().equals("clock"));
        assertFault(runs(InstantSource.fixed(NOW.minusSeconds(3_600))), "clock", "2026-11-01T12:00:00Z");
    }

    private SecretsCheck secrets(Optional<Path> tokens, List<Path> further) {
        return new SecretsCheck(OwnKey.file(home), OwnKey.passwordFile(home), tokens, further);
    }

    @Test
    void aTokenThatOthersMayRead() throws IOException {
        var token = Files.writeString(folder.resolve("token"), "0123456789abcdef\n");
        for (var check : List.of(secrets(Optional.of(token), List.of()), secrets(Optional.empty(), List.of(token)))) {
            Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-r--r--"));
            assertFault(check.look(), "secrets", token.toString());
            Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-------"));
            assertWell(check.look());
        }
    }

    @Test
    void aFileOfTokensIsReadAsTheLabReadsIt() throws IOException {
        var tokens = folder.resolve("tokens");
        Files.writeString(tokens, "\n# the readers\nann read 0123456789abcdef\n");
        Files.setPosixFilePermissions(tokens, PosixFilePermissions.fromString("rw-------"));
        assertWell(secrets(Optional.of(tokens), List.of()).look());
        Files.writeString(tokens, "ann read 0123456789abcdef\nbea write 123456789abcdefg\n");
        assertFault(secrets(Optional.of(tokens), List.of()).look(), "secrets", "line 2");
    }

    @Test
    void aKeyThatItsPasswordDoesNotOpen() throws IOException {
        OwnKey.of(home);
        var check = secrets(Optional.empty(), List.of());
        assertWell(check.look());
        Files.writeString(OwnKey.passwordFile(home), "another one\n");
        assertFault(check.look(), "secrets", "PKCS#12");
        Files.delete(OwnKey.passwordFile(home));
        assertFault(check.look(), "secrets", "have its password beside it");
    }

    @Test
    void aLabThatHoldsTheHomeAndAnotherProgramAtItsPort() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(new LabCheck(home, Optional.empty(), taken.getLocalPort()).look())
                    .first()
                    .satisfies(f -> assertThat(f.level()).isEqualTo(Finding.Level.WARNING));
            var known = "http://127.0.0.1:" + taken.getLocalPort();
            assertWell(new LabCheck(home, Optional.of(known), 1).look());
            taken.close();
            assertFault(new LabCheck(home, Optional.of(known), 1).look(), "lab", known);
        }
        try (var channel = java.nio.channels.FileChannel.open(
                        home.resolve("lab.lock"),
                        java.nio.file.StandardOpenOption.CREATE,
                        java.nio.file.StandardOpenOption.WRITE);
                var lock = channel.lock()) {
            assertThat(lock.isValid()).isTrue();
            assertFault(new LabCheck(home, Optional.empty(), 1).look(), "lab", "held by a lab that tells no address");
        }
    }

    @Test
    void aLockOfAProcessThatTheLogDoesNotName() throws IOException {
        var run = run(
                "20261101-120000-a",
                new Event.Attempt(1, ProcessHandle.current().pid(), false, Map.of()));
        assertThat(runs()).noneMatch(f -> f.check().equals("lock"));
        try (var lock = run.lock()) {
            assertThat(lock).isNotNull();
            assertFault(runs(), "lock", run.id());
        }
    }

    @Test
    void aLogWithAFlippedByteHidesNoOtherRun() throws IOException {
        run("20261101-120000-a");
        var run = run("20261101-120001-b");
        var log = run.log().resolve("19700101L.cq4");
        var bytes = Files.readAllBytes(log);
        var at = new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf("quickstart");
        try (var file = new RandomAccessFile(log.toFile(), "rw")) {
            file.seek(at);
            file.write('Q');
        }
        assertFault(runs(), "log", run.log().toString());
    }

    @Test
    void aCheckpointThatIsMissingAndAResumePointThatIsAnother() throws IOException {
        var run = run("20261101-120000-a");
        assertWell(runs());
        var checkpoint = run.file(RunFolder.checkpointFile(WorldName.REAL, 1));
        Files.move(checkpoint, folder.resolve("away"));
        assertFault(runs(), "files", RunFolder.checkpointFile(WorldName.REAL, 1), run.id());
        Files.move(folder.resolve("away"), checkpoint);
        Files.writeString(run.file(RunFolder.resumeFile(WorldName.REAL, 2)), "weights 3");
        assertFault(runs(), "files", "resume point of the real world");
    }

    @Test
    void aRunOfANewerVersion() {
        assertThat(VersionOfRun.isNewer("0.10.0", "0.9.3-SNAPSHOT")).isTrue();
        assertThat(VersionOfRun.isNewer("0.9.3", "0.10.0")).isFalse();
        assertThat(VersionOfRun.isNewer("0.1.0-SNAPSHOT", "0.1.0")).isFalse();
        assertThat(VersionOfRun.isNewer("development", "0.1.0")).isFalse();
    }

    @Test
    void aGpuThatIsThereAndNotUsed() {
        var none = probe(DeviceProbe.Answer.no("this build of TensorFlow has no CUDA", "build with CUDA"));
        assertThat(new GpuCheck(none, "NVRM version: 560").look())
                .singleElement()
                .satisfies(f -> {
                    assertThat(f.level()).isEqualTo(Finding.Level.WARNING);
                    assertThat(f.message()).contains("has no CUDA");
                });
        assertWell(new GpuCheck(none, "").look());
        assertWell(new GpuCheck(probe(DeviceProbe.Answer.yes("a card")), "NVRM version: 560").look());
    }

    private static DeviceProbe probe(DeviceProbe.Answer answer) {
        return new DeviceProbe() {
            @Override
            public Answer tensorFlow(int gpu) {
                return answer;
            }

            @Override
            public Answer onnxRuntime(int gpu) {
                return answer;
            }
        };
    }

    @Test
    void aHomeThatIsAFile() throws IOException {
        assertFault(new HomeCheck(Files.writeString(folder.resolve("file"), "")).look(), "home", "be a folder");
        assertWell(new HomeCheck(home).look());
        assertWell(new HomeCheck(folder.resolve("later")).look());
    }

    @Test
    void lookingChangesNothing() throws IOException {
        run("20261101-120000-a");
        OwnKey.of(home);
        var before = files();
        assertThat(Doctor.ofHome(
                                new Home(home),
                                new LabCheck(home, Optional.empty(), 1),
                                Optional.empty(),
                                List.of(),
                                CLOCK)
                        .stream()
                        .flatMap(check -> check.examine().stream()))
                .isNotEmpty();
        assertThat(files()).isEqualTo(before);
    }

    /** All files with their times and digests. */
    private Map<Path, String> files() throws IOException {
        Map<Path, String> files = new TreeMap<>();
        try (var all = Files.walk(home)) {
            for (var file : all.toList()) {
                files.put(file, Files.getLastModifiedTime(file) + (Files.isRegularFile(file) ? Sha256.of(file) : ""));
            }
        }
        return files;
    }
}
