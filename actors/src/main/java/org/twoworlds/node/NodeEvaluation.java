package org.twoworlds.node;

import akka.actor.typed.Behavior;
import akka.actor.typed.ChildFailed;
import akka.actor.typed.PostStop;
import akka.actor.typed.Terminated;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import java.nio.file.Path;
import java.util.Optional;
import org.twoworlds.actor.Attachment;
import org.twoworlds.actor.Dispatchers;
import org.twoworlds.actor.EvaluationProcess;
import org.twoworlds.config.Device;
import org.twoworlds.config.Fault;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.RunFolder;

/** Evaluates a lab's run on a node: the same evaluator as everywhere, on a replica of the log, with a courier for a writer. */
final class NodeEvaluation extends AbstractBehavior<NodeTask.Command> {
    private final NodeTask.Order order;
    private final Event.Attached attached;
    private final Optional<Device> device;
    private final RunFolder folder;

    private NodeEvaluation(
            ActorContext<NodeTask.Command> context,
            Path cache,
            NodeTask.Order order,
            Event.Attached attached,
            Optional<Device> device) {
        super(context);
        this.device = device;
        this.order = order;
        this.attached = attached;
        folder = NodeTask.fresh(cache, order.run(), "evaluations-" + attached.evaluator());
        var self = context.getSelf();
        var replica = context.spawn(
                Replica.create(folder, order.ledger(), order.upTo(), () -> self.tell(new NodeTask.Ready())),
                "replica",
                Dispatchers.pinned());
        context.watch(replica);
        order.reports().tell(new NodeTask.Accepted(self));
    }

    /**
     * Starts the evaluation of a lab's run.
     *
     * @param cache where replicas lie
     * @param device where to score; empty where that is as the run says
     */
    static Behavior<NodeTask.Command> create(
            Path cache, NodeTask.Order order, Event.Attached attached, Optional<Device> device) {
        return Behaviors.setup(context -> new NodeEvaluation(context, cache, order, attached, device));
    }

    @Override
    public Receive<NodeTask.Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(NodeTask.Ready.class, ready -> onReady())
                .onMessage(NodeTask.End.class, end -> onDone(new NodeTask.Ended()))
                .onSignal(
                        ChildFailed.class,
                        failed -> onDone(
                                new NodeTask.Failed(Fault.of(failed.cause()).message())))
                .onSignal(Terminated.class, terminated -> onDone(new NodeTask.Ended()))
                .onSignal(PostStop.class, signal -> onPostStop())
                .build();
    }

    private Behavior<NodeTask.Command> onReady() {
        try {
            var files = new RemoteFiles(getContext().getSystem(), order.ledger(), folder);
            var attachment = Attachment.open(folder, files, RunView.of(folder), attached, device);
            var actor = getContext()
                    .spawn(
                            EvaluationProcess.create(
                                    attachment.task(),
                                    attachment.scorer(),
                                    true,
                                    Courier.create(folder, order.ledger())),
                            "evaluation");
            getContext().watch(actor);
            return this;
        } catch (RuntimeException | Error e) {
            return onDone(new NodeTask.Refused(Fault.of(e).message()));
        }
    }

    private Behavior<NodeTask.Command> onDone(NodeTask.Report report) {
        order.reports().tell(report);
        return Behaviors.stopped();
    }

    private Behavior<NodeTask.Command> onPostStop() {
        NodeTask.remove(folder.path());
        return this;
    }
}
