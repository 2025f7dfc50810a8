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
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.twoworlds.config.Role;

/**
 * A lab's list of the machines that work for it. Tells who joined and who is gone, as the cluster sees it, and what each says that it
 * holds. A machine of another version is told why it may not join, and is not listed.
 */
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
     * @param version the program's; empty where it is too old to say
     * @param slot a name that it has in common with the process that is started when it dies
     */
    public record Member(
            String name,
            Role role,
            int slots,
            String device,
            Map<String, String> machine,
            String version,
            String slot,
            ActorRef<NodeProtocol.Command> node)
            implements Wire {
        public Member {
            version = version == null ? "" : version;
            slot = slot == null ? "" : slot;
        }
    }

    /**
     * A machine says that it is there.
     *
     * @param tasks the number of those that it does
     * @param held the runs that it trains beside these while they wait for a lab that was not reached
     */
    public record Here(Member member, int tasks, List<NodeTask.Held> held) implements Command, Wire {
        public Here {
            held = held == null ? List.of() : List.copyOf(held);
        }
    }

    /** What the list tells. */
    public sealed interface News {}

    /** The machines that have joined now. */
    public record Change(List<Member> members) implements News {}

    /** A machine that has joined, or is about to, says what runs it holds that wait for the lab. */
    public record Heard(Member member, List<NodeTask.Held> held) implements News {}

    /**
     * Starts the list.
     *
     * @param terms on which machines join
     * @param news is told whenever the list is another, and before that and ever again what a machine holds
     */
    public static Behavior<Command> create(Terms terms, ActorRef<News> news) {
        return Behaviors.setup(context -> new Nodes(context, terms, news));
    }

    private final Terms terms;
    private final ActorRef<News> news;
    private final Set<ActorRef<NodeProtocol.Command>> refused = new HashSet<>();
    private final Map<ActorRef<NodeProtocol.Command>, Member> members = new LinkedHashMap<>();

    private Nodes(ActorContext<Command> context, Terms terms, ActorRef<News> news) {
        super(context);
        this.terms = terms;
        this.news = news;
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
        var refusal = terms.refusal(member.version());
        if (refusal.isPresent()) {
            if (refused.add(member.node())) {
                getContext().watch(member.node());
                getContext().getLog().warn("The machine {} may not join. {}", member.name(), refusal.get());
            }
            member.node().tell(new NodeProtocol.Unwelcome(refusal.get()));
            return this;
        }
        news.tell(new Heard(member, here.held()));
        if (members.putIfAbsent(member.node(), member) == null) {
            getContext().watch(member.node());
            news.tell(new Change(List.copyOf(members.values())));
        }
        member.node().tell(new NodeProtocol.Known(terms.version()));
        return this;
    }

    private Behavior<Command> onTerminated(Terminated terminated) {
        if (refused.removeIf(n -> n.path().equals(terminated.getRef().path()))) {
            return this;
        }
        members.keySet().removeIf(n -> n.path().equals(terminated.getRef().path()));
        news.tell(new Change(List.copyOf(members.values())));
        return this;
    }
}
