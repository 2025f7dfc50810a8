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
import java.time.InstantSource;
import java.util.Optional;
import org.twoworlds.actor.Dispatchers;
import org.twoworlds.actor.InboxKeeper;
import org.twoworlds.node.Ledger;
import org.twoworlds.node.NodeProtocol;
import org.twoworlds.node.NodeTask;
import org.twoworlds.node.Nodes;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.RunFolder;

/** An evaluator on another machine, whose scores go by the run's inbox. It ends when the machine is done, refuses or is gone. */
final class RemoteEvaluation extends AbstractBehavior<NodeTask.Report> {
    /**
     * An evaluator that has lost its machine, and is to go on elsewhere.
     *
     * @param isGone whether the machine is gone, and did not refuse
     */
    record Displaced(RunFolder folder, Event.Attached attached, Nodes.Member from, boolean isGone, String reason) {}

    private final RunFolder folder;
    private final Event.Attached attached;
    private final Nodes.Member member;
    private final ActorRef<Displaced> displaced;
    private Optional<ActorRef<NodeTask.Command>> task = Optional.empty();

    private RemoteEvaluation(
            ActorContext<NodeTask.Report> context,
            RunFolder folder,
            Event.Attached attached,
            Nodes.Member member,
            InstantSource clock,
            ActorRef<Displaced> displaced) {
        super(context);
        this.folder = folder;
        this.attached = attached;
        this.member = member;
        this.displaced = displaced;
        var inbox = context.spawn(InboxKeeper.create(folder, clock), "inbox", Dispatchers.pinned());
        var ledger = context.spawn(
                Ledger.create(folder, inbox, event -> NodeTask.isScore(event, attached.evaluator())),
                "ledger",
                Dispatchers.pinned());
        context.watch(ledger);
        context.watch(inbox);
        context.watch(member.node());
        var order = new NodeTask.Order(folder.id(), RunView.of(folder).next(), ledger, context.getSelf());
        member.node().tell(new NodeProtocol.Evaluate(order, attached));
    }

    static Behavior<NodeTask.Report> create(
            RunFolder folder,
            Event.Attached attached,
            Nodes.Member member,
            InstantSource clock,
            ActorRef<Displaced> displaced) {
        return Behaviors.setup(context -> new RemoteEvaluation(context, folder, attached, member, clock, displaced));
    }

    @Override
    public Receive<NodeTask.Report> createReceive() {
        return newReceiveBuilder()
                .onMessage(NodeTask.Accepted.class, this::onAccepted)
                .onMessage(NodeTask.Ended.class, ended -> Behaviors.stopped())
                .onMessage(NodeTask.Refused.class, refused -> onDisplaced(false, refused.reason()))
                .onMessage(NodeTask.Failed.class, failed -> onDisplaced(false, failed.reason()))
                .onSignal(
                        ChildFailed.class,
                        f -> onDisplaced(false, String.valueOf(f.cause().getMessage())))
                .onSignal(Terminated.class, terminated -> onDisplaced(true, "it is gone"))
                .onSignal(PostStop.class, signal -> onPostStop())
                .build();
    }

    private Behavior<NodeTask.Report> onAccepted(NodeTask.Accepted accepted) {
        task = Optional.of(accepted.task());
        getContext().watch(accepted.task());
        return this;
    }

    private Behavior<NodeTask.Report> onDisplaced(boolean isGone, String reason) {
        displaced.tell(new Displaced(folder, attached, member, isGone, reason));
        return Behaviors.stopped();
    }

    /** Detached, or ended: the machine lets go of it. */
    private Behavior<NodeTask.Report> onPostStop() {
        task.ifPresent(t -> t.tell(NodeTask.End.END));
        return this;
    }
}
