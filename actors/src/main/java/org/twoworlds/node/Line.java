package org.twoworlds.node;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import java.time.Duration;
import java.util.Optional;

/**
 * A connection's end of a run that a machine trains for its lab: the run's task lives beside the connection and outlives it, so
 * that neither knows more of the other than this actor. What the lab says goes to the task, what the task says to the lab; when
 * the connection is gone the task is told so.
 */
final class Line extends AbstractBehavior<Object> {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private record EntriesCame(ActorRef<Ledger.Entries> to, Optional<Ledger.Entries> entries) {}

    private record BytesCame(ActorRef<Ledger.Bytes> to, Optional<Ledger.Bytes> bytes) {}

    /**
     * Starts a line.
     *
     * @param order the lab's, of this connection
     * @param bench is given the order, with this line in place of the lab
     * @param goesOn whether the run is trained there already
     */
    static Behavior<NodeTask.Command> create(
            NodeTask.Order order, ActorRef<WorkbenchProtocol.Command> bench, boolean goesOn) {
        Behavior<Object> line = Behaviors.setup(context -> new Line(context, order, bench, goesOn));
        return line.narrow();
    }

    private final NodeTask.Order order;
    private Optional<ActorRef<NodeTask.Command>> task = Optional.empty();
    private Optional<ActorRef<Ledger.Receipt>> courier = Optional.empty();
    private boolean isToEnd;

    private Line(
            ActorContext<Object> context,
            NodeTask.Order order,
            ActorRef<WorkbenchProtocol.Command> bench,
            boolean goesOn) {
        super(context);
        this.order = order;
        var self = context.getSelf();
        var own = new NodeTask.Order(order.run(), order.upTo(), self.narrow(), self.narrow(), order.grace());
        bench.tell(new WorkbenchProtocol.Take(own, new Link.Ends(context.getSystem(), self.narrow()), self, goesOn));
    }

    @Override
    public Receive<Object> createReceive() {
        return newReceiveBuilder()
                .onMessage(NodeTask.Accepted.class, accepted -> onAccepted(accepted.task()))
                .onMessage(NodeTask.Report.class, this::onOver)
                .onMessage(NodeTask.Died.class, died -> onDied(died.reason()))
                .onMessageEquals(NodeTask.End.END, this::onEnd)
                .onMessage(Ledger.Say.class, this::onSay)
                .onMessage(Ledger.Chunk.class, this::onChunk)
                .onMessage(Ledger.Begin.class, this::onBegin)
                .onMessage(Ledger.Receipt.class, this::onReceipt)
                .onMessage(Ledger.Follow.class, this::onFollow)
                .onMessage(EntriesCame.class, this::onEntries)
                .onMessage(Ledger.Fetch.class, this::onFetch)
                .onMessage(BytesCame.class, this::onBytes)
                .onSignal(PostStop.class, signal -> onPostStop())
                .build();
    }

    private Behavior<Object> onAccepted(ActorRef<NodeTask.Command> accepted) {
        task = Optional.of(accepted);
        order.reports().tell(new NodeTask.Accepted(getContext().getSelf().narrow()));
        return isToEnd ? onEnd() : this;
    }

    private Behavior<Object> onOver(NodeTask.Report report) {
        order.reports().tell(report);
        return Behaviors.stopped();
    }

    /** What cannot even begin here may begin elsewhere; what began has failed. */
    private Behavior<Object> onDied(String reason) {
        return onOver(task.isPresent() ? new NodeTask.Failed(reason) : new NodeTask.Refused(reason));
    }

    private Behavior<Object> onEnd() {
        isToEnd = true;
        task.ifPresent(t -> t.tell(NodeTask.End.END));
        return this;
    }

    private Behavior<Object> onSay(Ledger.Say say) {
        courier = Optional.of(say.replyTo());
        order.ledger()
                .tell(new Ledger.Say(
                        say.number(),
                        say.event(),
                        say.durable(),
                        getContext().getSelf().narrow()));
        return this;
    }

    private Behavior<Object> onChunk(Ledger.Chunk c) {
        courier = Optional.of(c.replyTo());
        ActorRef<Ledger.Receipt> here = getContext().getSelf().narrow();
        order.ledger().tell(new Ledger.Chunk(c.number(), c.file(), c.sha256(), c.at(), c.bytes(), c.last(), here));
        return this;
    }

    private Behavior<Object> onBegin(Ledger.Begin begin) {
        order.ledger().tell(begin);
        return this;
    }

    private Behavior<Object> onReceipt(Ledger.Receipt receipt) {
        courier.ifPresent(c -> c.tell(receipt));
        return this;
    }

    private Behavior<Object> onFollow(Ledger.Follow follow) {
        getContext()
                .ask(
                        Ledger.Entries.class,
                        order.ledger(),
                        PATIENCE,
                        (ActorRef<Ledger.Entries> here) -> new Ledger.Follow(follow.from(), here),
                        (entries, error) -> new EntriesCame(follow.replyTo(), Optional.ofNullable(entries)));
        return this;
    }

    /** Who asked and has no answer asks again. */
    private Behavior<Object> onEntries(EntriesCame came) {
        came.entries().ifPresent(came.to()::tell);
        return this;
    }

    private Behavior<Object> onFetch(Ledger.Fetch fetch) {
        getContext()
                .ask(
                        Ledger.Bytes.class,
                        order.ledger(),
                        PATIENCE,
                        (ActorRef<Ledger.Bytes> here) -> new Ledger.Fetch(fetch.file(), here),
                        (bytes, error) -> new BytesCame(fetch.replyTo(), Optional.ofNullable(bytes)));
        return this;
    }

    private Behavior<Object> onBytes(BytesCame came) {
        came.bytes().ifPresent(came.to()::tell);
        return this;
    }

    private Behavior<Object> onPostStop() {
        task.ifPresent(t -> t.tell(new NodeTask.Cut(getContext().getSelf().narrow())));
        return this;
    }
}
