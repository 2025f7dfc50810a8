package org.twoworlds.lab;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.ChildFailed;
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
import org.twoworlds.actor.LogKeeper;
import org.twoworlds.actor.LogWriter;
import org.twoworlds.actor.RunParts;
import org.twoworlds.config.Fault;
import org.twoworlds.node.Ledger;
import org.twoworlds.node.NodeProtocol;
import org.twoworlds.node.NodeTask;
import org.twoworlds.node.Nodes;
import org.twoworlds.start.Departure;
import org.twoworlds.start.SweepRuns;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.RunFolder;

/**
 * Keeps one run going on another machine: has the right to write its log, lets the machine's ledger use it, and gives it back
 * when the machine is done, or gone. Then the lab finds the run another place.
 */
public final class RemoteRun extends AbstractBehavior<RunKeeper.Command> {
    private static final Duration LOOK = Duration.ofSeconds(1);

    record Reported(NodeTask.Report report) implements RunKeeper.Command {}

    /** The machine cannot do it: another place is to be found. */
    record Refusal(String run, String node, String reason) {}

    record DiskLow(LogWriter.DiskLow low) implements RunKeeper.Command {}

    enum Tick implements RunKeeper.Command {
        START
    }

    /** The parts of one placement. */
    private record Placement(
            RunFolder.Lock lock, ActorRef<LogWriter.Command> keeper, ActorRef<Ledger.Command> ledger) {}

    /**
     * Starts it.
     *
     * @param trouble is told of every failure that is the run's own
     * @param refusals is told where the machine cannot do it
     */
    static Behavior<RunKeeper.Command> create(
            RunFolder folder,
            Nodes.Member member,
            InstantSource clock,
            ActorRef<RunKeeper.Trouble> trouble,
            ActorRef<Refusal> refusals) {
        return Behaviors.setup(context -> Behaviors.withTimers(
                timers -> new RemoteRun(context, timers, folder, member, clock, trouble, refusals)));
    }

    private final TimerScheduler<RunKeeper.Command> timers;
    private final RunFolder folder;
    private final Nodes.Member member;
    private final InstantSource clock;
    private final ActorRef<RunKeeper.Trouble> trouble;
    private final ActorRef<Refusal> refusals;
    private final Deaths deaths;
    private Optional<Placement> placement = Optional.empty();
    private Optional<ActorRef<NodeTask.Command>> task = Optional.empty();
    private Optional<String> ending = Optional.empty();
    private Optional<String> failure = Optional.empty();
    /** Whether the run is to go on elsewhere. */
    private boolean isLost;

    private int parts;

    private RemoteRun(
            ActorContext<RunKeeper.Command> context,
            TimerScheduler<RunKeeper.Command> timers,
            RunFolder folder,
            Nodes.Member member,
            InstantSource clock,
            ActorRef<RunKeeper.Trouble> trouble,
            ActorRef<Refusal> refusals) {
        super(context);
        this.timers = timers;
        this.folder = folder;
        this.member = member;
        this.clock = clock;
        this.trouble = trouble;
        this.refusals = refusals;
        deaths = new Deaths(folder);
        context.watch(member.node());
        context.getSelf().tell(Tick.START);
    }

    @Override
    public Receive<RunKeeper.Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Tick.class, tick -> onStart())
                .onMessage(Reported.class, this::onReported)
                .onMessage(DiskLow.class, this::onDiskLow)
                .onMessage(RunKeeper.End.class, this::onEnd)
                .onSignal(ChildFailed.class, this::onChildFailed)
                .onSignal(Terminated.class, this::onTerminated)
                .onSignal(PostStop.class, signal -> onPostStop())
                .build();
    }

    private Behavior<RunKeeper.Command> onStart() {
        if (isLost) {
            return Behaviors.stopped();
        }
        if (folder.isLocked()) {
            timers.startSingleTimer(Tick.START, LOOK);
            return this;
        }
        if (ending.isPresent()) {
            return left(ending.get(), "");
        }
        RunFolder.Lock lock;
        try {
            SweepRuns.make(folder, clock);
            lock = folder.lock();
        } catch (RuntimeException | Error e) {
            return died(Fault.of(e).message());
        }
        RunView view;
        try {
            view = Departure.prepare(folder, RunView.of(folder), clock);
        } catch (RuntimeException | Error e) {
            lock.close();
            return died(Fault.of(e).message());
        }
        var keeper = getContext()
                .spawn(
                        LogKeeper.create(
                                folder,
                                clock,
                                view.attempt() + 1,
                                view.scoredKeys(),
                                getContext().getSystem().ignoreRef(),
                                view.config().disk().reserve(),
                                getContext().messageAdapter(LogWriter.DiskLow.class, DiskLow::new)),
                        "log-" + deaths.count() + "-" + view.attempt(),
                        RunParts.pinned());
        var ledger = getContext()
                .spawn(
                        Ledger.create(folder, keeper, event -> !(event instanceof Event.Started)),
                        "ledger-" + deaths.count() + "-" + view.attempt(),
                        RunParts.pinned());
        getContext().watch(keeper);
        getContext().watch(ledger);
        parts = 2;
        placement = Optional.of(new Placement(lock, keeper, ledger));
        member.node()
                .tell(new NodeProtocol.Train(new NodeTask.Order(
                        folder.id(),
                        view.next(),
                        ledger,
                        getContext().messageAdapter(NodeTask.Report.class, Reported::new))));
        return this;
    }

    private Behavior<RunKeeper.Command> onReported(Reported reported) {
        if (reported.report() instanceof NodeTask.Accepted accepted) {
            if (placement.isEmpty()) { // the log is closed again
                accepted.task().tell(NodeTask.End.END);
                return this;
            }
            task = Optional.of(accepted.task());
            getContext().watch(accepted.task());
            if (ending.isPresent() || failure.isPresent()) {
                accepted.task().tell(NodeTask.End.END);
            }
            return this;
        }
        if (reported.report() instanceof NodeTask.Refused refused) {
            refusals.tell(new Refusal(folder.id(), member.name(), refused.reason()));
            isLost = true;
        }
        if (reported.report() instanceof NodeTask.Failed failed && failure.isEmpty()) {
            failure = Optional.of(failed.reason());
        }
        return release();
    }

    private Behavior<RunKeeper.Command> onDiskLow(DiskLow disk) {
        failure = Optional.of("The disk has " + disk.low().usable() / 1024 + " KiB left, less than the reserve of "
                + disk.low().reserve() / 1024 + " KiB.");
        task.ifPresent(t -> t.tell(NodeTask.End.END));
        return this;
    }

    private Behavior<RunKeeper.Command> onEnd(RunKeeper.End end) {
        ending = Optional.of(end.state());
        task.ifPresent(t -> t.tell(NodeTask.End.END));
        if (placement.isEmpty()) {
            timers.cancel(Tick.START);
            return left(end.state(), "");
        }
        return this;
    }

    private Behavior<RunKeeper.Command> onChildFailed(ChildFailed failed) {
        parts--;
        failure = failure.or(() -> Optional.of(Fault.of(failed.cause()).message()));
        return release();
    }

    /** The machine is gone, or the task; or a part of the placement is closed. */
    private Behavior<RunKeeper.Command> onTerminated(Terminated terminated) {
        var ref = terminated.getRef();
        var isPart = placement
                .filter(p -> ref.equals(p.keeper()) || ref.equals(p.ledger()))
                .isPresent();
        if (isPart) {
            parts--;
            return parts == 0 ? over() : this;
        }
        isLost |= ref.equals(member.node());
        return release();
    }

    /** Closes the log; what came of the run is decided when it is closed. */
    private Behavior<RunKeeper.Command> release() {
        task.ifPresent(t -> {
            getContext().unwatch(t);
            t.tell(NodeTask.End.END);
        });
        task = Optional.empty();
        if (placement.isEmpty()) {
            return isLost ? Behaviors.stopped() : this;
        }
        getContext().stop(placement.get().ledger());
        getContext().stop(placement.get().keeper());
        return parts == 0 ? over() : this;
    }

    private Behavior<RunKeeper.Command> over() {
        placement.ifPresent(p -> p.lock().close());
        placement = Optional.empty();
        if (ending.isPresent()) {
            return left(ending.get(), "");
        }
        if (failure.isPresent() && !isLost) {
            return died(failure.get());
        }
        return Behaviors.stopped();
    }

    private Behavior<RunKeeper.Command> died(String reason) {
        failure = Optional.empty();
        var pause = deaths.next();
        trouble.tell(new RunKeeper.Trouble(folder.id(), deaths.count(), member.name() + ": " + reason));
        if (pause.isEmpty()) {
            return left("failed", deaths.lastWords(reason));
        }
        timers.startSingleTimer(Tick.START, pause.get());
        return this;
    }

    private Behavior<RunKeeper.Command> left(String state, String message) {
        if (!state.equals("interrupted")) {
            RunKeeper.say(folder, new Event.RunEnded(state, message), clock);
        }
        return Behaviors.stopped();
    }

    private Behavior<RunKeeper.Command> onPostStop() {
        placement.ifPresent(p -> p.lock().close());
        return this;
    }
}
