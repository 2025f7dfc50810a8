package org.twoworlds.model.tensorflow;

import com.sun.jna.NativeLibrary;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.ConfigProto;

/**
 * The silence of TensorFlow but for its errors. Its first session prints a line that no level of logging silences: that MLIR is
 * not used. So a session of one number comes first, while standard error leads into a file; all lines of the file but that one
 * are printed afterwards.
 */
public final class Quiet {
    private static final List<String> KNOWN =
            List.of("MLIR V1 optimization pass is not enabled", "log messages before absl::InitializeLog() is called");
    private static final int STANDARD_ERROR = 2;
    private static final int WRITE_ONLY = 1;

    private static boolean done;

    private Quiet() {}

    /** Has TensorFlow print its first lines, once in a process, unless the environment asks for more than errors. */
    public static synchronized void tensorFlow() {
        if (done) {
            return;
        }
        done = true;
        if (List.of("0", "1").contains(System.getenv().getOrDefault("TF_CPP_MIN_LOG_LEVEL", "2"))) {
            return;
        }
        try {
            var said = Files.createTempFile("tensorflow", ".log");
            try {
                into(said, Quiet::first);
                Files.readString(said, StandardCharsets.ISO_8859_1)
                        .lines()
                        .filter(line -> KNOWN.stream().noneMatch(line::contains))
                        .forEach(System.err::println);
            } finally {
                Files.delete(said);
            }
        } catch (IOException | UnsatisfiedLinkError e) {
            // TensorFlow then prints its line.
        }
    }

    private static void first() {
        // Settings of the trainers' sessions: no card, and a thread of the session's own.
        var config = ConfigProto.newBuilder()
                .setIntraOpParallelismThreads(1)
                .setInterOpParallelismThreads(1)
                .setUsePerSessionThreads(true)
                .putDeviceCount("GPU", 0)
                .build();
        try (var graph = new Graph();
                var session = new Session(graph, config)) {
            var one = Ops.create(graph).constant(1f);
            session.runner().fetch(one).run().close();
        }
    }

    private static void into(Path file, Runnable work) {
        var c = NativeLibrary.getProcess();
        var before = c.getFunction("dup").invokeInt(new Object[] {STANDARD_ERROR});
        var there = c.getFunction("open").invokeInt(new Object[] {file.toString(), WRITE_ONLY});
        if (before < 0 || there < 0) {
            return;
        }
        c.getFunction("dup2").invokeInt(new Object[] {there, STANDARD_ERROR});
        try {
            work.run();
        } finally {
            c.getFunction("dup2").invokeInt(new Object[] {before, STANDARD_ERROR});
            c.getFunction("close").invokeInt(new Object[] {there});
            c.getFunction("close").invokeInt(new Object[] {before});
        }
    }
}
