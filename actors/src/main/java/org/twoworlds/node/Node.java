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
import akka.actor.typed.javadsl.TimerScheduler;
import akka.actor.typed.receptionist.Receptionist;
import akka.cluster.typed.Cluster;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.twoworlds.actor.Dispatchers;
import org.twoworlds.actor.Machine;
import org.twoworlds.config.Device;
import org.twoworlds.config.Fault;

/**
 * A machine's connection to its lab: introduces itself to the lab that it finds in the cluster, and does what that asks for, each
 * task in actors of its own. Runs are trained on a {@link Workbench}, which outlives the connection. Ends when the lab is gone, or
 * not heard of for a while, so that the process can join anew; and when the lab does not take the machine.
 */
public final class Node extends AbstractBehavior<NodeProtocol.Command> {
    private static final Duration BEAT = Duration.ofSeconds(5);
    private static final int MOST_BEATS_UNHEARD = 9;

    /**
     * Starts a node.
     *
     * @param bench where it has runs trained
     * @param ended is completed when it has ended: with the reason where the lab does not take the machine, and empty else
     */
    public static Behavior<NodeProtocol.Command> create(
            Site site, ActorRef<WorkbenchProtocol.Command> bench, CompletableFuture<Optional<String>> ended) {
        return Behaviors.setup(context -> {
            var address = Cluster.get(context.getSystem()).selfMember().address();
            var self = new Nodes.Member(
                    address.getHost().get() + ":" + address.getPort().get(),
                    site.role(),
                    site.slots(),
                    site.device().map(Device::toString).orElse(""),
                    Map.copyOf(Machine.describe()),
                    site.version(),
                    site.slot(),
                    context.getSelf());
            return create(self, site, bench, ended);
        });
    }

    /** Starts a node that is known to its lab as this member. */
    static Behavior<NodeProtocol.Command> create(
            Nodes.Member self,
            Site site,
            ActorRef<WorkbenchProtocol.Command> bench,
            CompletableFuture<Optional<String>> ended) {
        return Behaviors.setup(
                context -> Behaviors.withTimers(timers -> new Node(context, timers, self, site, bench, ended)));
    }

    private final Nodes.Member self;
    private final Site site;
    private final ActorRef<WorkbenchProtocol.Command> bench;
    private final CompletableFuture<Optional<String>> ended;
    private final Map<ActorRef<NodeTask.Command>, NodeTask.Order> tasks = new HashMap<>();
    private final Map<String, NodeTask.Held> held = new LinkedHashMap<>();
    private Optional<ActorRef<Nodes.Command>> lab = Optional.empty();
    private boolean hasFound;
    private boolean knowsHeld;
    private int unheard;
    private long spawned;
    private boolean leaving;

    private Node(
            ActorContext<NodeProtocol.Command> context,
            TimerScheduler<NodeProtocol.Command> timers,
            Nodes.Member self,
            Site site,
            ActorRef<WorkbenchProtocol.Command> bench,
            CompletableFuture<Optional<String>> ended) {
        super(context);
        this.self = self;
        this.site = site;
        this.bench = bench;
        this.ended = ended;
        bench.tell(new WorkbenchProtocol.Connected(context.getSelf()));
        context.getSystem()
                .receptionist()
                .tell(Receptionist.subscribe(
                        Nodes.KEY, context.messageAdapter(Receptionist.Listing.class, NodeProtocol.Found::new)));
        timers.startTimerWithFixedDelay(NodeProtocol.Beat.BEAT, BEAT);
    }

    @Override
    public Receive<NodeProtocol.Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(NodeProtocol.Found.class, this::onFound)
                .onMessage(NodeProtocol.Holding.class, this::onHolding)
                .onMessage(NodeProtocol.Known.class, known -> onKnown())
                .onMessage(NodeProtocol.Unwelcome.class, unwelcome -> onUnwelcome(unwelcome.reason()))
                .onMessage(
                        NodeProtocol.Welcome.class,
                        welcome -> onUnwelcome("The version of the lab, which does not say it, must be "
                                + self.version() + " in its first two numbers as the machine's is."))
                .onMessage(NodeProtocol.Train.class, t -> onTask(Line.create(t.order(), bench, false), t.order()))
                .onMessage(NodeProtocol.GoOn.class, goOn -> onGoOn(goOn.order()))
                .onMessage(NodeProtocol.Drop.class, this::onDrop)
                .onMessage(
                        NodeProtocol.Evaluate.class,
                        e -> onTask(NodeEvaluation.create(site, e.order(), e.attached()), e.order()))
                .onMessage(NodeProtocol.Beat.class, beat -> onBeat())
                .onMessage(NodeProtocol.Leave.class, leave -> onLeave())
                .onSignal(Terminated.class, this::onTerminated)
                .onSignal(PostStop.class, signal -> onPostStop())
                .build();
    }

    private Behavior<NodeProtocol.Command> onFound(NodeProtocol.Found found) {
        var isGone = found.labs().getAllServiceInstances(Nodes.KEY).isEmpty(); // unreachable ones are among these
        if (hasFound && isGone) {
            getContext().getLog().warn("The lab is gone: joining anew");
            return Behaviors.stopped();
        }
        hasFound |= !isGone;
        lab = found.labs().getServiceInstances(Nodes.KEY).stream().findFirst();
        return say();
    }

    private Behavior<NodeProtocol.Command> onHolding(NodeProtocol.Holding holding) {
        held.clear();
        holding.held().forEach(h -> held.put(h.run(), h));
        knowsHeld = true;
        return isDone() ? Behaviors.stopped() : say();
    }

    private Behavior<NodeProtocol.Command> onKnown() {
        unheard = 0;
        return this;
    }

    private Behavior<NodeProtocol.Command> onUnwelcome(String reason) {
        ended.complete(Optional.of(reason));
        return Behaviors.stopped();
    }

    private Behavior<NodeProtocol.Command> onBeat() {
        unheard++;
        if (unheard > MOST_BEATS_UNHEARD) {
            getContext().getLog().warn("The lab was not heard of for a while: joining anew");
            return Behaviors.stopped();
        }
        return say();
    }

    private Behavior<NodeProtocol.Command> say() {
        if (knowsHeld) {
            lab.ifPresent(l -> l.tell(new Nodes.Here(self, tasks.size(), List.copyOf(held.values()))));
        }
        return this;
    }

    private Behavior<NodeProtocol.Command> onTask(Behavior<NodeTask.Command> behavior, NodeTask.Order order) {
        if (leaving || tasks.size() + held.size() >= self.slots()) {
            order.reports().tell(new NodeTask.Refused("it has no slot free"));
            return this;
        }
        return begin(behavior, order);
    }

    private Behavior<NodeProtocol.Command> begin(Behavior<NodeTask.Command> behavior, NodeTask.Order order) {
        var task = getContext().spawn(behavior, "task-" + spawned++, Dispatchers.pinned());
        getContext().watch(task);
        tasks.put(task, order);
        return this;
    }

    private Behavior<NodeProtocol.Command> onGoOn(NodeTask.Order order) {
        held.remove(order.run());
        return begin(Line.create(order, bench, true), order);
    }

    private Behavior<NodeProtocol.Command> onDrop(NodeProtocol.Drop drop) {
        bench.tell(new WorkbenchProtocol.Drop(drop.run(), drop.reason()));
        return this;
    }

    private Behavior<NodeProtocol.Command> onLeave() {
        leaving = true;
        List.copyOf(tasks.keySet()).forEach(t -> t.tell(NodeTask.End.END));
        bench.tell(WorkbenchProtocol.EndAll.END_ALL);
        return isDone() ? Behaviors.stopped() : this;
    }

    private boolean isDone() {
        return leaving && knowsHeld && tasks.isEmpty() && held.isEmpty();
    }

    /** A task that failed before it could say so has told nobody. */
    private Behavior<NodeProtocol.Command> onTerminated(Terminated terminated) {
        var order = tasks.remove(terminated.getRef().<NodeTask.Command>unsafeUpcast());
        if (order != null && terminated instanceof ChildFailed failed) {
            order.reports().tell(new NodeTask.Refused(Fault.of(failed.cause()).message()));
        }
        return isDone() ? Behaviors.stopped() : say();
    }

    private Behavior<NodeProtocol.Command> onPostStop() {
        ended.complete(Optional.empty());
        return this;
    }
}
