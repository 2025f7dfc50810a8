package org.twoworlds.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher, in surroundings that are not those it was written in. */
class SurroundingsIT {
    private static final List<String> SMALL =
            List.of("--set", "model=mlp[8]", "--set", "batch=16", "--set", "test.count=50", "--set", "world.n=32");

    @TempDir
    Path folder;

    private int calls;

    private Cli.Result shell(Map<String, String> environment, String script) throws IOException, InterruptedException {
        return started(environment, script).await();
    }

    private Cli.Running started(Map<String, String> environment, String script) throws IOException {
        var out = folder.resolve("out-" + calls);
        var err = folder.resolve("err-" + calls++);
        var builder = new ProcessBuilder("/bin/sh", "-c", script)
                .directory(folder.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment()
                .put("TW", Path.of("../twoworlds").toAbsolutePath().normalize().toString());
        builder.environment().putAll(environment);
        return new Cli.Running(builder.start(), out, err);
    }

    @Test
    void theLauncherIsFoundByLinksThroughFoldersWithSpaces() throws Exception {
        var result = shell(
                Map.of(),
                "mkdir -p 'a b/c' && ln -s \"$TW\" 'a b/tw' && ln -s ../tw 'a b/c/two' && cd 'a b' && ln -s c/two three"
                        + " && PATH=\"$PWD/c:$PATH\" two --version && ./three --version && cd c && sh two --version");
        assertThat(result.exit()).as(result.err()).isZero();
        assertThat(result.out().lines().filter(line -> line.startsWith("twoworlds ")))
                .hasSize(3);
        assertThat(result.out().lines())
                .filteredOn(line -> line.matches("TensorFlow 2\\..* with oneDNN on|ONNX Runtime 1\\..*|Java [0-9].*"
                        + "|commit [0-9a-f]{40}(-dirty)?|processor: .*|GPU: .*"))
                .hasSize(3 * 6);
    }

    @Test
    void whatJavaCannotWorkInIsSaid() throws Exception {
        for (var version : List.of("11.0.2", "1.8.0_291", "16")) {
            var old = Files.writeString(
                    Files.createDirectories(folder.resolve("java" + version)).resolve("java"),
                    "#!/bin/sh\necho 'openjdk version \"" + version + "\"' >&2\n");
            assertThat(old.toFile().setExecutable(true)).isTrue();
            var result = shell(Map.of("JAVA_HOME", ""), "PATH=\"$PWD/java" + version + ":$PATH\" \"$TW\" runs");
            assertThat(result.exit()).isEqualTo(1);
            assertThat(result.err()).contains(version, "17 or later");
        }
        var gone = shell(Map.of(), "mkdir gone && cd gone && rmdir ../gone && \"$TW\" runs");
        assertThat(gone.exit()).isEqualTo(1);
        assertThat(gone.err()).contains("The current folder must exist").doesNotContain("\tat ");
        var few = shell(Map.of(), "ulimit -n 64; \"$TW\" runs");
        assertThat(few.exit()).isEqualTo(1);
        assertThat(few.err()).contains("limit of open files (64)").doesNotContain("\tat ");
    }

    @Test
    void whatIsNotPrintedIsAFailureUnlessNobodyReads() throws Exception {
        for (var command : List.of("models --json", "--help", "run --help", "--version")) {
            var full = shell(Map.of(), "\"$TW\" " + command + " >/dev/full");
            assertThat(full.exit()).as(command).isEqualTo(1);
            assertThat(full.err()).contains("The standard output (").doesNotContain("\tat ");
            assertThat(full.err().lines()).hasSize(2);
        }
        var closed = shell(Map.of(), "\"$TW\" models >&- <&-");
        assertThat(closed.exit()).isEqualTo(1);
        assertThat(closed.err()).contains("The standard output (").doesNotContain("\tat ");
        var piped = shell(Map.of(), "{ \"$TW\" models --json; echo $? >code; } | head -n 1");
        assertThat(piped.err()).isEmpty();
        assertThat(Files.readString(folder.resolve("code"))).isIn("141\n", "0\n");
    }

    @Test
    void namesThatAreNotAsciiAreReadInALocaleThatHasNone() throws Exception {
        for (var split : List.of("train", "test")) {
            for (var name : List.of("Ünïcode", "日本")) {
                var classes = Files.createDirectories(
                        folder.resolve("Bilder ä").resolve(split).resolve(name));
                for (var i = 0; i < 2; i++) {
                    ImageIO.write(
                            new BufferedImage(16, 16, BufferedImage.TYPE_3BYTE_BGR),
                            "png",
                            classes.resolve(i + ".png").toFile());
                }
            }
        }
        var result = shell(
                Map.of("LC_ALL", "C", "LANG", "C"),
                "\"$TW\" samples images --set data.path=\"$PWD/Bilder ä\" --set data.size=16 --set data.resize=16"
                        + " --set data.cache=\"$PWD/caché\" --out \"$PWD/Übersicht.png\"");
        assertThat(result.exit()).as(result.err()).isZero();
        assertThat(result.err()).doesNotContain("MLIR", "absl");
        assertThat(folder.resolve("Übersicht.png")).exists();
        assertThat(result.out()).contains("Übersicht.png");
    }

    @Test
    void otherDigitsAndAnotherTemporaryFolderChangeNothing() throws Exception {
        var temporary = Files.createDirectory(folder.resolve("temporary"));
        var options = Map.of(
                "JAVA_TOOL_OPTIONS",
                "-Duser.language=ar -Duser.country=EG -Djava.io.tmpdir=" + temporary,
                "CONFIG_FORCE_seed",
                "99",
                "TMPDIR",
                "/none/such");
        var result = shell(options, run("steps=4") + " --json");
        assertThat(result.exit()).as(result.err()).isZero();
        var plain = shell(Map.of(), run("steps=4") + " --json");
        assertThat(result.json().at("/worlds/ideal/digest"))
                .isEqualTo(plain.json().at("/worlds/ideal/digest"));
        assertThat(plain.err()).doesNotContain("MLIR", "absl", "Picked up");
        assertThat(temporary).isEmptyDirectory();
        assertThat(result.err()).doesNotContainPattern("[\u0660-\u0669\u06f0-\u06f9]");
    }

    @Test
    @Tag("long")
    void aKilledProcessLeavesNothingInTheTemporaryFolderAndNoNameIsTakenTwice() throws Exception {
        var temporary = Files.createDirectory(folder.resolve("temporary"));
        var options = Map.of("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + temporary);
        List<Cli.Running> all = new ArrayList<>();
        for (var i = 0; i < 3; i++) {
            all.add(started(options, "exec " + run("steps=1000000") + " --set checkpoints=every:500000 --name same"));
        }
        var refused = 0;
        for (var alive = all.size(); alive > 1; ) {
            TimeUnit.MILLISECONDS.sleep(100);
            alive = (int) all.stream().filter(r -> r.process().isAlive()).count();
        }
        for (var running : all) {
            if (!running.process().isAlive()) {
                refused++;
                assertThat(running.await().exit()).isEqualTo(2);
                assertThat(running.await().err()).contains("The name (same) must be free");
            }
        }
        assertThat(refused).isEqualTo(2);
        var runs = folder.resolve("home/runs");
        try (var made = Files.list(runs)) {
            assertThat(made)
                    .as("a run that did not come to be leaves no folder")
                    .hasSize(1);
        }
        for (var running : all) {
            running.signal("KILL");
            running.await();
        }
        assertThat(temporary).isEmptyDirectory();
    }

    @Test
    void aRunInWhichBothWorldsDivergedFailed() throws Exception {
        var result = shell(Map.of(), run("steps=40") + " --set optimizer.rate=1e6 --set optimizer.weightDecay=1e6");
        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.err())
                .contains("The run is failed.", "real world at step", "ideal world at step", "must be finite")
                .doesNotContain("\tat ");
    }

    @Test
    void whatIsOldInTheProgramsTemporaryFolderGoes() throws Exception {
        var old = Files.createDirectory(folder.resolve("old"));
        Files.writeString(old.resolve("library.so"), "left");
        Files.setLastModifiedTime(old, FileTime.from(Instant.EPOCH));
        var young = Files.createDirectory(folder.resolve("young"));
        Scratch.sweep(folder, Instant.now().minusSeconds(3600));
        assertThat(old).doesNotExist();
        assertThat(young).exists();
    }

    private String run(String setting) {
        return "\"$TW\" run quickstart '" + String.join("' '", SMALL) + "' --set " + setting + " --home \"$PWD/home\"";
    }
}
