package org.twoworlds.node;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.Terminated;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
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
import org.twoworlds.stream.log.RunFolder;

/** Trains a lab's run on a node: the same {@link Run} as everywhere, on a replica of its log, with a courier for a writer. */
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
    private final ActorRef<LogWriter.Command> courier;
    private Optional<ActorRef<Run.Command>> run = Optional.empty();

    private NodeRun(ActorContext<NodeTask.Command> context, Path cache, NodeTask.Order order, Training training) {
        super(context, cache, order, "runs");
        this.training = training;
        courier = context.spawn(Courier.create(folder, order.ledger()), "courier", Dispatchers.pinned());
        context.watch(courier);
        accept();
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
                (folder, view, log, files, outcome) -> Behaviors.withMdc(
                        Run.Command.class,
                        Map.of(LogLines.RUN, order.run()),
                        Run.create(RunProcess.context(folder, view, log, files, List.of()), outcome)));
    }

    /** Starts the training of a lab's run by a given actor. */
    static Behavior<NodeTask.Command> create(Path cache, NodeTask.Order order, Training training) {
        return Behaviors.withMdc(
                NodeTask.Command.class,
                Map.of(LogLines.RUN, order.run()),
                Behaviors.setup(context -> new NodeRun(context, cache, order, training)));
    }

    @Override
    public Receive<NodeTask.Command> createReceive() {
        return newTaskBuilder()
                .onMessage(NodeTask.End.class, end -> onEnd())
                .onMessage(NodeTask.Done.class, done -> over(done.report()))
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

    /** In order only after the run's end, which its outcome tells of. */
    private Behavior<NodeTask.Command> onTerminated(Terminated terminated) {
        return this;
    }
}
