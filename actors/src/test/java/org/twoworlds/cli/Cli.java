package org.twoworlds.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.twoworlds.api.Json;

/** The command line: what works for long as real processes, what only asks in this one. */
final class Cli {
    /** Commands that read a home, or ask a lab, and then end: a process for each would take its start's time. */
    private static final Set<String> ASKING = Set.of(
            "attach",
            "audit",
            "batch",
            "checkpoints",
            "claims",
            "compare",
            "evaluators",
            "export",
            "fork",
            "gc",
            "import",
            "models",
            "nodes",
            "pause",
            "query",
            "replay",
            "report",
            "results",
            "resume",
            "runs",
            "samples",
            "score",
            "show",
            "stop",
            "submit",
            "verify",
            "watch");

    private static final Path JAR =
            Path.of("target", "twoworlds.jar").toAbsolutePath().normalize();
    private static final Path CLASS_DATA = JAR.resolveSibling("class-data").resolve("twoworlds.jsa");

    private static final Duration SILENCE = Duration.ofMinutes(4);

    private final Path home;
    private final List<String> before;
    private int calls;

    Cli(Path home) {
        this(home, List.of());
    }

    /** A command line that another command starts, such as one that enters a network namespace. */
    Cli(Path home, List<String> before) {
        this.home = home;
        this.before = before;
    }

    /** What a command did. */
    record Result(int exit, String out, String err) {
        JsonNode json() throws IOException {
            return Json.MAPPER.readTree(out);
        }
    }

    /** A command under way. */
    record Running(Process process, Path out, Path err) {
        /** Waits for its end as long as it says something, however slow the machine is: one that is silent for minutes fails. */
        Result await() throws IOException, InterruptedException {
            var told = 0L;
            while (!process.waitFor(SILENCE.toSeconds(), TimeUnit.SECONDS)) {
                var now = Files.size(out) + Files.size(err);
                if (now == told) {
                    process.destroyForcibly();
                    throw new AssertionError("it stands still: " + Files.readString(err));
                }
                told = now;
            }
            return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
        }

        void signal(String name) throws IOException, InterruptedException {
            signal(name, Stream.of(process.toHandle()));
        }

        /** To the process and all that it started, at once. */
        void signalAll(String name) throws IOException, InterruptedException {
            signal(name, Stream.concat(Stream.of(process.toHandle()), process.descendants()));
        }

        private static void signal(String name, Stream<ProcessHandle> to) throws IOException, InterruptedException {
            List<String> command = new ArrayList<>(List.of("kill", "-" + name));
            to.forEach(p -> command.add(Long.toString(p.pid())));
            new ProcessBuilder(command).start().waitFor();
        }
    }

    Running start(String... args) throws IOException {
        return start(Main.class, withHome(args));
    }

    /** Starts another program of the tests. */
    Running start(Class<?> main, Stream<String> args) throws IOException {
        List<String> command = new ArrayList<>(before);
        command.addAll(java(main));
        args.forEach(command::add);
        var out = home.resolveSibling(home.getFileName() + "-out-" + calls);
        var err = home.resolveSibling(home.getFileName() + "-err-" + calls++);
        var builder = new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        // Not as an argument: ONNX Runtime 1.29 overflows its stack where the command line has thousands of characters.
        builder.environment().put("CLASSPATH", classPath());
        builder.environment().put("MALLOC_ARENA_MAX", "4"); // as the launcher does for the lab
        return new Running(builder.start(), out, err);
    }

    /** The beginning of a command line: Java with the options of this one, and the class path in its environment. */
    private static List<String> java(Class<?> main) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(a -> a.startsWith("--") || a.startsWith("-Dchronicle") || a.startsWith("-Dorg.bytedeco"))
                .forEach(command::add);
        if (Files.exists(CLASS_DATA)) {
            command.addAll(List.of("-XX:SharedArchiveFile=" + CLASS_DATA, "-Xlog:disable", "-Xlog:all=error:stderr"));
        }
        command.addAll(List.of("-Xmx1g", "-XX:TieredStopAtLevel=1", "-Djava.awt.headless=true", main.getName()));
        return command;
    }

    /** Writes a program that others can start: the command line, with the classes that the test has. */
    static Path program(Path file) throws IOException {
        var command = java(Main.class).stream().map(word -> "'" + word + "'").collect(Collectors.joining(" "));
        Files.writeString(file, "#!/bin/sh\nCLASSPATH='" + classPath() + "' exec " + command + " \"$@\"\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        return file;
    }

    /** The program's jar comes first, as where the classes were made ready. */
    private static String classPath() {
        var tests = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return Files.exists(CLASS_DATA) ? JAR + File.pathSeparator + tests : tests;
    }

    /** Runs a command to its end. */
    Result run(String... args) throws IOException, InterruptedException {
        return before.isEmpty() && ASKING.contains(args[0])
                ? ask(args)
                : start(args).await();
    }

    private Result ask(String... args) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var outBefore = System.out;
        var errBefore = System.err;
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
        try {
            var exit = Main.execute(withHome(args).toArray(String[]::new));
            return new Result(exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(outBefore);
            System.setErr(errBefore);
        }
    }

    private Stream<String> withHome(String... args) {
        return Stream.concat(Arrays.stream(args), Stream.of("--home", home.toString()));
    }
}
