package org.twoworlds.start;

import java.io.File;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * This very program, to be started as another process.
 *
 * @param main the class to start
 */
public record Program(String main) {
    /** The beginnings of those arguments of this Java that another process gets too. */
    private static final List<String> PASSED_ON = List.of("--", "-D", "-Xmx", "-XX:SharedArchiveFile=", "-Xlog:");

    /** A process of it, not yet started, with the same Java, memory and system properties as this one. */
    public ProcessBuilder process(List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(a -> PASSED_ON.stream().anyMatch(a::startsWith))
                .forEach(command::add);
        command.add("-Djava.awt.headless=true");
        // Of a jar the manifest opens what Chronicle needs; of a class path the arguments above do.
        var classPath = System.getProperty("java.class.path");
        var isJar = classPath.endsWith(".jar") && !classPath.contains(File.pathSeparator);
        command.addAll(isJar ? List.of("-jar", classPath) : List.of(main));
        command.addAll(arguments);
        var builder = new ProcessBuilder(command);
        if (!isJar) {
            // Not as an argument: ONNX Runtime 1.29 overflows its stack where the command line has thousands of
            // characters.
            builder.environment().put("CLASSPATH", classPath);
        }
        return builder;
    }
}
