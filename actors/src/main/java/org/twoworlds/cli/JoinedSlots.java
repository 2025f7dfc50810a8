package org.twoworlds.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.twoworlds.logging.Said;
import org.twoworlds.start.Program;

/**
 * The processes that work on a machine that joined: each is started again when it dies, so that a native crash or an
 * exhausted memory in one run harms no other, and costs the lab no machine.
 */
final class JoinedSlots {
    private static final Duration PAUSE = Duration.ofSeconds(2);

    /** The exit code of a process that the lab does not take, and that is not started again: EX_PROTOCOL of sysexits.h. */
    static final int UNWELCOME = 76;

    private final Program program;
    private final IntFunction<List<String>> arguments;
    private final int slots;
    private final List<Process> processes = new ArrayList<>();

    /**
     * So many of them, none started yet.
     *
     * @param program this one
     * @param arguments of each one's command line
     */
    JoinedSlots(Program program, IntFunction<List<String>> arguments, int slots) {
        this.program = program;
        this.arguments = arguments;
        this.slots = slots;
    }

    private Process start(int slot) throws IOException {
        return program.process(arguments.apply(slot))
                .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** Keeps them going until a signal comes, and ends them then. */
    int call() throws IOException, InterruptedException {
        var over = new CountDownLatch(1);
        var signals = Signals.onFirst(over::countDown);
        for (var i = 0; i < slots; i++) {
            processes.add(start(i));
        }
        while (!isUnwelcome(0) && !over.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
            for (var i = 0; i < processes.size(); i++) {
                if (!processes.get(i).isAlive() && !isUnwelcome(i)) {
                    Said.say("Process " + (i + 1) + " ended with code "
                            + processes.get(i).exitValue() + ", and is started again.");
                    processes.set(i, start(i));
                }
            }
        }
        for (var process : processes) {
            process.getOutputStream().close(); // and no signal, which a terminal has sent it already
        }
        for (var process : processes) {
            process.waitFor();
        }
        return signals.exitCodeAfterLeaving(isUnwelcome(0) ? 1 : 0);
    }

    /** Whether the lab does not take a process, of which the first says why. */
    private boolean isUnwelcome(int slot) {
        var process = processes.get(slot);
        return !process.isAlive() && process.exitValue() == UNWELCOME;
    }

    /** In a process that another one started: does something when that one is gone. */
    static void whenAlone(Runnable action) {
        var watcher = new Thread(
                () -> {
                    try {
                        while (System.in.read() >= 0) {
                            // Nothing is ever said.
                        }
                    } catch (IOException e) {
                        // As good as its end.
                    }
                    action.run();
                },
                "parent");
        watcher.setDaemon(true);
        watcher.start();
    }
}
