package org.twoworlds.lab;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.twoworlds.start.Program;
import org.twoworlds.stream.log.RunFolder;

/**
 * A maker of runs' processes, one a run, so that a native crash or an exhausted memory ends one run and no other.
 *
 * @param home where runs are kept
 */
public record WorkerProcesses(Program program, Path home) {
    /** The file of a process's output, relative to its run's folder. */
    static final String OUTPUT = "worker.log";

    Process start(RunFolder folder) throws IOException {
        return program.process(List.of("run", "--resume", folder.id(), "--home", home.toString()))
                .redirectErrorStream(true)
                .redirectOutput(folder.file(OUTPUT).toFile())
                .start();
    }
}
