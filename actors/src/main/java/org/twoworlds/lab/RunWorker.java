package org.twoworlds.lab;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.ActorContext;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Optional;
import org.twoworlds.config.FailureException;
import org.twoworlds.config.RunState;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.RunFolder;

/** A worker on the lab's own machine: each attempt at the run is a process, which writes the run's log itself. */
public final class RunWorker implements Worker {
    /**
     * Starts the keeper of a run that is trained on this machine.
     *
     * @param processes makes the run's process
     * @param trouble is told of every death
     */
    public static Behavior<RunKeeper.Command> create(
            RunFolder folder, WorkerProcesses processes, InstantSource clock, ActorRef<RunKeeper.Trouble> trouble) {
        return RunKeeper.create(
                folder, keeper -> new RunWorker(keeper, folder, processes), clock, trouble, Optional.empty());
    }

    /**
     * Starts a keeper that only ends a run, as an earlier lab promised before it died itself.
     *
     * @param state as of {@link RunKeeper.End}
     */
    static Behavior<RunKeeper.Command> ending(
            RunFolder folder,
            WorkerProcesses processes,
            InstantSource clock,
            ActorRef<RunKeeper.Trouble> trouble,
            RunState state) {
        return RunKeeper.create(
                folder, keeper -> new RunWorker(keeper, folder, processes), clock, trouble, Optional.of(state));
    }

    private final ActorContext<RunKeeper.Command> keeper;
    private final RunFolder folder;
    private final WorkerProcesses processes;
    private Optional<ProcessHandle> process = Optional.empty();

    private RunWorker(ActorContext<RunKeeper.Command> keeper, RunFolder folder, WorkerProcesses processes) {
        this.keeper = keeper;
        this.folder = folder;
        this.processes = processes;
    }

    @Override
    public void begin(int attempt) {
        try {
            var started = processes.start(folder);
            process = Optional.of(started.toHandle());
            keeper.pipeToSelf(
                    started.onExit(),
                    (done, error) -> exited(
                            attempt,
                            Optional.ofNullable(done).map(Process::exitValue).orElse(-1)));
        } catch (IOException e) {
            throw FailureException.inWords("its process cannot be started: " + e.getMessage(), e);
        }
    }

    private RunKeeper.Command exited(int attempt, int code) {
        if (code == 0) {
            return new RunKeeper.AttemptEnded(attempt);
        }
        var said = RunView.of(folder).ended().map(Event.RunEnded::message).filter(m -> !m.isEmpty());
        return new RunKeeper.AttemptDied(
                attempt,
                said.orElse("its process ended with code " + code + "; see " + folder.file(WorkerProcesses.OUTPUT)));
    }

    @Override
    public void end() {
        process.ifPresent(ProcessHandle::destroy);
    }

    @Override
    public Optional<ProcessHandle> process() {
        return process;
    }
}
