package org.twoworlds.node;

import akka.actor.typed.Behavior;
import akka.actor.typed.Terminated;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import java.util.Map;
import org.twoworlds.actor.Attachment;
import org.twoworlds.actor.EvaluationProcess;
import org.twoworlds.logging.LogLines;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.log.Event;

/** Evaluates a lab's run on a node: the same evaluator as everywhere, on a replica of the log, with a courier for a writer. */
final class NodeEvaluation extends TaskActor {
    private final Event.Attached attached;
    private final Site site;

    private NodeEvaluation(
            ActorContext<NodeTask.Command> context, Site site, NodeTask.Order order, Event.Attached attached) {
        super(
                context,
                site.cache(),
                order,
                new Link.Ends(context.getSystem(), order.ledger()),
                "evaluations-" + attached.evaluator());
        this.site = site;
        this.attached = attached;
        context.watch(order.ledger()); // a lab that let go before it heard of this task cannot tell it to end
        accept();
    }

    /**
     * Starts the evaluation of a lab's run.
     *
     * @param site where replicas lie, on which device to score, and where the data are
     */
    static Behavior<NodeTask.Command> create(Site site, NodeTask.Order order, Event.Attached attached) {
        return Behaviors.withMdc(
                NodeTask.Command.class,
                Map.of(LogLines.RUN, order.run()),
                Behaviors.setup(context -> new NodeEvaluation(context, site, order, attached)));
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
        var attachment = Attachment.open(folder, files, RunView.of(folder), attached, site.device(), site.data()::in);
        var actor = getContext()
                .spawn(
                        EvaluationProcess.create(
                                attachment.task(), attachment.scorer(), true, Courier.create(folder, order.ledger())),
                        "evaluation");
        getContext().watch(actor);
    }
}
