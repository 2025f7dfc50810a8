package org.twoworlds.node;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.Terminated;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.twoworlds.actor.Dispatchers;
import org.twoworlds.actor.LogWriter;
import org.twoworlds.actor.Run;
import org.twoworlds.actor.RunFiles;
import org.twoworlds.actor.RunLog;
import org.twoworlds.config.Fault;
import org.twoworlds.config.RunState;
import org.twoworlds.logging.LogLines;
import org.twoworlds.start.RunProcess;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.LogReader;
import org.twoworlds.stream.log.RunFolder;

/**
 * Trains a lab's run on a node: the same {@link Run} as everywhere, on a replica of its log, with a courier for a writer. Where the
 * connection to the lab is cut it trains on, as far as a run goes without acknowledgements, and waits for the lab to go on with it
 * over another one; it ends when the lab has given it up, or was waited for long enough.
 *
 * <pre>
 *   accepted ── the replica is ready ──▶ training ── cut ──▶ held ── GoOn: replica up to date, what is logged counted ──▶ training
 *                                           │                 │
 *                                        Done, End         Dropped, the grace is over ──▶ given up
 * </pre>
 */
final class NodeRun extends TaskActor {
    /** The way to the actor that trains a run. */
    @FunctionalInterface
    interface Training {
        /**
         * The behaviour of a run on a replica.
         *
         * @param view of the replica
         * @param outcome is completed with the run's last event
         */
        Behavior<Run.Command> of(
                RunFolder folder, RunView view, RunLog log, RunFiles files, CompletableFuture<Event.RunEnded> outcome);
    }

    private final Training training;
    private final TimerScheduler<NodeTask.Command> timers;
    private final ActorRef<WorkbenchProtocol.Waits> waits;
    private final ActorRef<LogWriter.Command> courier;
    private NodeTask.Order current;
    private Optional<ActorRef<Run.Command>> run = Optional.empty();

    private NodeRun(
            ActorContext<NodeTask.Command> context,
            TimerScheduler<NodeTask.Command> timers,
            Path cache,
            NodeTask.Order order,
            Link.Ends ends,
            ActorRef<WorkbenchProtocol.Waits> waits,
            Training training) {
        super(context, cache, order, ends, "runs");
        this.timers = timers;
        this.training = training;
        this.waits = waits;
        current = order;
        courier = context.spawn(Courier.create(folder, order.ledger()), "courier", Dispatchers.pinned());
        context.watch(courier);
        accept();
    }

    /**
     * Starts the training of a lab's run.
     *
     * @param site where replicas and data lie
     * @param ends the connection by which the order came
     * @param waits is told when the run waits for its lab
     */
    static Behavior<NodeTask.Command> create(
            Site site, NodeTask.Order order, Link.Ends ends, ActorRef<WorkbenchProtocol.Waits> waits) {
        return create(
                site.cache(),
                order,
                ends,
                waits,
                (folder, view, log, files, outcome) -> Behaviors.withMdc(
                        Run.Command.class,
                        Map.of(LogLines.RUN, order.run()),
                        Run.create(
                                RunProcess.context(folder, view, log, files, List.of(), site.data(), site.slot()),
                                outcome)));
    }

    /** Starts the training of a lab's run by a given actor. */
    static Behavior<NodeTask.Command> create(
            Path cache,
            NodeTask.Order order,
            Link.Ends ends,
            ActorRef<WorkbenchProtocol.Waits> waits,
            Training training) {
        return Behaviors.withMdc(
                NodeTask.Command.class,
                Map.of(LogLines.RUN, order.run()),
                Behaviors.setup(context -> Behaviors.withTimers(
                        timers -> new NodeRun(context, timers, cache, order, ends, waits, training))));
    }

    @Override
    public Receive<NodeTask.Command> createReceive() {
        return newTaskBuilder()
                .onMessage(NodeTask.End.class, end -> onEnd())
                .onMessage(NodeTask.Done.class, done -> over(done.report()))
                .onMessage(NodeTask.Cut.class, this::onCut)
                .onMessage(NodeTask.GoOn.class, this::onGoOn)
                .onMessage(NodeTask.UpToDate.class, this::onUpToDate)
                .onMessage(NodeTask.Dropped.class, dropped -> givenUp(dropped.reason()))
                .onMessageEquals(
                        NodeTask.GraceIsOver.GRACE_IS_OVER,
                        () -> givenUp(
                                "the lab was not reached for " + current.grace().toSeconds() + " s"))
                .onSignal(Terminated.class, this::onTerminated)
                .build();
    }

    @Override
    protected void begin(RemoteFiles files) {
        var view = RunView.of(folder);
        RunLog log = (context, listener, lowDisk) -> {
            replica.tell(new Replica.Listen(listener, view.next()));
            return courier;
        };
        var outcome = new CompletableFuture<Event.RunEnded>();
        var actor = getContext().spawn(training.of(folder, view, log, files, outcome), "run");
        run = Optional.of(actor);
        getContext().watch(actor);
        getContext()
                .pipeToSelf(
                        outcome,
                        (ended, error) -> new NodeTask.Done(
                                error == null && ended.state() != RunState.FAILED
                                        ? new NodeTask.Ended()
                                        : new NodeTask.Failed(
                                                error == null
                                                        ? ended.message()
                                                        : Fault.of(error).message())));
    }

    private Behavior<NodeTask.Command> onEnd() {
        run.ifPresent(r -> r.tell(new Run.Interrupt("asked to end")));
        return run.isPresent() ? this : over(new NodeTask.Ended());
    }

    /** A run of which the lab's log may not know the attempt yet cannot be gone on with. */
    private Behavior<NodeTask.Command> onCut(NodeTask.Cut cut) {
        if (!cut.ledger().equals(current.ledger())) {
            return this;
        }
        link.cut();
        if (run.isEmpty()) {
            return over(new NodeTask.Ended());
        }
        var attempt = attempt();
        if (attempt.isEmpty() || current.grace().isZero()) {
            return givenUp("the lab is not reached");
        }
        getContext()
                .getLog()
                .warn(
                        "Run {}: the lab is not reached; it keeps its place here for {} s",
                        order.run(),
                        current.grace().toSeconds());
        timers.startSingleTimer(NodeTask.GraceIsOver.GRACE_IS_OVER, current.grace());
        waits.tell(new WorkbenchProtocol.Waits(new NodeTask.Held(order.run(), attempt.get())));
        return this;
    }

    /** The attempt that this task is, where the lab's log is known to have it. */
    private Optional<Event.Attempt> attempt() {
        try (var log = new LogReader(folder.log(), order.upTo())) {
            for (var entry = log.next(); entry.isPresent(); entry = log.next()) {
                if (entry.get().event() instanceof Event.Attempt attempt) {
                    return Optional.of(attempt);
                }
            }
        }
        return Optional.empty();
    }

    private Behavior<NodeTask.Command> onGoOn(NodeTask.GoOn goOn) {
        timers.cancel(NodeTask.GraceIsOver.GRACE_IS_OVER);
        current = goOn.order();
        link.open(goOn.ends());
        var self = getContext().getSelf();
        replica.tell(
                new Replica.GoOn(goOn.ends(), current.upTo(), () -> self.tell(new NodeTask.UpToDate(goOn.order()))));
        accept();
        return this;
    }

    private Behavior<NodeTask.Command> onUpToDate(NodeTask.UpToDate done) {
        if (done.order().equals(current)) {
            courier.<Object>unsafeUpcast().tell(new Courier.GoOn(current.ledger(), order.upTo()));
        }
        return this;
    }

    /** What was done here and is not in the lab's log is lost. */
    private Behavior<NodeTask.Command> givenUp(String reason) {
        getContext()
                .getLog()
                .warn("Run {} is given up here, with all that the lab has not acknowledged: {}", order.run(), reason);
        return over(new NodeTask.Ended());
    }

    @Override
    protected ActorRef<NodeTask.Report> reports() {
        return current.reports();
    }

    /** In order only after the run's end, which its outcome tells of. */
    private Behavior<NodeTask.Command> onTerminated(Terminated terminated) {
        return this;
    }
}
