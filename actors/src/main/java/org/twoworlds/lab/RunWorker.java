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
import org.twoworlds.actor.SweepRuns;
import org.twoworlds.config.Fault;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.EventLog;
import org.twoworlds.stream.log.RunFolder;
import org.twoworlds.stream.log.SweepPlan;

/**
 * Keeps one run going in a process of its own: starts it, starts it again when it dies, more and more slowly, and gives up
 * on one that dies again and again without getting on. A process that is told to end and does not is killed.
 */
public final class RunWorker extends AbstractBehavior<RunWorker.Command> {
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration LOOK_AT_LOG = Duration.ofSeconds(5);

    /** What it understands. */
    public sealed interface Command {}

    /** End the run's process in order, and leave the run in a state: {@code paused}, {@code stopped} or {@code interrupted}. */
    public record End(String state) implements Command, RemoteRun.Command {}

    private record Exited(int code) implements Command {}

    private enum Tick implements Command {
        START,
        GRACE_IS_OVER
    }

    /** How many times a run's process died since it last got on, and why. */
    public record Trouble(String run, int deaths, String reason) {}

    /**
     * Starts it.
     *
     * @param processes makes the run's process
     * @param trouble is told of every death
     */
    public static Behavior<Command> create(
            RunFolder folder, WorkerProcesses processes, InstantSource clock, ActorRef<Trouble> trouble) {
        return create(folder, processes, clock, trouble, Tick.START);
    }

    /**
     * Starts one that only ends a run, of which an earlier lab promised so before it died itself.
     *
     * @param state as of {@link End}
     */
    static Behavior<Command> ending(
            RunFolder folder, WorkerProcesses processes, InstantSource clock, ActorRef<Trouble> trouble, String state) {
        return create(folder, processes, clock, trouble, new End(state));
    }

    private static Behavior<Command> create(
            RunFolder folder,
            WorkerProcesses processes,
            InstantSource clock,
            ActorRef<Trouble> trouble,
            Command first) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            context.getSelf().tell(first);
            return new RunWorker(context, timers, folder, processes, clock, trouble);
        }));
    }

    private final TimerScheduler<Command> timers;
    private final RunFolder folder;
    private final WorkerProcesses processes;
    private final InstantSource clock;
    private final ActorRef<Trouble> trouble;
    private Optional<Process> process = Optional.empty();
    private Optional<String> ending = Optional.empty();
    private Optional<ProcessHandle> foreign = Optional.empty();
    private final Deaths deaths;
    private final Duration grace;

    private RunWorker(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            RunFolder folder,
            WorkerProcesses processes,
            InstantSource clock,
            ActorRef<Trouble> trouble) {
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
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessageEquals(Tick.START, this::onStart)
                .onMessageEquals(Tick.GRACE_IS_OVER, this::onGraceIsOver)
                .onMessage(Exited.class, this::onExited)
                .onMessage(End.class, this::onEnd)
                .onSignal(PostStop.class, signal -> onPostStop())
                .build();
    }

    private Behavior<Command> onStart() {
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

    private Behavior<Command> onExited(Exited exited) {
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

    private Behavior<Command> died(String reason) {
        var pause = deaths.next();
        trouble.tell(new Trouble(folder.id(), deaths.count(), reason));
        if (pause.isEmpty()) {
            return left("failed", deaths.lastWords(reason));
        }
        timers.startSingleTimer(Tick.START, pause.get());
        return this;
    }

    private Behavior<Command> onEnd(End end) {
        var isTold = ending.isPresent();
        ending = Optional.of(end.state());
        return isTold ? this : leave(end.state()); // a second signal would end the process without a resume checkpoint
    }

    private Behavior<Command> leave(String state) {
        timers.cancel(Tick.START);
        if (process.isPresent()) {
            process.get().destroy();
            timers.startSingleTimer(Tick.GRACE_IS_OVER, grace);
            return this;
        }
        return folder.isLocked() ? endElsewhere() : left(state);
    }

    /** The process of an earlier lab is asked to end, and looked for until it is gone. */
    private Behavior<Command> endElsewhere() {
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

    private Behavior<Command> onGraceIsOver() {
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

    private Behavior<Command> left(String state) {
        return left(state, state.equals("interrupted") ? "the lab stopped" : "");
    }

    /** The run's last word, unless its process has said the same. */
    private Behavior<Command> left(String state, String message) {
        if (folder.isLocked()) {
            timers.startSingleTimer(Tick.START, LOOK);
            return this;
        }
        if (!state.equals("interrupted")) {
            InboxKeeper.settle(folder, clock); // the last word comes behind what it answers
            say(folder, new Event.RunEnded(state, message), clock);
        }
        return Behaviors.stopped();
    }

    /**
     * Writes down that a run is to be left, for a later lab to do it if this one dies; on return that survives a power cut.
     * It is asked of the process that has taken the run up, or else of the one that is only starting.
     */
    static void promise(RunFolder folder, RunView view, String state, InstantSource clock) {
        if (!view.isMade()) {
            SweepPlan.leave(folder, new Event.RunEnded(state, ""));
            if (!folder.isMade()) {
                return;
            }
        }
        var isTaken = view.ended().isEmpty()
                && view.taken()
                        .map(KnownProcess::of)
                        .flatMap(KnownProcess::find)
                        .isPresent();
        InboxKeeper.offer(folder, new Event.Asked(state, view.attempt() + (isTaken ? 0 : 1)), clock);
    }

    /** Says how a run that nobody writes is left: in its log, or in its sweep's plan where it is not made yet. */
    static void say(RunFolder folder, Event.RunEnded event, InstantSource clock) {
        if (!folder.isMade()) {
            SweepPlan.leave(folder, event);
            return;
        }
        try (var lock = folder.lock();
                var log = new EventLog(folder.log(), clock)) {
            log.setAttempt(RunView.of(folder).attempt());
            log.append(event);
            log.sync();
        }
    }

    private Behavior<Command> onPostStop() {
        process.filter(p -> ending.isEmpty()).ifPresent(Process::destroy); // told to end, it was signalled already
        return this;
    }
}
