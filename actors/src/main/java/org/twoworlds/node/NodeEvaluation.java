package org.twoworlds.node;

import akka.actor.typed.Behavior;
import akka.actor.typed.Terminated;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.twoworlds.actor.Attachment;
import org.twoworlds.actor.EvaluationProcess;
import org.twoworlds.config.Device;
import org.twoworlds.logging.LogLines;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.log.Event;

/** Evaluates a lab's run on a node: the same evaluator as everywhere, on a replica of the log, with a courier for a writer. */
final class NodeEvaluation extends TaskActor {
    private final Event.Attached attached;
    private final Optional<Device> device;

    private NodeEvaluation(
            ActorContext<NodeTask.Command> context,
            Path cache,
            NodeTask.Order order,
            Event.Attached attached,
            Optional<Device> device) {
        super(context, cache, order, "evaluations-" + attached.evaluator());
        this.device = device;
        this.attached = attached;
        accept();
    }

    /**
     * Starts the evaluation of a lab's run.
     *
     * @param cache where replicas lie
     * @param device where to score; empty where that is as the run says
     */
    static Behavior<NodeTask.Command> create(
            Path cache, NodeTask.Order order, Event.Attached attached, Optional<Device> device) {
        return Behaviors.withMdc(
                NodeTask.Command.class,
                Map.of(LogLines.RUN, order.run()),
                Behaviors.setup(context -> new NodeEvaluation(context, cache, order, attached, device)));
    }

    @Override
    public Receive<NodeTask.Command> createReceive() {
        return newTaskBuilder()
                .onMessage(NodeTask.End.class, end -> over(new NodeTask.Ended()))
                .onSignal(Terminated.class, terminated -> over(new NodeTask.Ended()))
                .build();
    }

    @Override
    protected void begin(RemoteFiles files) {
        var attachment = Attachment.open(folder, files, RunView.of(folder), attached, device);
        var actor = getContext()
                .spawn(
                        EvaluationProcess.create(
                                attachment.task(), attachment.scorer(), true, Courier.create(folder, order.ledger())),
                        "evaluation");
        getContext().watch(actor);
    }
}
