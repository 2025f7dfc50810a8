package org.twoworlds.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.twoworlds.api.Json;

class CommandsIT {
    @TempDir
    static Path folder;

    private static Cli cli;

    @BeforeAll
    static void aRun() throws Exception {
        cli = new Cli(Files.createDirectory(folder.resolve("home")));
        var run = cli.run("run", "quickstart", "--smoke", "--name", "quick", "--json");
        assertThat(run.exit()).as(run.err()).isZero();
        var json = run.json();
        assertThat(json.get("state").asText()).isEqualTo("completed");
        assertThat(json.at("/worlds/real/n").asInt()).isEqualTo(512);
        assertThat(json.at("/worlds/ideal/n").isNull()).isTrue();
        assertThat(json.at("/worlds/real/step").asInt()).isEqualTo(40);
        assertThat(json.at("/worlds/real/samples").asInt()).isEqualTo(40 * 64);
        assertThat(json.at("/worlds/real/digest").asText()).hasSize(64);
        assertThat(json.get("stoppingTime").isNull()).isTrue();
        assertThat(json.at("/config/world/n").asInt()).isEqualTo(512);
        assertThat(json.at("/bootstrapError/0/testStandardError").isNumber()).isTrue();
        assertThat(json.at("/scores/0/count").asInt()).isPositive();
        assertThat(run.err()).contains("Report: ", "real", "ideal", "test SoftError");
    }

    @Test
    void theLauncherLeavesNothingInTheUsersFolderButTheRuns() throws Exception {
        var user = Files.createDirectory(folder.resolve("user"));
        var builder = new ProcessBuilder("../twoworlds", "run", "quickstart", "--smoke")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("user-out").toFile());
        builder.environment().remove("ORT_DISABLE_TELEMETRY");
        builder.environment().put("HOME", user.toString());
        assertThat(builder.start().waitFor())
                .as(Files.readString(folder.resolve("user-out")))
                .isZero();
        try (var all = Files.list(user)) {
            assertThat(all).containsExactly(user.resolve(".twoworlds"));
        }
    }

    @Test
    void showAndRunsPrintTheSameRun() throws Exception {
        assertThat(cli.run("show", "quick").out()).contains("SoftError on test", "T(n): not reached");
        var runs = cli.run("runs", "--json").json();
        assertThat(runs.get(0).get("name").asText()).isEqualTo("quick");
        assertThat(cli.run("runs").out()).contains("completed");
    }

    @Test
    void theReportIsOneFileWithItsFiguresAndACsvBeside() throws Exception {
        var out = folder.resolve("report");
        assertThat(cli.run("report", "quick", "--out", out.toString()).exit()).isZero();
        var html = Files.readString(out.resolve("report.html"));
        assertThat(html.replaceAll("/\\*!.*?\\*/", "")) // a library's name and address in its licence's comment
                .contains("<svg ", "Bootstrap error", "<figcaption>At the last checkpoint, step ", "quick")
                .doesNotContain("http://", "https://", "<script src");
        assertThat(Files.readAllLines(out.resolve("scores.csv")))
                .first()
                .isEqualTo("world,step,set,softError,error,loss,count,evaluator");
    }

    @Test
    void replayPrintsJsonLinesFromAnyIndex() throws Exception {
        var lines = cli.run("replay", "quick").out().lines().toList();
        assertThat(Json.MAPPER.readTree(lines.get(0)).get("type").asText()).isEqualTo("started");
        for (var i = 0; i < lines.size(); i++) {
            var event = Json.MAPPER.readTree(lines.get(i));
            assertThat(event.get("index").asInt()).isEqualTo(i);
            assertThat(event.get("time").isNumber()).isTrue();
            assertThat(event.has("attempt")).isTrue();
        }
        assertThat(cli.run("replay", "quick", "--from", "5").out().lines().toList())
                .isEqualTo(lines.subList(5, lines.size()));
    }

    @Test
    void checkpointsAreAbsoluteFilesWithTheirDigests() throws Exception {
        var checkpoints = cli.run("checkpoints", "quick", "--json").json();
        assertThat(checkpoints).isNotEmpty();
        for (var c : checkpoints) {
            var file = Path.of(c.get("file").asText());
            assertThat(file).isAbsolute().exists();
            assertThat(org.twoworlds.model.checkpoint.Sha256.of(file))
                    .isEqualTo(c.get("sha256").asText());
        }
        assertThat(checkpoints.findValuesAsText("step")).contains("0", "40");
    }

    @Test
    void batchWritesTheArraysThatNumPyReads() throws Exception {
        var file = folder.resolve("b.npz");
        var result = cli.run("batch", "quick", "--world", "real", "--step", "9", "--out", file.toString());
        assertThat(result.exit()).as(result.err()).isZero();
        try (var zip = new ZipFile(file.toFile())) {
            var x = zip.getInputStream(zip.getEntry("X.npy")).readAllBytes();
            var header = new String(x, 10, 118, java.nio.charset.StandardCharsets.US_ASCII);
            assertThat(header)
                    .contains("'descr': '|u1'", "'shape': (64, 32, 32, 3)")
                    .endsWith("\n");
            assertThat(x).hasSize(128 + 64 * 3072);
            var index = zip.getInputStream(zip.getEntry("index.npy")).readAllBytes();
            var first = ByteBuffer.wrap(index, 128, 8)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .getLong();
            assertThat(first).isBetween(0L, 511L);
        }
    }

    @Test
    void verifyFindsTheRunInOrder() throws Exception {
        var verified = cli.run("verify", "quick", "--json");
        assertThat(verified.exit()).as(verified.out()).isZero();
        assertThat(verified.json().get("ok").asBoolean()).isTrue();
        assertThat(verified.json().findValuesAsText("name")).contains("batches follow the index law");
    }

    @Test
    void doctorFindsNoFaultInAHomeThatIsWellAndAMissingFileInOneThatIsNot() throws Exception {
        var well = cli.run("doctor", "--json");
        assertThat(well.exit()).as(well.out()).isZero();
        assertThat(well.json().get("ok").asBoolean()).isTrue();
        assertThat(well.json().get("findings").findValuesAsText("check"))
                .contains("java", "libraries", "processor", "limits", "gpu", "disk", "secrets", "lab", "runs");
        assertThat(cli.run("doctor").out()).contains("No fault in ");
        var checkpoint = Path.of(
                cli.run("checkpoints", "quick", "--json").json().at("/0/file").asText());
        var away = Files.move(checkpoint, folder.resolve("away"));
        try {
            var ill = cli.run("doctor");
            assertThat(ill.exit()).isEqualTo(1);
            assertThat(ill.out())
                    .contains("FAULT", checkpoint.getFileName().toString(), "1 fault in ", "Maybe restore");
        } finally {
            Files.move(away, checkpoint);
        }
    }

    @Test
    void anEvaluatorFromAnotherProcessBackfillsTheKeptCheckpointsOnce() throws Exception {
        for (var i = 0; i < 2; i++) {
            var result = cli.run("evaluate", "quick", "--on", "shapes:train", "--as", "other");
            assertThat(result.exit()).as(result.err()).isZero();
        }
        var scores = cli.run("show", "quick", "--json").json().get("scores");
        var steps = new java.util.ArrayList<String>();
        for (var s : scores) {
            if (s.get("evaluator").asText().equals("other")) {
                assertThat(s.get("set").asText()).isEqualTo("shapes:train");
                steps.add(s.get("world").asText() + s.get("step").asText());
            }
        }
        assertThat(steps)
                .doesNotHaveDuplicates()
                .hasSize(cli.run("checkpoints", "quick", "--json").json().size());
    }

    @Test
    void modelsAndSamplesNeedNoRun() throws Exception {
        var models = cli.run("models", "mcnn{width=64}", "--json").json();
        assertThat(models.at("/0/parameters").asInt()).isEqualTo(1_558_026);
        assertThat(models.at("/0/tensors/0/name").asText()).isEqualTo("conv1.weight");
        var picture = folder.resolve("grid.png");
        assertThat(cli.run("samples", "shapes", "--out", picture.toString()).exit())
                .isZero();
        assertThat(javax.imageio.ImageIO.read(picture.toFile()).getHeight()).isEqualTo(10 * 66);
    }

    @Test
    void aRunInProgressIsReadAndFollowedButNotWrittenByOthers() throws Exception {
        var home = new Cli(Files.createDirectory(folder.resolve("busy")));
        var running = home.start(
                "run",
                "quickstart",
                "--smoke",
                "--name",
                "busy",
                "--set",
                "steps=600",
                "--set",
                "checkpoints=every:50",
                "--set",
                "keep=all",
                "--set",
                "batch=32",
                "--set",
                "trainer.threads=1");
        while (home.run("runs", "--json").json().isEmpty()) {
            TimeUnit.MILLISECONDS.sleep(100);
        }
        var evaluator = home.start("evaluate", "busy", "--on", "shapes", "--as", "second", "--follow");
        running.signal("STOP"); // so that it is in progress until all have asked
        var second = home.run("run", "--resume", "busy");
        assertThat(second.exit()).as(second.err()).isEqualTo(1);
        assertThat(second.err())
                .contains("must be written by one process at a time")
                .doesNotContain("\tat ");
        assertThat(home.run("show", "busy").exit()).isZero();
        assertThat(home.run("report", "busy").exit()).isZero();
        assertThat(home.run("replay", "busy").exit()).isZero();
        running.signal("CONT");
        assertThat(running.await().exit()).isZero();
        var followed = evaluator.await();
        assertThat(followed.exit()).as(followed.err()).isZero();
        var shown = home.run("show", "busy", "--json").json();
        long own = 0;
        long others = 0;
        for (var s : shown.get("scores")) {
            own += s.get("evaluator").asText().equals("run")
                            && s.get("set").asText().equals("test")
                    ? 1
                    : 0;
            others += s.get("evaluator").asText().equals("second") ? 1 : 0;
        }
        assertThat(others).isEqualTo(own).isPositive();
    }

    @Test
    void aFullDiskEndsInOneMessageAndTheRunGoesOnOnceThereIsRoom() throws Exception {
        var mount = Files.createDirectory(folder.resolve("small"));
        org.junit.jupiter.api.Assumptions.assumeTrue(
                call("mount", "-t", "tmpfs", "-o", "size=24m", "none", mount.toString()),
                "skipped: a tmpfs cannot be mounted here");
        try {
            var small = new Cli(Files.createDirectory(mount.resolve("home")));
            var refused = small.run("run", "quickstart", "--smoke");
            assertThat(refused.exit()).isEqualTo(1);
            assertThat(refused.err())
                    .contains("The free disk space", "must be at least")
                    .doesNotContain("\tat ");
            var full = small.run(
                    "run",
                    "quickstart",
                    "--smoke",
                    "--name",
                    "full",
                    "--set",
                    "disk.reserve=4 MiB",
                    "--set",
                    "model=mlp[256]",
                    "--set",
                    "test.count=200",
                    "--set",
                    "train.count=200",
                    "--set",
                    "keep=all");
            assertThat(full.exit()).as(full.err()).isEqualTo(1);
            assertThat(full.err()).contains("The free disk space", "--resume").doesNotContain("\tat ");
            assertThat(call("mount", "-o", "remount,size=200m", mount.toString()))
                    .isTrue();
            var resumed = small.run("run", "--resume", "full", "--json");
            assertThat(resumed.exit()).as(resumed.err()).isZero();
            assertThat(small.run("verify", "full").exit()).isZero();
        } finally {
            call("umount", "-l", mount.toString());
        }
    }

    private static boolean call(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor()
                == 0;
    }

    @Test
    void everyCommandHasHelp() {
        for (var command : List.of(
                "run",
                "runs",
                "show",
                "report",
                "replay",
                "batch",
                "checkpoints",
                "verify",
                "evaluate",
                "samples",
                "models",
                "bench")) {
            assertThat(Main.execute(command, "--help")).isZero();
        }
    }

    @Test
    void scoreGivesWhatTheRunsOwnEvaluatorGave() throws Exception {
        var run = cli.run("show", "quick", "--json").json();
        var checkpoints = cli.run("checkpoints", "quick", "--json").json();
        var last = checkpoints.get(checkpoints.size() - 1);
        var scored = cli.run(
                "score",
                "--model",
                run.at("/config/model").asText(),
                "--weights",
                last.get("file").asText(),
                "--data",
                "shapes:test",
                "--set",
                "test.count=" + run.at("/config/test/count").asText(),
                "--set",
                "data.difficulty=" + run.at("/config/data/difficulty").asText(),
                "--json");
        assertThat(scored.exit()).as(scored.err()).isZero();
        for (var score : run.get("scores")) {
            if (score.get("set").asText().equals("test")
                    && score.get("world").equals(last.get("world"))
                    && score.get("step").equals(last.get("step"))) {
                for (var metric : List.of("softError", "error", "loss", "count")) {
                    assertThat(scored.json().get(metric)).isEqualTo(score.get(metric));
                }
                return;
            }
        }
        throw new AssertionError("no score of " + last);
    }

    @Test
    void exportWritesAnOnnxFileThatGivesTheSameLogitsElsewhere() throws Exception {
        var file = folder.resolve("net.onnx");
        var done = cli.run("export", "quick", "--world", "ideal", "--step", "40", "--onnx", file.toString());
        assertThat(done.exit()).as(done.err()).isZero();
        var environment = ai.onnxruntime.OrtEnvironment.getEnvironment();
        try (var session = environment.createSession(file.toString())) {
            assertThat(session.getMetadata().getCustomMetadata())
                    .containsEntry("twoworlds.world", "ideal")
                    .containsEntry("twoworlds.step", "40")
                    .containsKey("classes");
            assertThat(session.getInputNames()).containsExactly("images");
            assertThat(session.getOutputNames()).containsExactly("logits");
        }
        var wrong = cli.run("export", "quick", "--step", "39", "--onnx", file.toString());
        assertThat(wrong.exit()).isEqualTo(2);
        assertThat(wrong.err()).contains("step (39)");
    }

    @Test
    void aRunStartsFromAnothersWeights() throws Exception {
        var checkpoints = cli.run("checkpoints", "quick", "--json").json();
        var last = checkpoints.get(checkpoints.size() - 1).get("file").asText();
        var started = cli.run(
                "run",
                "quickstart",
                "--smoke",
                "--set",
                "steps=2",
                "--set",
                "model.init=" + last,
                "--set",
                "optimizer.type=adam",
                "--name",
                "again",
                "--json");
        assertThat(started.exit()).as(started.err()).isZero();
        var first = cli.run("checkpoints", "again", "--json").json().get(0);
        var a = org.twoworlds.model.checkpoint.SafeTensors.read(
                Path.of(first.get("file").asText()));
        var b = org.twoworlds.model.checkpoint.SafeTensors.read(Path.of(last));
        assertThat(first.get("step").asInt()).isZero();
        assertThat(new org.twoworlds.model.checkpoint.Weights(a.tensors()).digest())
                .isEqualTo(new org.twoworlds.model.checkpoint.Weights(b.tensors()).digest());
        var resumed = cli.run("verify", "again");
        assertThat(resumed.exit()).as(resumed.out()).isZero();
    }
}
