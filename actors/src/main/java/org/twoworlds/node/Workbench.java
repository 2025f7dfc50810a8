package org.twoworlds.node;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.ChildFailed;
import akka.actor.typed.Terminated;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.twoworlds.actor.Dispatchers;
import org.twoworlds.config.Fault;

/**
 * The place where a machine trains runs for its lab: guardian of an actor system of its own, which outlives the connections to
 * the lab, each of which is another system's {@link Node}. A run whose connection is cut stays here, until the lab goes on with
 * it over another one, gives it up, or is waited for no longer.
 */
public final class Workbench extends AbstractBehavior<WorkbenchProtocol.Command> {
    /** The way to the actor of a run. */
    @FunctionalInterface
    interface Tasks {
        /** The behaviour of a run's task. */
        Behavior<NodeTask.Command> of(WorkbenchProtocol.Take take, ActorRef<WorkbenchProtocol.Waits> waits);
    }

    /** Starts an empty workbench. */
    public static Behavior<WorkbenchProtocol.Command> create(Site site) {
        return create((take, waits) -> NodeRun.create(site, take.order(), take.ends(), waits));
    }

    /** Starts an empty workbench whose runs are given actors. */
    static Behavior<WorkbenchProtocol.Command> create(Tasks tasks) {
        return Behaviors.setup(context -> new Workbench(context, tasks));
    }

    private record Task(ActorRef<NodeTask.Command> ref, ActorRef<Object> line) {}

    private final Tasks all;
    private final Map<String, Task> tasks = new HashMap<>();
    private final Map<String, WorkbenchProtocol.Take> next = new HashMap<>();
    private final Map<String, NodeTask.Held> held = new LinkedHashMap<>();
    private Optional<ActorRef<NodeProtocol.Command>> node = Optional.empty();
    private long spawned;

    private Workbench(ActorContext<WorkbenchProtocol.Command> context, Tasks all) {
        super(context);
        this.all = all;
    }

    @Override
    public Receive<WorkbenchProtocol.Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(WorkbenchProtocol.Connected.class, this::onConnected)
                .onMessage(WorkbenchProtocol.Take.class, take -> take.goesOn() ? onGoesOn(take) : onTake(take))
                .onMessage(WorkbenchProtocol.Waits.class, this::onWaits)
                .onMessage(WorkbenchProtocol.Drop.class, this::onDrop)
                .onMessage(WorkbenchProtocol.EndAll.class, end -> onEndAll())
                .onMessage(WorkbenchProtocol.AskIdle.class, this::onAskIdle)
                .onSignal(Terminated.class, this::onTerminated)
                .build();
    }

    private Behavior<WorkbenchProtocol.Command> onConnected(WorkbenchProtocol.Connected connected) {
        node = Optional.of(connected.node());
        return tell();
    }

    private Behavior<WorkbenchProtocol.Command> tell() {
        node.ifPresent(n -> n.tell(new NodeProtocol.Holding(List.copyOf(held.values()))));
        return this;
    }

    private Behavior<WorkbenchProtocol.Command> onTake(WorkbenchProtocol.Take take) {
        var run = take.order().run();
        var earlier = tasks.get(run);
        if (earlier != null) { // it is over, or the lab has given it up: the next one begins once it is gone
            earlier.ref().tell(new NodeTask.Dropped("the lab begins it anew"));
            next.put(run, take);
            return this;
        }
        var ref = getContext()
                .spawn(all.of(take, getContext().getSelf().narrow()), "task-" + spawned++, Dispatchers.pinned());
        getContext().watch(ref);
        tasks.put(run, new Task(ref, take.line()));
        return this;
    }

    private Behavior<WorkbenchProtocol.Command> onGoesOn(WorkbenchProtocol.Take take) {
        var run = take.order().run();
        var task = tasks.get(run);
        if (task == null) {
            take.line().tell(new NodeTask.Ended());
            return this;
        }
        held.remove(run);
        tasks.put(run, new Task(task.ref(), take.line()));
        task.ref().tell(new NodeTask.GoOn(take.order(), take.ends()));
        return this;
    }

    private Behavior<WorkbenchProtocol.Command> onWaits(WorkbenchProtocol.Waits waits) {
        held.put(waits.held().run(), waits.held());
        return tell();
    }

    private Behavior<WorkbenchProtocol.Command> onDrop(WorkbenchProtocol.Drop drop) {
        Optional.ofNullable(tasks.get(drop.run())).ifPresent(t -> t.ref().tell(new NodeTask.Dropped(drop.reason())));
        return this;
    }

    private Behavior<WorkbenchProtocol.Command> onEndAll() {
        tasks.values().forEach(t -> t.ref().tell(NodeTask.End.END));
        return this;
    }

    private Behavior<WorkbenchProtocol.Command> onAskIdle(WorkbenchProtocol.AskIdle ask) {
        ask.replyTo().tell(tasks.isEmpty());
        return this;
    }

    private Behavior<WorkbenchProtocol.Command> onTerminated(Terminated terminated) {
        var run = tasks.entrySet().stream()
                .filter(e -> e.getValue().ref().equals(terminated.getRef()))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow();
        var task = tasks.remove(run);
        if (terminated instanceof ChildFailed failed) {
            task.line().tell(new NodeTask.Died(Fault.of(failed.cause()).message()));
        }
        if (held.remove(run) != null) {
            tell();
        }
        return next.containsKey(run) ? onTake(next.remove(run)) : this;
    }
}
