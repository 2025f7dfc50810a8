package org.twoworlds.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.twoworlds.api.Json;

/** The command line as real processes. */
final class Cli {
    private static final Path JAR =
            Path.of("target", "twoworlds.jar").toAbsolutePath().normalize();
    private static final Path CLASS_DATA = JAR.resolveSibling("class-data").resolve("twoworlds.jsa");

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
        Result await() throws IOException, InterruptedException {
            if (!process.waitFor(240, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("timed out: " + Files.readString(err));
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
        return start(Main.class, Stream.concat(Arrays.stream(args), Stream.of("--home", home.toString())));
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

    Result run(String... args) throws IOException, InterruptedException {
        return start(args).await();
    }
}
