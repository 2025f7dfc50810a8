package org.twoworlds.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.twoworlds.logging.Said;
import org.twoworlds.start.Program;
import org.twoworlds.stream.log.RunFolder;

/**
 * A maker of processes that train: one a run, and one an evaluator that makes checkpoints again, so that a native crash or an
 * exhausted memory ends one of them and nothing else.
 *
 * @param home where runs are kept
 * @param clock dates the starts in what a run's processes say
 */
public record WorkerProcesses(Program program, Path home, InstantSource clock) {
    /** The file of a process's output, relative to its run's folder. */
    static final String OUTPUT = WorkerLog.NAME;

    /** By how much more likely than the lab a process is ended where the machine's memory is short, of at most 1,000. */
    private static final String FIRST_TO_GO = "500";

    Process start(RunFolder folder) throws IOException {
        var log = new WorkerLog(folder.path());
        log.begin(clock.instant());
        var started = program.process(List.of("run", "--resume", folder.id(), "--home", home.toString()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.file().toFile()))
                .start();
        makeFirstToGo(started);
        return started;
    }

    /**
     * Starts the process of an evaluator that the run's log has. What it says is the lab's own output; it ends when its standard
     * input does, and so with the lab.
     */
    Process start(RunFolder folder, String evaluator) throws IOException {
        var started = program.process(List.of("attached", folder.id(), evaluator, "--home", home.toString()))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        makeFirstToGo(started);
        return started;
    }

    private static void makeFirstToGo(Process process) {
        try {
            Files.writeString(
                    Path.of("/proc", Long.toString(process.pid()), "oom_score_adj"),
                    FIRST_TO_GO,
                    StandardOpenOption.WRITE);
        } catch (IOException e) {
            // Another system, or it has ended: the kernel chooses by itself.
        }
    }

    /**
     * Waits for processes that were told to end: they write resume points. A service manager kills what is left when the lab
     * is gone.
     *
     * @param grace how long one may take
     */
    public void awaitEnded(Duration grace) {
        var all = ProcessHandle.current().children().map(ProcessHandle::onExit).toArray(CompletableFuture<?>[]::new);
        var haveEnded = CompletableFuture.allOf(all)
                .thenApply(done -> true)
                .completeOnTimeout(false, grace.toMillis(), TimeUnit.MILLISECONDS)
                .join();
        if (!haveEnded) {
            Said.say("Some runs' processes do not end: the next lab ends them.");
        }
    }
}
