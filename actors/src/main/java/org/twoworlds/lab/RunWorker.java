package org.twoworlds.lab;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.twoworlds.actor.InboxKeeper;
import org.twoworlds.actor.KnownProcess;
import org.twoworlds.config.Fault;
import org.twoworlds.start.SweepRuns;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.RunFolder;

/**
 * Keeps one run going in a process of its own: starts it, starts it again when it dies, more and more slowly, and gives up
 * on one that dies again and again without getting on. A process that is told to end and does not is killed.
 */
public final class RunWorker extends AbstractBehavior<RunKeeper.Command> {
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration LOOK_AT_LOG = Duration.ofSeconds(5);

    private record Exited(int code) implements RunKeeper.Command {}

    private enum Tick implements RunKeeper.Command {
        START,
        GRACE_IS_OVER
    }

    /**
     * Starts it.
     *
     * @param processes makes the run's process
     * @param trouble is told of every death
     */
    public static Behavior<RunKeeper.Command> create(
            RunFolder folder, WorkerProcesses processes, InstantSource clock, ActorRef<RunKeeper.Trouble> trouble) {
        return create(folder, processes, clock, trouble, Tick.START);
    }

    /**
     * Starts one that only ends a run, of which an earlier lab promised so before it died itself.
     *
     * @param state as of {@link RunKeeper.End}
     */
    static Behavior<RunKeeper.Command> ending(
            RunFolder folder,
            WorkerProcesses processes,
            InstantSource clock,
            ActorRef<RunKeeper.Trouble> trouble,
            String state) {
        return create(folder, processes, clock, trouble, new RunKeeper.End(state));
    }

    private static Behavior<RunKeeper.Command> create(
            RunFolder folder,
            WorkerProcesses processes,
            InstantSource clock,
            ActorRef<RunKeeper.Trouble> trouble,
            RunKeeper.Command first) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            context.getSelf().tell(first);
            return new RunWorker(context, timers, folder, processes, clock, trouble);
        }));
    }

    private final TimerScheduler<RunKeeper.Command> timers;
    private final RunFolder folder;
    private final WorkerProcesses processes;
    private final InstantSource clock;
    private final ActorRef<RunKeeper.Trouble> trouble;
    private Optional<Process> process = Optional.empty();
    private Optional<String> ending = Optional.empty();
    private Optional<ProcessHandle> foreign = Optional.empty();
    private final Deaths deaths;
    private final Duration grace;

    private RunWorker(
            ActorContext<RunKeeper.Command> context,
            TimerScheduler<RunKeeper.Command> timers,
            RunFolder folder,
            WorkerProcesses processes,
            InstantSource clock,
            ActorRef<RunKeeper.Trouble> trouble) {
        super(context);
        this.timers = timers;
        this.folder = folder;
        this.processes = processes;
        this.clock = clock;
        this.trouble = trouble;
        grace = context.getSystem().settings().config().getDuration("twoworlds.lab.grace");
        deaths = new Deaths(folder);
    }

    @Override
    public Receive<RunKeeper.Command> createReceive() {
        return newReceiveBuilder()
                .onMessageEquals(Tick.START, this::onStart)
                .onMessageEquals(Tick.GRACE_IS_OVER, this::onGraceIsOver)
                .onMessage(Exited.class, this::onExited)
                .onMessage(RunKeeper.End.class, this::onEnd)
                .onSignal(PostStop.class, signal -> onPostStop())
                .build();
    }

    private Behavior<RunKeeper.Command> onStart() {
        if (ending.isPresent()) {
            return leave(ending.get());
        }
        if (folder.isLocked()) { // by a process that an earlier lab started, or a person
            timers.startSingleTimer(Tick.START, LOOK);
            return this;
        }
        if (RunView.of(folder)
                .ended()
                .filter(e -> e.state().equals("completed"))
                .isPresent()) {
            return Behaviors.stopped();
        }
        try {
            SweepRuns.make(folder, clock);
            var started = processes.start(folder);
            process = Optional.of(started);
            getContext()
                    .pipeToSelf(started.onExit(), (done, error) -> new Exited(done == null ? -1 : done.exitValue()));
            return this;
        } catch (IOException e) {
            return died("its process cannot be started: " + e.getMessage());
        } catch (RuntimeException | Error e) {
            return died(Fault.of(e).message());
        }
    }

    private Behavior<RunKeeper.Command> onExited(Exited exited) {
        process = Optional.empty();
        if (exited.code() == 0) {
            return Behaviors.stopped();
        }
        if (ending.isPresent()) {
            return left(ending.get());
        }
        var said = RunView.of(folder).ended().map(Event.RunEnded::message).filter(m -> !m.isEmpty());
        return died(said.orElse(
                "its process ended with code " + exited.code() + "; see " + folder.file(WorkerProcesses.OUTPUT)));
    }

    private Behavior<RunKeeper.Command> died(String reason) {
        var pause = deaths.next();
        trouble.tell(new RunKeeper.Trouble(folder.id(), deaths.count(), reason));
        if (pause.isEmpty()) {
            return left("failed", deaths.lastWords(reason));
        }
        timers.startSingleTimer(Tick.START, pause.get());
        return this;
    }

    private Behavior<RunKeeper.Command> onEnd(RunKeeper.End end) {
        var isTold = ending.isPresent();
        ending = Optional.of(end.state());
        return isTold ? this : leave(end.state()); // a second signal would end the process without a resume checkpoint
    }

    private Behavior<RunKeeper.Command> leave(String state) {
        timers.cancel(Tick.START);
        if (process.isPresent()) {
            process.get().destroy();
            timers.startSingleTimer(Tick.GRACE_IS_OVER, grace);
            return this;
        }
        return folder.isLocked() ? endElsewhere() : left(state);
    }

    /** The process of an earlier lab is asked to end, and looked for until it is gone. */
    private Behavior<RunKeeper.Command> endElsewhere() {
        foreign = foreign.filter(ProcessHandle::isAlive);
        if (foreign.isEmpty()) {
            foreign = RunView.of(folder).taken().map(KnownProcess::of).flatMap(KnownProcess::find);
            foreign.ifPresent(ProcessHandle::destroy);
            if (foreign.isPresent() || !timers.isTimerActive(Tick.GRACE_IS_OVER)) {
                timers.startSingleTimer(Tick.GRACE_IS_OVER, grace);
            }
        }
        timers.startSingleTimer(Tick.START, foreign.isPresent() ? LOOK : LOOK_AT_LOG);
        return this;
    }

    private Behavior<RunKeeper.Command> onGraceIsOver() {
        var hung = process.map(Process::toHandle).or(() -> foreign).filter(ProcessHandle::isAlive);
        if (hung.isPresent()) {
            getContext()
                    .getLog()
                    .warn(
                            "Run {}: its process {} was told to end {} s ago, and is killed.",
                            folder.id(),
                            hung.get().pid(),
                            grace.toSeconds());
            hung.get().destroyForcibly();
        } else if (folder.isLocked()) {
            getContext()
                    .getLog()
                    .warn(
                            "Run {} is written by a process that its log does not name for certain: end it by hand. It was"
                                    + " process {}.",
                            folder.id(),
                            RunView.of(folder).taken().map(Event.Attempt::pid).orElse(0L));
        }
        return this;
    }

    private Behavior<RunKeeper.Command> left(String state) {
        return left(state, state.equals("interrupted") ? "the lab stopped" : "");
    }

    /** The run's last word, unless its process has said the same. */
    private Behavior<RunKeeper.Command> left(String state, String message) {
        if (folder.isLocked()) {
            timers.startSingleTimer(Tick.START, LOOK);
            return this;
        }
        if (!state.equals("interrupted")) {
            InboxKeeper.settle(folder, clock); // the last word comes behind what it answers
            RunKeeper.say(folder, new Event.RunEnded(state, message), clock);
        }
        return Behaviors.stopped();
    }

    private Behavior<RunKeeper.Command> onPostStop() {
        process.filter(p -> ending.isEmpty()).ifPresent(Process::destroy); // told to end, it was signalled already
        return this;
    }
}
