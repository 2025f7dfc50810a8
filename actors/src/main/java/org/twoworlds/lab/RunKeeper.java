package org.twoworlds.lab;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.Terminated;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;
import org.twoworlds.actor.InboxKeeper;
import org.twoworlds.config.Fault;
import org.twoworlds.config.RunState;
import org.twoworlds.start.SweepRuns;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.RunFolder;

/**
 * The keeper of one run that a lab goes on with: lets a {@link Worker} make attempts at the run, more and more slowly as they die,
 * and gives up on a run that dies again and again without getting on. Asked to end the run, it ends the attempt that is under way,
 * or the process of an earlier lab, and writes the run's last word. It stops when the run needs no slot any more.
 *
 * <pre>
 *            ┌──────────────────────────┐ nobody else writes the run   ┌───────────────────┐ ended, or its machine is gone
 *   start ──▶│ waiting: another process ├─────────────────────────────▶│ attempt under way ├───────────────────────────▶ stopped
 *            │ writes the run           │                              └─────────┬─────────┘
 *            └──────────────────────────┘                                        │ died
 *                          ▲                  pause: 1 s, 2 s, 4 s, 8 s          ▼
 *                          └─────────────────────────────────────────────── deaths ──── the fifth ───▶ given up: failed, stopped
 *
 *   End, from anywhere ──▶ the attempt, or the other process, is told to end ── it is gone ──▶ last word, stopped
 * </pre>
 */
public final class RunKeeper extends AbstractBehavior<RunKeeper.Command> {
    private static final Duration LOCK_POLL = Duration.ofSeconds(1);
    private static final Duration LOG_POLL = Duration.ofSeconds(5);

    /** A message to a keeper. */
    public sealed interface Command {}

    /** End the run's process in order, and leave the run in a state: PAUSED, STOPPED or INTERRUPTED. */
    public record End(RunState state) implements Command {}

    /** An attempt ended in order, or has to go on at another place; nobody writes the run any more. */
    record AttemptEnded(int attempt) implements Command {}

    /** An attempt died by the run's own fault; nobody writes the run any more. */
    record AttemptDied(int attempt, String reason) implements Command {}

    private enum Tick implements Command {
        START,
        GRACE_IS_OVER
    }

    /** The number of times that a run's attempts died since the run last got on, and the reason of the last death. */
    public record Trouble(String run, int deaths, String reason) {}

    /**
     * Starts a keeper.
     *
     * @param worker the worker of a keeper's context
     * @param trouble is told of every death
     * @param ending the state in which the run is to be left, as an earlier lab promised before it died itself; empty where the
     *     run is to go on
     */
    static Behavior<Command> create(
            RunFolder folder,
            Function<ActorContext<Command>, Worker> worker,
            InstantSource clock,
            ActorRef<Trouble> trouble,
            Optional<RunState> ending) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            context.getSelf().tell(ending.<Command>map(End::new).orElse(Tick.START));
            return new RunKeeper(context, timers, folder, worker.apply(context), clock, trouble);
        }));
    }

    private final TimerScheduler<Command> timers;
    private final RunFolder folder;
    private final Worker worker;
    private final InstantSource clock;
    private final ActorRef<Trouble> trouble;
    private final Deaths deaths;
    private final Duration grace;
    private final EarlierProcess foreign;
    private Optional<RunState> ending = Optional.empty();
    private int attempt;
    private boolean isUnderWay;
    private boolean isMachineGone;

    private RunKeeper(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            RunFolder folder,
            Worker worker,
            InstantSource clock,
            ActorRef<Trouble> trouble) {
        super(context);
        this.timers = timers;
        this.folder = folder;
        this.worker = worker;
        this.clock = clock;
        this.trouble = trouble;
        grace = context.getSystem().settings().config().getDuration("twoworlds.lab.grace");
        deaths = new Deaths(folder);
        foreign = new EarlierProcess(folder);
        worker.machine().ifPresent(context::watch);
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessageEquals(Tick.START, this::onStart)
                .onMessageEquals(Tick.GRACE_IS_OVER, this::onGraceIsOver)
                .onMessage(AttemptEnded.class, ended -> isOver(ended.attempt()) ? onEnded() : this)
                .onMessage(AttemptDied.class, died -> isOver(died.attempt()) ? onDied(died.reason()) : this)
                .onMessage(End.class, this::onEnd)
                .onSignal(Terminated.class, terminated -> onMachineGone())
                .onSignal(PostStop.class, signal -> onPostStop())
                .build();
    }

    private Behavior<Command> onStart() {
        if (ending.isPresent()) {
            return leave(ending.get());
        }
        if (folder.isLocked()) { // by a process that an earlier lab started, or a person
            timers.startSingleTimer(Tick.START, LOCK_POLL);
            return this;
        }
        if (isCompleted()) {
            return Behaviors.stopped();
        }
        try {
            SweepRuns.make(folder, clock);
            attempt++;
            worker.begin(attempt);
            isUnderWay = true;
            return this;
        } catch (RuntimeException | Error e) {
            return died(Fault.of(e).message());
        }
    }

    private boolean isCompleted() {
        return RunView.of(folder).ended().filter(e -> e.state().isOver()).isPresent();
    }

    /** Whether the attempt that is under way is over now: a message of an earlier one says nothing. */
    private boolean isOver(int number) {
        var isOver = isUnderWay && number == attempt;
        isUnderWay &= !isOver;
        return isOver;
    }

    private Behavior<Command> onEnded() {
        return ending.isPresent() && !isCompleted() ? leave(ending.get()) : Behaviors.stopped();
    }

    private Behavior<Command> onDied(String reason) {
        if (ending.isPresent()) {
            return leave(ending.get());
        }
        return isMachineGone ? Behaviors.stopped() : died(reason);
    }

    private Behavior<Command> died(String reason) {
        var pause = deaths.next();
        trouble.tell(new Trouble(folder.id(), deaths.count(), worker.where() + reason));
        if (pause.isPresent() || folder.isLocked()) { // somebody else goes on with a run that the lab would give up on
            timers.startSingleTimer(Tick.START, pause.orElse(LOCK_POLL));
            return this;
        }
        return sayLast(deaths.lastWord(reason));
    }

    private Behavior<Command> onMachineGone() {
        isMachineGone = true;
        return isUnderWay || ending.isPresent() ? this : Behaviors.stopped(); // the attempt tells that it is over
    }

    private Behavior<Command> onEnd(End end) {
        var isTold = ending.isPresent();
        ending = Optional.of(end.state());
        return isTold ? this : leave(end.state()); // a second signal would end the process without a resume checkpoint
    }

    private Behavior<Command> leave(RunState state) {
        timers.cancel(Tick.START);
        if (isUnderWay) {
            worker.end();
            worker.process().ifPresent(process -> timers.startSingleTimer(Tick.GRACE_IS_OVER, grace));
            return this;
        }
        return folder.isLocked() ? endElsewhere() : sayLast(new Event.RunEnded(state, ""));
    }

    /** The process of an earlier lab is asked to end, and looked for until it is gone. */
    private Behavior<Command> endElsewhere() {
        var isNew = foreign.tellEnd();
        if (isNew || foreign.process().isEmpty() && !timers.isTimerActive(Tick.GRACE_IS_OVER)) {
            timers.startSingleTimer(Tick.GRACE_IS_OVER, grace);
        }
        timers.startSingleTimer(Tick.START, foreign.process().isPresent() ? LOCK_POLL : LOG_POLL);
        return this;
    }

    private Behavior<Command> onGraceIsOver() {
        worker.process()
                .filter(ProcessHandle::isAlive)
                .or(foreign::process)
                .ifPresentOrElse(
                        process -> {
                            getContext()
                                    .getLog()
                                    .warn(
                                            "Run {}: its process {} was told to end {} s ago, and is killed.",
                                            folder.id(),
                                            process.pid(),
                                            grace.toSeconds());
                            process.destroyForcibly();
                        },
                        () -> foreign.warn(getContext().getLog()));
        return this;
    }

    /** Writes the run's last word behind the requests that it answers; a run that the lab's end interrupts has none. */
    private Behavior<Command> sayLast(Event.RunEnded word) {
        if (word.state() != RunState.INTERRUPTED) {
            InboxKeeper.settle(folder, clock);
            LastWord.say(folder, word, clock);
        }
        return Behaviors.stopped();
    }

    private Behavior<Command> onPostStop() {
        if (isUnderWay && ending.isEmpty()) { // told to end, it was signalled already
            worker.end();
        }
        return this;
    }
}
