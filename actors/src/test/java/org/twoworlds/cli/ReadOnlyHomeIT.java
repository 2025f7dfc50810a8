package org.twoworlds.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.twoworlds.api.Json;

/** A home on a disk that may only be read, or that is full: what reads works, what writes says why it does not. */
class ReadOnlyHomeIT {
    private static final String SPACE = "mount --bind \"$H\" \"$H\" && mount -o remount,ro,bind \"$H\" && exec \"$@\"";
    private static final String FULL = "mount -t tmpfs -o size=64m tmpfs \"$D\" && cp -a \"$H\" \"$D/home\""
            + " && { dd if=/dev/zero of=\"$D/ballast\" bs=4k 2>/dev/null; exec \"$@\"; }";

    @TempDir
    static Path folder;

    private static Path home;

    /** Commands one after the other in one process: each line of a file is one, in JSON, and so is each answer. */
    static final class Commands {
        private Commands() {}

        public static void main(String[] files) throws IOException {
            List<String> answers = new ArrayList<>();
            for (var line : Files.readAllLines(Path.of(files[0]))) {
                var said = new ByteArrayOutputStream();
                System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
                System.setOut(new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8));
                var exit = Main.execute(Json.MAPPER.readValue(line, String[].class));
                answers.add(Json.MAPPER.writeValueAsString(
                        Map.of("exit", exit, "err", said.toString(StandardCharsets.UTF_8))));
            }
            Files.write(Path.of(files[1]), answers);
            Runtime.getRuntime().halt(0);
        }
    }

    @BeforeAll
    static void makeAHome() throws Exception {
        var tried = new ProcessBuilder("unshare", "-m", "true")
                .redirectErrorStream(true)
                .start();
        var said = new String(tried.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assumeTrue(tried.waitFor() == 0, "A home that may only be read needs root and a mount namespace: " + said);
        home = folder.resolve("home");
        var made = new Cli(home)
                .run(
                        "run",
                        "quickstart",
                        "--smoke",
                        "--name",
                        "kept",
                        "--set",
                        "steps=20",
                        "--set",
                        "model=mlp[8]",
                        "--set",
                        "batch=16",
                        "--set",
                        "test.count=50",
                        "--set",
                        "train.count=50",
                        "--set",
                        "world.n=32");
        assertThat(made.exit()).as(made.err()).isZero();
    }

    /** What each command answers in surroundings that a script makes. */
    private static Map<String, JsonNode> answers(String script, Path at, List<List<String>> commands) throws Exception {
        List<String> lines = new ArrayList<>();
        for (var command : commands) {
            var words = Stream.concat(command.stream(), Stream.of("--home", at.toString()));
            lines.add(Json.MAPPER.writeValueAsString(words.toList()));
        }
        var file = Files.write(Files.createTempFile(folder, "commands", ""), lines);
        var disk = Files.createDirectories(folder.resolve("disk"));
        var cli = new Cli(home, List.of("env", "H=" + home, "D=" + disk, "unshare", "-m", "sh", "-c", script, "sh"));
        var answered = Files.createTempFile(folder, "answers", "");
        var running = cli.start(Commands.class, Stream.of(file.toString(), answered.toString()));
        if (!running.process().waitFor(120, TimeUnit.SECONDS)) {
            var stack = new ProcessBuilder(
                            "jstack", Long.toString(running.process().pid()))
                    .inheritIO()
                    .start();
            stack.waitFor();
        }
        var result = running.await();
        assertThat(result.exit()).as(result.err()).isZero();
        Map<String, JsonNode> answers = new LinkedHashMap<>();
        var said = Files.readAllLines(answered);
        for (var i = 0; i < commands.size(); i++) {
            answers.put(String.join(" ", commands.get(i)), Json.MAPPER.readTree(said.get(i)));
        }
        return answers;
    }

    private static void assertRefused(String command, JsonNode answer, String words) {
        var err = answer.get("err").asText();
        assertThat(answer.get("exit").asInt()).as(command + ": " + err).isIn(1, 2);
        assertThat(err).as(command).contains(words).doesNotContain("\tat ");
        assertThat(err.lines()).as(command).hasSizeLessThanOrEqualTo(2);
    }

    @Test
    void whatReadsWorksInAHomeThatMayOnlyBeReadAndWhatWritesSaysSo() throws Exception {
        var out = folder.resolve("out").toString();
        var reads = List.of(
                List.of("runs"),
                List.of("show", "kept"),
                List.of("show", "kept", "--json"),
                List.of("replay", "kept"),
                List.of("verify", "kept"),
                List.of("checkpoints", "kept"),
                List.of("checkpoint", "kept", "--world", "real", "--step", "7", "--out", out + ".safetensors"),
                List.of("claims", "kept"),
                List.of("compare", "kept", "kept"),
                List.of("gc", "--keep", "last:1"),
                List.of("report", "kept", "--out", out),
                List.of("report", "--all", "--out", out + "-site"));
        var writes = List.of(
                List.of("run", "quickstart", "--smoke"),
                List.of("run", "quickstart", "--smoke", "--set", "seed=[1,2]"),
                List.of("evaluate", "kept", "--on", "shapes:train"),
                List.of("evaluate", "kept", "--on", "shapes:train", "--as", "other", "--follow"),
                List.of("gc", "--yes"),
                List.of("report", "kept"),
                List.of("report", "--all"),
                List.of("lab", "--port", "0"),
                List.of("submit", "quickstart"),
                List.of("attach", "kept", "--on", "shapes:train"));
        var commands = Stream.concat(reads.stream(), writes.stream()).toList();
        var answers = answers(SPACE, home, commands);
        for (var command : reads) {
            var words = String.join(" ", command);
            var answer = answers.get(words);
            assertThat(answer.get("exit").asInt())
                    .as(words + ": " + answer.get("err").asText())
                    .isZero();
        }
        for (var command : writes) {
            var words = String.join(" ", command);
            assertRefused(words, answers.get(words), home.toString());
        }
    }

    @Test
    void anEvaluationEndsWhereTheDiskIsFull() throws Exception {
        var evaluate = List.of("evaluate", "kept", "--on", "shapes:train", "--follow");
        var answers = answers(FULL, folder.resolve("disk").resolve("home"), List.of(evaluate));
        assertRefused("evaluate", answers.values().iterator().next(), "No space left");
    }

    @AfterAll
    static void nothingStaysMounted() throws IOException {
        assertThat(Files.readString(Path.of("/proc/mounts"))).doesNotContain(folder.toString());
    }
}
