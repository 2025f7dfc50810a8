package org.twoworlds.node;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.ChildFailed;
import akka.actor.typed.PostStop;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.ReceiveBuilder;
import java.nio.file.Path;
import org.twoworlds.actor.Dispatchers;
import org.twoworlds.config.Fault;
import org.twoworlds.stream.log.RunFolder;

/**
 * The actor of a task on a node: it follows the lab's log into a replica, begins its work once the replica is ready, and reports to
 * the lab that the task was taken up, and how it ended. The replica's folder goes with the actor.
 */
abstract class TaskActor extends AbstractBehavior<NodeTask.Command> {
    /** The lab's order. */
    protected final NodeTask.Order order;

    /** The replica of the run. */
    protected final RunFolder folder;

    /** The way to the lab. */
    protected final Link link;

    /** The actor that keeps the replica. */
    protected final ActorRef<Replica.Command> replica;

    /**
     * Takes the order up.
     *
     * @param cache the folder of replicas
     * @param ends the connection by which it came
     * @param kind the replica's folder in it
     */
    TaskActor(ActorContext<NodeTask.Command> context, Path cache, NodeTask.Order order, Link.Ends ends, String kind) {
        super(context);
        this.order = order;
        link = new Link(ends);
        folder = NodeTask.fresh(cache, order.run(), kind);
        var self = context.getSelf();
        replica = context.spawn(
                Replica.create(folder, ends, order.upTo(), () -> self.tell(new NodeTask.Ready())),
                "replica",
                Dispatchers.pinned());
        context.watch(replica);
    }

    /** Tells the lab that the order was taken up: the last thing that a constructor does. */
    protected final void accept() {
        reports().tell(new NodeTask.Accepted(getContext().getSelf()));
    }

    /** The handlers that every task has, to which a kind of task adds its own. */
    protected final ReceiveBuilder<NodeTask.Command> newTaskBuilder() {
        return newReceiveBuilder()
                .onMessage(NodeTask.Ready.class, ready -> onReady())
                .onSignal(
                        ChildFailed.class,
                        failed -> over(
                                new NodeTask.Failed(Fault.of(failed.cause()).message())))
                .onSignal(PostStop.class, signal -> onPostStop());
    }

    private Behavior<NodeTask.Command> onReady() {
        try {
            begin(new RemoteFiles(link, folder));
            return this;
        } catch (RuntimeException | Error e) {
            return over(new NodeTask.Refused(Fault.of(e).message()));
        }
    }

    /**
     * Begins the work, now that the replica holds what the lab's log held when it gave the order.
     *
     * @param files the way to the run's files
     */
    protected abstract void begin(RemoteFiles files);

    /** Who is told what becomes of the task. */
    protected ActorRef<NodeTask.Report> reports() {
        return order.reports();
    }

    /** Reports the task's end, and stops. */
    protected final Behavior<NodeTask.Command> over(NodeTask.Report report) {
        reports().tell(report);
        return Behaviors.stopped();
    }

    private Behavior<NodeTask.Command> onPostStop() {
        link.end();
        NodeTask.remove(folder.path());
        return this;
    }
}
