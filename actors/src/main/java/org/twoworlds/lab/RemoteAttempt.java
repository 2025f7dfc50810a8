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
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.twoworlds.actor.Dispatchers;
import org.twoworlds.actor.LogKeeper;
import org.twoworlds.actor.LogWriter;
import org.twoworlds.config.Fault;
import org.twoworlds.logging.LogLines;
import org.twoworlds.node.Ledger;
import org.twoworlds.node.NodeProtocol;
import org.twoworlds.node.NodeTask;
import org.twoworlds.node.Nodes;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.RunFolder;

/**
 * One attempt at a run on another machine: has the right to write the run's log, lets the machine's ledger use it, and gives it
 * back when the machine is done, or gone; then it tells the run's keeper what came of it. An attempt that is over before the
 * machine has answered waits for the answer, so that a task which is accepted late is told to end. Each attempt is an actor of
 * its own: a report of an earlier one reaches no later one.
 */
final class RemoteAttempt extends AbstractBehavior<RemoteAttempt.Command> {
    /** A message to an attempt. */
    sealed interface Command {}

    /** End in order. */
    enum End implements Command {
        /** The one such message. */
        END
    }

    private record Reported(NodeTask.Report report) implements Command {}

    private record NoRoom(LogWriter.DiskLow low) implements Command {}

    /**
     * The run that is tried, and the machine on which.
     *
     * @param number of the attempt, for its keeper
     * @param lock the right to write the run, which the attempt closes
     * @param view of the run as its log is now
     * @param grace how long the machine may keep the run while the lab is not reached
     * @param isHeld whether the machine goes on with the run's last attempt, and begins none
     */
    record Assignment(
            int number,
            RunFolder folder,
            RunFolder.Lock lock,
            RunView view,
            Nodes.Member member,
            Duration grace,
            boolean isHeld) {}

    /**
     * Starts an attempt.
     *
     * @param keeper is told when it is over
     * @param refused is given the reason where the machine refuses the run
     */
    static Behavior<Command> create(
            Assignment order, InstantSource clock, ActorRef<RunKeeper.Command> keeper, Consumer<String> refused) {
        return Behaviors.withMdc(
                Command.class,
                Map.of(LogLines.RUN, order.folder().id()),
                Behaviors.setup(context -> new RemoteAttempt(context, order, clock, keeper, refused)));
    }

    private final Assignment order;
    private final ActorRef<RunKeeper.Command> keeper;
    private final Consumer<String> refused;
    private final ActorRef<LogWriter.Command> log;
    private final ActorRef<Ledger.Command> ledger;
    private Optional<ActorRef<NodeTask.Command>> task = Optional.empty();
    private Optional<String> failure = Optional.empty();
    private boolean isAnswered;
    private boolean isMachineGone;
    private boolean isEnding;
    private boolean isOver;
    private int openParts = 2;

    private RemoteAttempt(
            ActorContext<Command> context,
            Assignment order,
            InstantSource clock,
            ActorRef<RunKeeper.Command> keeper,
            Consumer<String> refused) {
        super(context);
        this.order = order;
        this.keeper = keeper;
        this.refused = refused;
        var view = order.view();
        log = context.spawn(
                LogKeeper.create(
                        order.folder(),
                        clock,
                        order.isHeld() ? view.attempt() : view.attempt() + 1,
                        view.scoredKeys(),
                        context.getSystem().ignoreRef(),
                        view.config().disk().reserve(),
                        context.messageAdapter(LogWriter.DiskLow.class, NoRoom::new)),
                "log",
                Dispatchers.pinned());
        ledger = context.spawn(
                Ledger.create(order.folder(), log, event -> !(event instanceof Event.Started)),
                "ledger",
                Dispatchers.pinned());
        context.watch(log);
        context.watch(ledger);
        var node = order.member().node();
        context.watch(node);
        var task = new NodeTask.Order(
                order.folder().id(),
                view.next(),
                ledger,
                context.messageAdapter(NodeTask.Report.class, Reported::new),
                order.grace());
        node.tell(order.isHeld() ? new NodeProtocol.GoOn(task) : new NodeProtocol.Train(task));
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Reported.class, reported -> onReported(reported.report()))
                .onMessage(NoRoom.class, this::onNoRoom)
                .onMessage(End.class, end -> onEnd())
                .onSignal(ChildFailed.class, this::onChildFailed)
                .onSignal(Terminated.class, this::onTerminated)
                .onSignal(PostStop.class, signal -> onPostStop())
                .build();
    }

    private Behavior<Command> onReported(NodeTask.Report report) {
        if (report instanceof NodeTask.Accepted accepted) {
            return onAccepted(accepted.task());
        }
        if (report instanceof NodeTask.Refused refusal) {
            isAnswered = true;
            refused.accept(refusal.reason());
        }
        if (report instanceof NodeTask.Failed failed && failure.isEmpty()) {
            failure = Optional.of(failed.reason());
        }
        return release();
    }

    private Behavior<Command> onAccepted(ActorRef<NodeTask.Command> accepted) {
        isAnswered = true;
        if (isOver || isEnding || failure.isPresent()) {
            accepted.tell(NodeTask.End.END);
        }
        if (isOver) {
            return Behaviors.stopped();
        }
        task = Optional.of(accepted);
        getContext().watch(accepted);
        return this;
    }

    private Behavior<Command> onNoRoom(NoRoom disk) {
        failure = Optional.of("The disk has " + disk.low().usable() / 1024 + " KiB left, less than the reserve of "
                + disk.low().reserve() / 1024 + " KiB.");
        return onEnd();
    }

    private Behavior<Command> onEnd() {
        isEnding = true;
        task.ifPresent(t -> t.tell(NodeTask.End.END));
        return this;
    }

    private Behavior<Command> onChildFailed(ChildFailed failed) {
        openParts--;
        failure = failure.or(() -> Optional.of(Fault.of(failed.cause()).message()));
        return release();
    }

    /** The machine is gone, or the task; or one of the two parts here is closed. */
    private Behavior<Command> onTerminated(Terminated terminated) {
        var ref = terminated.getRef();
        if (ref.equals(log) || ref.equals(ledger)) {
            openParts--;
            return openParts == 0 ? over() : this;
        }
        isMachineGone |= ref.equals(order.member().node());
        task = task.filter(t -> order.grace().isZero()); // it trains on, and waits for the lab to be reached
        return release();
    }

    /** Closes the log; what came of the attempt is told when it is closed. */
    private Behavior<Command> release() {
        if (isOver) {
            return isMachineGone ? Behaviors.stopped() : this;
        }
        task.ifPresent(t -> {
            getContext().unwatch(t);
            t.tell(NodeTask.End.END);
        });
        task = Optional.empty();
        getContext().stop(ledger);
        getContext().stop(log);
        return openParts == 0 ? over() : this;
    }

    private Behavior<Command> over() {
        isOver = true;
        order.lock().close();
        keeper.tell(
                failure.isPresent() && !isMachineGone
                        ? new RunKeeper.AttemptDied(order.number(), failure.get())
                        : new RunKeeper.AttemptEnded(order.number()));
        return isAnswered || isMachineGone ? Behaviors.stopped() : this;
    }

    private Behavior<Command> onPostStop() {
        if (!isOver) {
            order.lock().close();
        }
        return this;
    }
}
