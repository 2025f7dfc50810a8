package org.twoworlds.node;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.ChildFailed;
import akka.actor.typed.PostStop;
import akka.actor.typed.Terminated;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.twoworlds.actor.Dispatchers;
import org.twoworlds.actor.LogWriter;
import org.twoworlds.actor.Run;
import org.twoworlds.actor.RunFiles;
import org.twoworlds.actor.RunLog;
import org.twoworlds.config.Fault;
import org.twoworlds.config.RunState;
import org.twoworlds.start.RunProcess;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.RunFolder;

/** Trains a lab's run on a node: the same {@link Run} as everywhere, on a replica of its log, with a courier for a writer. */
final class NodeRun extends AbstractBehavior<NodeTask.Command> {
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

    private final NodeTask.Order order;
    private final Training training;
    private final RunFolder folder;
    private final ActorRef<Replica.Command> replica;
    private final ActorRef<LogWriter.Command> courier;
    private Optional<ActorRef<Run.Command>> run = Optional.empty();
    private boolean ending;

    private NodeRun(ActorContext<NodeTask.Command> context, Path cache, NodeTask.Order order, Training training) {
        super(context);
        this.training = training;
        this.order = order;
        folder = NodeTask.fresh(cache, order.run(), "runs");
        var self = context.getSelf();
        replica = context.spawn(
                Replica.create(folder, order.ledger(), order.upTo(), () -> self.tell(new NodeTask.Ready())),
                "replica",
                Dispatchers.pinned());
        courier = context.spawn(Courier.create(folder, order.ledger()), "courier", Dispatchers.pinned());
        context.watch(replica);
        context.watch(courier);
        order.reports().tell(new NodeTask.Accepted(self));
    }

    /**
     * Starts the training of a lab's run.
     *
     * @param cache where replicas lie
     */
    static Behavior<NodeTask.Command> create(Path cache, NodeTask.Order order) {
        return create(
                cache,
                order,
                (folder, view, log, files, outcome) ->
                        Run.create(RunProcess.context(folder, view, log, files, List.of()), outcome));
    }

    /** Starts the training of a lab's run by a given actor. */
    static Behavior<NodeTask.Command> create(Path cache, NodeTask.Order order, Training training) {
        return Behaviors.setup(context -> new NodeRun(context, cache, order, training));
    }

    @Override
    public Receive<NodeTask.Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(NodeTask.Ready.class, ready -> onReady())
                .onMessage(NodeTask.End.class, end -> onEnd())
                .onMessage(NodeTask.Done.class, done -> onDone(done.report()))
                .onSignal(
                        ChildFailed.class,
                        failed -> onDone(
                                new NodeTask.Failed(Fault.of(failed.cause()).message())))
                .onSignal(Terminated.class, this::onTerminated)
                .onSignal(PostStop.class, signal -> onPostStop())
                .build();
    }

    private Behavior<NodeTask.Command> onReady() {
        if (ending) {
            return onDone(new NodeTask.Ended());
        }
        try {
            var view = RunView.of(folder);
            RunLog log = (context, listener, lowDisk) -> {
                replica.tell(new Replica.Listen(listener, view.next()));
                return courier;
            };
            var files = new RemoteFiles(getContext().getSystem(), order.ledger(), folder);
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
            return this;
        } catch (RuntimeException | Error e) {
            return onDone(new NodeTask.Refused(Fault.of(e).message()));
        }
    }

    private Behavior<NodeTask.Command> onEnd() {
        ending = true;
        run.ifPresent(r -> r.tell(new Run.Interrupt("asked to end")));
        return run.isPresent() ? this : onDone(new NodeTask.Ended());
    }

    private Behavior<NodeTask.Command> onDone(NodeTask.Report report) {
        order.reports().tell(report);
        return Behaviors.stopped();
    }

    /** In order only after the run's end, which its outcome tells of. */
    private Behavior<NodeTask.Command> onTerminated(Terminated terminated) {
        return this;
    }

    private Behavior<NodeTask.Command> onPostStop() {
        NodeTask.remove(folder.path());
        return this;
    }
}
