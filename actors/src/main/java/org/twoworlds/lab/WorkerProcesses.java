package org.twoworlds.lab;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.twoworlds.stream.log.RunFolder;

/**
 * Makes the process of a run: this very program, so that a native crash or an exhausted memory ends one run and no other.
 *
 * @param main the class to start
 * @param home where runs are kept
 */
public record WorkerProcesses(String main, Path home) {
    /** What a process says, relative to its run's folder. */
    static final String OUTPUT = "worker.log";

    Process start(RunFolder folder) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(a -> a.startsWith("--") || a.startsWith("-D") || a.startsWith("-Xmx"))
                .forEach(command::add);
        command.add("-Djava.awt.headless=true");
        // Of a jar the manifest opens what Chronicle needs; of a class path the arguments above do.
        var classPath = System.getProperty("java.class.path");
        var isJar = classPath.endsWith(".jar") && !classPath.contains(java.io.File.pathSeparator);
        command.addAll(isJar ? List.of("-jar", classPath) : List.of(main));
        command.addAll(List.of("run", "--resume", folder.id(), "--home", home.toString()));
        var output = folder.file(OUTPUT).toFile();
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output);
        if (!isJar) {
            // Not as an argument: ONNX Runtime 1.29 overflows its stack where the command line has thousands of
            // characters.
            builder.environment().put("CLASSPATH", classPath);
        }
        return builder.start();
    }
}
