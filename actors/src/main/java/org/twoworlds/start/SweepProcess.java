package org.twoworlds.start;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.twoworlds.config.Fault;
import org.twoworlds.config.RunState;
import org.twoworlds.stream.analysis.Look;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.RunFolder;

/**
 * The runs of a sweep in this process, in order, as many at a time as there are cores for their worlds. One that fails does
 * not keep the others from running.
 */
public final class SweepProcess {
    /** Is told of each run; from several threads. */
    public interface Listener {
        /** A run begins or goes on. */
        void began(RunFolder folder);

        /** A run has ended, or could not begin. */
        void ended(RunFolder folder, Event.RunEnded how);
    }

    private final List<RunFolder> folders;
    private final Listener listener;
    private final InstantSource clock;
    private final Map<RunFolder, RunProcess> running = new ConcurrentHashMap<>();
    private volatile boolean interrupted;

    /** A sweep's runs, those first that others are compared with. */
    public SweepProcess(List<RunFolder> folders, Listener listener, InstantSource clock) {
        this.folders = List.copyOf(folders);
        this.listener = listener;
        this.clock = clock;
    }

    /** Trains what is not completed yet, and returns whether all is. */
    public boolean run() {
        var room = Math.max(2, Runtime.getRuntime().availableProcessors());
        var permits = new Semaphore(room, true);
        var pool = Executors.newCachedThreadPool();
        List<Boolean> completed = java.util.Collections.synchronizedList(new ArrayList<>());
        try {
            for (var folder : folders) {
                var look = Look.at(folder);
                if (!look.isReadable()) {
                    completed.add(false);
                    listener.ended(folder, new Event.RunEnded(RunState.FAILED, look.reason()));
                    continue;
                }
                var view = look.seen().orElseThrow();
                if (view.isCompleted()) {
                    completed.add(true);
                    continue;
                }
                var needed = Math.min(
                        room, view.worlds().size() * view.started().choices().threads());
                var init = view.config().modelInit();
                if (!init.isEmpty() && !Files.isRegularFile(Path.of(init))) {
                    // Its initial weights are what a run before it ends with.
                    permits.acquireUninterruptibly(room);
                    permits.release(room);
                }
                permits.acquireUninterruptibly(needed);
                if (interrupted) {
                    permits.release(needed);
                    break;
                }
                start(pool, permits, needed, folder, completed);
            }
            permits.acquireUninterruptibly(room);
        } finally {
            pool.shutdown();
        }
        return completed.size() == folders.size() && completed.stream().allMatch(c -> c);
    }

    private void start(ExecutorService pool, Semaphore permits, int needed, RunFolder folder, List<Boolean> completed) {
        pool.execute(() -> {
            try {
                completed.add(one(folder).state().isOver());
            } finally {
                permits.release(needed);
            }
        });
    }

    private Event.RunEnded one(RunFolder folder) {
        Event.RunEnded how;
        listener.began(folder);
        try {
            SweepRuns.make(folder, clock);
            try (var process = RunProcess.resume(folder, clock, List.of())) {
                running.put(folder, process);
                if (interrupted) {
                    process.interrupt();
                }
                how = process.outcome().join();
            }
        } catch (RuntimeException | Error e) {
            how = new Event.RunEnded(RunState.FAILED, Fault.of(e).message());
        } finally {
            running.remove(folder);
        }
        listener.ended(folder, how);
        return how;
    }

    /** Asks the runs under way to write resume checkpoints and end, and begins no other. */
    public void interrupt() {
        interrupted = true;
        running.values().forEach(RunProcess::interrupt);
    }
}
