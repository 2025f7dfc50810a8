package org.twoworlds.start;

import akka.actor.typed.ActorSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.twoworlds.actor.DescentRun;
import org.twoworlds.actor.Dispatchers;
import org.twoworlds.actor.FurtherEvaluator;
import org.twoworlds.actor.KnownProcess;
import org.twoworlds.actor.LogKeeper;
import org.twoworlds.actor.Machine;
import org.twoworlds.actor.Run;
import org.twoworlds.actor.RunContext;
import org.twoworlds.actor.RunFiles;
import org.twoworlds.actor.RunLog;
import org.twoworlds.config.ExperimentConfig;
import org.twoworlds.config.FailureException;
import org.twoworlds.config.RequestException;
import org.twoworlds.config.RunState;
import org.twoworlds.config.WorldName;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.analysis.WorldView;
import org.twoworlds.stream.descent.ToyDescent;
import org.twoworlds.stream.experiment.Experiment;
import org.twoworlds.stream.experiment.RecordedData;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.Home;
import org.twoworlds.stream.log.RunFolder;

/** A run in this process: takes the right to write it, wires its actors, and lets go when it is over. */
public final class RunProcess implements AutoCloseable {
    private final RunFolder folder;
    private final RunFolder.Lock lock;
    private final ActorSystem<Run.Command> system;
    private final CompletableFuture<Event.RunEnded> outcome;
    private List<String> devices = List.of();

    private RunProcess(
            RunFolder folder,
            RunFolder.Lock lock,
            ActorSystem<Run.Command> system,
            CompletableFuture<Event.RunEnded> outcome) {
        this.folder = folder;
        this.lock = lock;
        this.system = system;
        this.outcome = outcome;
    }

    /** Starts a new run. */
    public static RunProcess start(
            Home home, ExperimentConfig config, String name, InstantSource clock, List<FurtherEvaluator> further) {
        var made = NewRun.begin(home, config, name, clock);
        var process = take(made.folder(), made.lock(), RunView.of(made.folder()), clock, further);
        process.devices = made.devices();
        return process;
    }

    /** Goes on with a run that was interrupted. */
    public static RunProcess resume(RunFolder folder, InstantSource clock, List<FurtherEvaluator> further) {
        var lock = folder.lock();
        try {
            var view = RunView.of(folder);
            if (view.isCompleted()) {
                throw new RequestException("run", folder.id(), "not be completed", "start a new one");
            }
            return take(folder, lock, Fork.begin(folder, view, clock), clock, further);
        } catch (RuntimeException | Error e) {
            lock.close();
            throw e;
        }
    }

    private static RunProcess take(
            RunFolder folder, RunFolder.Lock lock, RunView view, InstantSource clock, List<FurtherEvaluator> further) {
        var outcome = new CompletableFuture<Event.RunEnded>();
        var system = ActorSystem.create(
                ToyDescent.isAsked(view.config())
                        ? DescentRun.create(
                                folder, experiment(view, DataFolders.NONE), view, attempt(view, ""), clock, outcome)
                        : Run.create(
                                context(
                                        folder,
                                        view,
                                        log(folder, view, clock),
                                        RunFiles.in(folder),
                                        further,
                                        DataFolders.NONE,
                                        ""),
                                outcome),
                "twoworlds");
        system.getWhenTerminated()
                .whenComplete((done, error) -> outcome.complete(new Event.RunEnded(
                        RunState.FAILED,
                        "The run must end in order, but its actors stopped."
                                + System.lineSeparator()
                                + "  Maybe run it again with --resume.")));
        return new RunProcess(folder, lock, system, outcome);
    }

    /**
     * The context in which this process takes a run up.
     *
     * @param log the way to its log
     * @param files where the files are found that it goes on from
     * @param data the folders of this machine's own data
     * @param node the slot of a joined machine that this process is; empty on the machine of the log
     * @throws FailureException where its data are not at hand as they were
     */
    public static RunContext context(
            RunFolder folder,
            RunView view,
            RunLog log,
            RunFiles files,
            List<FurtherEvaluator> further,
            DataFolders data,
            String node) {
        RunChecks.checkDevices(view);
        RunChecks.checkRoom(folder, view.config());
        folder.removeUnfinished();
        WorldName.BOTH.forEach(world -> removeDeleted(folder, view.world(world)));
        return new RunContext(folder, experiment(view, data), view, attempt(view, node), log, files, further);
    }

    /** Removes checkpoints whose writer died after the log said that they go. */
    private static void removeDeleted(RunFolder folder, WorldView world) {
        for (var checkpoint : world.deleted()) {
            try {
                Files.deleteIfExists(folder.file(checkpoint.file()));
            } catch (IOException e) {
                throw new FailureException(
                        "file", folder.file(checkpoint.file()), "be removable", "check its permissions");
            }
        }
    }

    private static Experiment experiment(RunView view, DataFolders folders) {
        var config = folders.in(view.config());
        var experiment = Experiment.open(config);
        RecordedData.require(experiment.data(), view.started(), config.data().path());
        return experiment;
    }

    private static Event.Attempt attempt(RunView view, String node) {
        var machine = Machine.describe();
        var forked = !Machine.isEqual(view.started().machine().machine(), machine);
        var here = KnownProcess.current();
        return new Event.Attempt(
                view.attempt() + 1,
                here.pid(),
                forked,
                forked ? machine : Map.of(),
                here.started().toEpochMilli(),
                here.command(),
                node);
    }

    /** The log of a run that this process writes. */
    private static RunLog log(RunFolder folder, RunView view, InstantSource clock) {
        return (context, listener, lowDisk) -> context.spawn(
                LogKeeper.create(
                        folder,
                        clock,
                        view.attempt() + 1,
                        view.scoredKeys(),
                        listener,
                        view.config().disk().reserve(),
                        lowDisk),
                "log",
                Dispatchers.pinned());
    }

    /** Where the run lies. */
    public RunFolder folder() {
        return folder;
    }

    /** What was chosen to compute on, and why: a sentence each. Empty for a run that goes on where it began. */
    public List<String> devices() {
        return devices;
    }

    /** Asks the run to write resume checkpoints and end. */
    public void interrupt() {
        system.tell(new Run.Interrupt("asked to end"));
    }

    /** How the run ended, once it has. */
    public CompletableFuture<Event.RunEnded> outcome() {
        return outcome;
    }

    /** Waits until all is closed, and lets go of the run. */
    @Override
    public void close() {
        system.terminate();
        system.getWhenTerminated().toCompletableFuture().join();
        lock.close();
    }
}
