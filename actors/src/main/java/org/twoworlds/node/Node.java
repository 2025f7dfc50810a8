package org.twoworlds.node;

import akka.Done;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.Terminated;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.actor.typed.receptionist.Receptionist;
import akka.cluster.typed.Cluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.twoworlds.actor.Dispatchers;
import org.twoworlds.actor.Machine;
import org.twoworlds.config.Device;
import org.twoworlds.config.Role;

/**
 * A machine that works for a lab: introduces itself to the lab that it finds in the cluster, and does what that asks for,
 * each task in actors of its own. Ends when the lab is not heard of for a while, so that the process can join anew.
 */
public final class Node extends AbstractBehavior<NodeProtocol.Command> {
    private static final Duration BEAT = Duration.ofSeconds(5);
    private static final int MOST_BEATS_UNHEARD = 9;

    /**
     * Starts a node.
     *
     * @param role the work that it does
     * @param slots tasks at a time
     * @param device the only one to work on; empty where that is as each run says
     * @param cache where replicas lie
     * @param ended is completed when it has ended and all its tasks have
     */
    public static Behavior<NodeProtocol.Command> create(
            Role role, int slots, Optional<Device> device, Path cache, CompletableFuture<Done> ended) {
        return Behaviors.setup(context -> {
            var address = Cluster.get(context.getSystem()).selfMember().address();
            var self = new Nodes.Member(
                    address.getHost().get() + ":" + address.getPort().get(),
                    role,
                    slots,
                    device.map(Device::toString).orElse(""),
                    Map.copyOf(Machine.describe()),
                    context.getSelf());
            return create(self, device, cache, ended);
        });
    }

    /** Starts a node that is known to its lab as this member. */
    static Behavior<NodeProtocol.Command> create(
            Nodes.Member self, Optional<Device> device, Path cache, CompletableFuture<Done> ended) {
        return Behaviors.setup(
                context -> Behaviors.withTimers(timers -> new Node(context, timers, self, device, cache, ended)));
    }

    private final Nodes.Member self;
    private final Optional<Device> device;
    private final Path cache;
    private final CompletableFuture<Done> ended;
    private final Set<ActorRef<NodeTask.Command>> tasks = new HashSet<>();
    private Optional<ActorRef<Nodes.Command>> lab = Optional.empty();
    private int unheard;
    private long spawned;
    private boolean leaving;

    private Node(
            ActorContext<NodeProtocol.Command> context,
            TimerScheduler<NodeProtocol.Command> timers,
            Nodes.Member self,
            Optional<Device> device,
            Path cache,
            CompletableFuture<Done> ended) {
        super(context);
        this.self = self;
        this.device = device;
        this.cache = cache;
        this.ended = ended;
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
                .onMessage(NodeProtocol.Welcome.class, welcome -> onWelcome())
                .onMessage(NodeProtocol.Train.class, t -> onTask(NodeRun.create(cache, t.order()), t.order()))
                .onMessage(
                        NodeProtocol.Evaluate.class,
                        e -> onTask(NodeEvaluation.create(cache, e.order(), e.attached(), device), e.order()))
                .onMessage(NodeProtocol.Beat.class, beat -> onBeat())
                .onMessage(NodeProtocol.Leave.class, leave -> onLeave())
                .onSignal(Terminated.class, this::onTerminated)
                .onSignal(PostStop.class, signal -> onPostStop())
                .build();
    }

    private Behavior<NodeProtocol.Command> onFound(NodeProtocol.Found found) {
        lab = found.labs().getServiceInstances(Nodes.KEY).stream().findFirst();
        return onBeat();
    }

    private Behavior<NodeProtocol.Command> onWelcome() {
        unheard = 0;
        return this;
    }

    private Behavior<NodeProtocol.Command> onBeat() {
        unheard++;
        if (unheard > MOST_BEATS_UNHEARD && !leaving) {
            getContext().getLog().warn("The lab was not heard of for a while: joining anew");
            return Behaviors.stopped();
        }
        lab.ifPresent(l -> l.tell(new Nodes.Here(self, tasks.size())));
        return this;
    }

    private Behavior<NodeProtocol.Command> onTask(Behavior<NodeTask.Command> behavior, NodeTask.Order order) {
        if (leaving || tasks.size() >= self.slots()) {
            order.reports().tell(new NodeTask.Refused("it has no slot free"));
            return this;
        }
        var task = getContext().spawn(behavior, "task-" + spawned++, Dispatchers.pinned());
        getContext().watch(task);
        tasks.add(task);
        return this;
    }

    private Behavior<NodeProtocol.Command> onLeave() {
        leaving = true;
        List.copyOf(tasks).forEach(t -> t.tell(NodeTask.End.END));
        return tasks.isEmpty() ? Behaviors.stopped() : this;
    }

    private Behavior<NodeProtocol.Command> onTerminated(Terminated terminated) {
        tasks.removeIf(t -> t.path().equals(terminated.getRef().path()));
        return leaving && tasks.isEmpty() ? Behaviors.stopped() : onBeat();
    }

    private Behavior<NodeProtocol.Command> onPostStop() {
        ended.complete(Done.getInstance());
        return this;
    }
}
