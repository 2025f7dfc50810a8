package org.twoworlds.node;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.Terminated;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.receptionist.Receptionist;
import akka.actor.typed.receptionist.ServiceKey;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.twoworlds.config.Role;

/** A lab's list of the machines that work for it. Tells who joined and who is gone, as the cluster sees it. */
public final class Nodes extends AbstractBehavior<Nodes.Command> {
    /** The receptionist's key by which a node finds its lab. */
    static final ServiceKey<Command> KEY = ServiceKey.create(Command.class, "twoworlds-lab");

    /** A message to the list of machines. */
    public sealed interface Command {}

    /**
     * A machine.
     *
     * @param name its address in the cluster, as {@code HOST:PORT}
     * @param role the work that it does
     * @param slots tasks at a time
     * @param device the only one that it works on; empty where that is as each run says
     * @param machine the properties on which its results may depend
     */
    public record Member(
            String name,
            Role role,
            int slots,
            String device,
            Map<String, String> machine,
            ActorRef<NodeProtocol.Command> node)
            implements Wire {}

    /** A machine says that it is there, and how many tasks it does. */
    public record Here(Member member, int tasks) implements Command, Wire {}

    /** The machines that have joined now. */
    public record Change(List<Member> members) {}

    /**
     * Starts the list.
     *
     * @param changes is told whenever the list is another
     */
    public static Behavior<Command> create(ActorRef<Change> changes) {
        return Behaviors.setup(context -> new Nodes(context, changes));
    }

    private final ActorRef<Change> changes;
    private final Map<ActorRef<NodeProtocol.Command>, Member> members = new LinkedHashMap<>();

    private Nodes(ActorContext<Command> context, ActorRef<Change> changes) {
        super(context);
        this.changes = changes;
        context.getSystem().receptionist().tell(Receptionist.register(KEY, context.getSelf()));
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Here.class, this::onHere)
                .onSignal(Terminated.class, this::onTerminated)
                .build();
    }

    private Behavior<Command> onHere(Here here) {
        var member = here.member();
        if (members.putIfAbsent(member.node(), member) == null) {
            getContext().watch(member.node());
            changes.tell(new Change(List.copyOf(members.values())));
        }
        member.node().tell(NodeProtocol.Welcome.WELCOME);
        return this;
    }

    private Behavior<Command> onTerminated(Terminated terminated) {
        members.keySet().removeIf(n -> n.path().equals(terminated.getRef().path()));
        changes.tell(new Change(List.copyOf(members.values())));
        return this;
    }
}
