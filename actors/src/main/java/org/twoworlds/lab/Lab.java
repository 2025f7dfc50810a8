package org.twoworlds.lab;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.ChildFailed;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.Terminated;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.twoworlds.actor.InboxKeeper;
import org.twoworlds.config.Device;
import org.twoworlds.config.Fault;
import org.twoworlds.model.device.DeviceProbe;
import org.twoworlds.node.Nodes;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.Home;
import org.twoworlds.stream.log.RunFolder;

/**
 * The lab's guardian: which runs have a slot, which wait for one, and which evaluators are attached. What it knows is what
 * the runs' logs say: a lab that was killed goes on from them.
 */
public final class Lab extends AbstractBehavior<Lab.Command> {
    private static final Set<String> LEFT = Set.of("completed", "stopped", "failed", "paused");

    /** What it understands. */
    public sealed interface Command {}

    /** Take a run up when there is a slot. */
    public record TakeUp(RunFolder folder, ActorRef<Reply> replyTo) implements Command {}

    /** Leave a run {@code paused} or {@code stopped}. */
    public record Leave(RunFolder folder, String state, ActorRef<Reply> replyTo) implements Command {}

    /** Attach an evaluator that can be opened. */
    public record Attach(RunFolder folder, Event.Attached event, ActorRef<Reply> replyTo) implements Command {}

    /** Let an evaluator go. */
    public record Detach(RunFolder folder, String evaluator, ActorRef<Reply> replyTo) implements Command {}

    /** Say what is under way. */
    public record Ask(ActorRef<Status> replyTo) implements Command {}

    private record Died(RunWorker.Trouble trouble) implements Command {}

    private record Refused(RemoteRun.Refusal refusal) implements Command {}

    private record Joined(Nodes.Change change) implements Command {}

    private record Evaluated(Evaluations.Change change) implements Command {}

    /**
     * Whether it was done.
     *
     * @param message why not; where it was, why it has to wait, or empty
     */
    public record Reply(boolean done, String message) {
        static final Reply DONE = new Reply(true, "");
    }

    /**
     * What is under way.
     *
     * @param slots how many runs at a time here
     * @param running runs with a slot
     * @param queued runs that wait for one, the next first
     * @param waiting why a queued run has to wait
     * @param troubles deaths of runs' processes, the newest of each run
     * @param evaluators attached, by run
     * @param nodes the machines that joined
     * @param places where a run is that is not trained here, by run
     */
    public record Status(
            int slots,
            List<String> running,
            List<String> queued,
            Map<String, String> waiting,
            Map<String, RunWorker.Trouble> troubles,
            Map<String, List<String>> evaluators,
            List<Machine> nodes,
            Map<String, String> places) {}

    /** A machine that joined. */
    public record Machine(String node, String role, int slots, String device, Map<String, String> machine) {}

    /**
     * Starts the lab.
     *
     * @param slots how many runs at a time here
     * @param probe what this machine can train on
     * @param isCluster whether other machines may join
     */
    public static Behavior<Command> create(
            Home home,
            Slots slots,
            DeviceProbe probe,
            WorkerProcesses processes,
            boolean isCluster,
            InstantSource clock) {
        return Behaviors.setup(context -> new Lab(context, home, slots, probe, processes, isCluster, clock));
    }

    private final Slots slots;
    private final Places places;
    private final WorkerProcesses processes;
    private final InstantSource clock;
    private final ActorRef<Evaluations.Command> evaluations;
    private final Map<String, Placed> running = new LinkedHashMap<>();
    private final Deque<RunFolder> queued = new ArrayDeque<>();
    private final Map<String, RunWorker.Trouble> troubles = new HashMap<>();
    private final Map<String, String> waiting = new HashMap<>();
    private Map<String, List<String>> evaluators = Map.of();
    private long spawned;

    /** A run that is under way, and the machine where it is; empty for this one. */
    private record Placed(RunFolder folder, ActorRef<RunWorker.End> worker, Places.Taken place) {}

    private Lab(
            ActorContext<Command> context,
            Home home,
            Slots slots,
            DeviceProbe probe,
            WorkerProcesses processes,
            boolean isCluster,
            InstantSource clock) {
        super(context);
        this.slots = slots;
        places = new Places(slots, probe);
        this.processes = processes;
        this.clock = clock;
        evaluations = context.spawn(
                Evaluations.create(clock, context.messageAdapter(Evaluations.Change.class, Evaluated::new)),
                "evaluations",
                pinned());
        if (isCluster) {
            context.spawn(Nodes.create(context.messageAdapter(Nodes.Change.class, Joined::new)), "nodes");
        }
        home.all().forEach(this::goOn);
        fill();
    }

    /** Takes up again what was running or queued, and the evaluators that were attached. */
    private void goOn(RunFolder folder) {
        RunView view;
        try {
            InboxKeeper.settle(folder, clock);
            view = InboxKeeper.view(folder);
        } catch (org.twoworlds.config.FailureException e) {
            getContext().getLog().warn("Run {} cannot be read: {}", folder.id(), e.getMessage());
            return;
        }
        if (view.asked().isPresent()) {
            end(folder, view);
        } else if (view.started().lab() && !LEFT.contains(view.state(folder.isLocked()))) {
            queued.add(folder);
        }
        if (!view.isCompleted()) {
            view.attached().values().forEach(attached -> evaluations.tell(new Evaluations.GoOn(folder, attached)));
        }
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(TakeUp.class, this::onTakeUp)
                .onMessage(Leave.class, this::onLeave)
                .onMessage(Attach.class, this::onAttach)
                .onMessage(Detach.class, this::onDetach)
                .onMessage(Evaluated.class, this::onEvaluated)
                .onMessage(Joined.class, this::onJoined)
                .onMessage(Refused.class, this::onRefused)
                .onMessage(Died.class, this::onDied)
                .onMessage(Ask.class, this::onAsk)
                .onSignal(Terminated.class, this::onTerminated)
                .build();
    }

    /** Gives slots to those that wait, in their order. */
    private void fill() {
        waiting.clear();
        for (var folder : List.copyOf(queued)) {
            if (running.containsKey(folder.id())) {
                continue; // its last process is still ending
            }
            var view = RunView.of(folder);
            var decision = places.decide(
                    view, running.values().stream().map(Placed::place).toList());
            if (decision.hasPlace()) {
                queued.remove(folder);
                start(folder, decision.member(), Places.device(view));
            } else {
                waiting.put(folder.id(), decision.reason());
            }
        }
    }

    private void start(RunFolder folder, Optional<Nodes.Member> node, Device device) {
        var died = getContext().messageAdapter(RunWorker.Trouble.class, Died::new);
        ActorRef<RunWorker.End> worker = node.isPresent()
                ? getContext()
                        .spawn(
                                RemoteRun.create(
                                        folder,
                                        node.get(),
                                        clock,
                                        died,
                                        getContext().messageAdapter(RemoteRun.Refusal.class, Refused::new)),
                                "remote-" + spawned++,
                                pinned())
                        .narrow()
                : getContext()
                        .spawn(RunWorker.create(folder, processes, clock, died), "run-" + spawned++, pinned())
                        .narrow();
        place(folder, worker, new Places.Taken(device, node.map(Nodes.Member::name)));
    }

    /** Ends a run as an earlier lab, or this one a moment ago, said that it would be. */
    private void end(RunFolder folder, RunView view) {
        var died = getContext().messageAdapter(RunWorker.Trouble.class, Died::new);
        var worker = getContext()
                .spawn(
                        RunWorker.ending(
                                folder, processes, clock, died, view.asked().orElseThrow()),
                        "run-" + spawned++,
                        pinned());
        place(folder, worker.narrow(), new Places.Taken(Places.device(view), Optional.empty()));
    }

    private void place(RunFolder folder, ActorRef<RunWorker.End> worker, Places.Taken place) {
        getContext().watch(worker);
        running.put(folder.id(), new Placed(folder, worker, place));
    }

    private static DispatcherSelector pinned() {
        return DispatcherSelector.fromConfig("twoworlds.pinned");
    }

    private Behavior<Command> onTakeUp(TakeUp take) {
        var folder = take.folder();
        var state = RunView.of(folder).state(folder.isLocked());
        var isLeaving = running.containsKey(folder.id()) && LEFT.contains(state);
        if (running.containsKey(folder.id()) && !isLeaving || queued.contains(folder)) {
            take.replyTo().tell(new Reply(false, "is under way already"));
        } else if (state.equals("completed")) {
            take.replyTo().tell(new Reply(false, "is completed: fork it, or submit another"));
        } else {
            troubles.remove(folder.id());
            places.forgive(folder.id());
            queued.add(folder);
            fill();
            take.replyTo().tell(new Reply(true, waiting.getOrDefault(folder.id(), "")));
        }
        return this;
    }

    private Behavior<Command> onLeave(Leave leave) {
        var folder = leave.folder();
        var view = RunView.of(folder);
        var state = view.state(folder.isLocked());
        if (running.containsKey(folder.id()) && !state.equals("completed")) {
            var reply = Reply.DONE;
            try {
                RunWorker.promise(folder, view, leave.state(), clock);
            } catch (RuntimeException | Error e) {
                reply = new Reply(
                        false,
                        "is told to, but that cannot be written down: "
                                + Fault.of(e).message());
            }
            running.get(folder.id()).worker().tell(new RunWorker.End(leave.state()));
            leave.replyTo().tell(reply);
            return this;
        }
        var isPaused = state.equals("paused") && leave.state().equals("stopped");
        if (queued.remove(folder) || isPaused) {
            RunWorker.say(folder, new Event.RunEnded(leave.state(), ""), clock);
            leave.replyTo().tell(Reply.DONE);
        } else {
            leave.replyTo().tell(new Reply(false, "is " + state + " and not under way in this lab"));
        }
        return this;
    }

    private Behavior<Command> onAttach(Attach attach) {
        evaluations.tell(new Evaluations.Attach(attach.folder(), attach.event(), attach.replyTo()));
        return this;
    }

    private Behavior<Command> onDetach(Detach detach) {
        evaluations.tell(new Evaluations.Detach(detach.folder(), detach.evaluator(), detach.replyTo()));
        return this;
    }

    private Behavior<Command> onEvaluated(Evaluated evaluated) {
        evaluators = evaluated.change().evaluators();
        return this;
    }

    private Behavior<Command> onJoined(Joined joined) {
        places.joined(joined.change().members());
        evaluations.tell(new Evaluations.Members(joined.change().members()));
        fill();
        return this;
    }

    private Behavior<Command> onRefused(Refused refused) {
        var refusal = refused.refusal();
        places.refused(refusal.run(), refusal.node());
        return onDied(new Died(new RunWorker.Trouble(refusal.run(), 0, refusal.node() + ": " + refusal.reason())));
    }

    private Behavior<Command> onDied(Died died) {
        var trouble = died.trouble();
        troubles.put(trouble.run(), trouble);
        getContext().getLog().warn("Run {} died ({}): {}", trouble.run(), trouble.deaths(), trouble.reason());
        return this;
    }

    private Behavior<Command> onAsk(Ask ask) {
        Map<String, String> elsewhere = new HashMap<>();
        running.forEach((run, placed) -> placed.place().node().ifPresent(node -> elsewhere.put(run, node)));
        ask.replyTo()
                .tell(new Status(
                        slots.total(),
                        List.copyOf(running.keySet()),
                        queued.stream().map(RunFolder::id).toList(),
                        Map.copyOf(waiting),
                        Map.copyOf(troubles),
                        evaluators,
                        places.members().stream()
                                .map(m -> new Machine(m.name(), m.role(), m.slots(), m.device(), m.machine()))
                                .toList(),
                        elsewhere));
        return this;
    }

    /** A run's slot is free; a run that was neither ended nor left waits for another one, before all others. */
    private Behavior<Command> onTerminated(Terminated terminated) {
        var ended = running.values().stream()
                .filter(p -> p.worker().path().equals(terminated.getRef().path()))
                .findFirst();
        ended.ifPresent(p -> {
            running.remove(p.folder().id());
            var view = InboxKeeper.view(p.folder());
            var state = view.state(p.folder().isLocked());
            if (view.asked().isPresent()) {
                if (!(terminated instanceof ChildFailed)) { // it would fail again
                    end(p.folder(), view);
                }
            } else if (!LEFT.contains(state) && !queued.contains(p.folder())) {
                queued.addFirst(p.folder());
            }
        });
        fill();
        return this;
    }
}
