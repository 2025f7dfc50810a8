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
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.twoworlds.actor.InboxKeeper;
import org.twoworlds.config.Fault;
import org.twoworlds.model.device.DeviceProbe;
import org.twoworlds.node.Nodes;
import org.twoworlds.stream.analysis.Look;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.Home;
import org.twoworlds.stream.log.RunFolder;
import org.twoworlds.stream.log.SweepPlan;

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

    /** Take up those of a sweep's runs that can be, in their order. */
    public record TakeUpAll(List<RunFolder> folders, ActorRef<Integer> replyTo) implements Command {}

    /** Leave a run {@code paused} or {@code stopped}. */
    public record Leave(RunFolder folder, String state, ActorRef<Reply> replyTo) implements Command {}

    /** Attach an evaluator that can be opened. */
    public record Attach(RunFolder folder, Event.Attached event, ActorRef<Reply> replyTo) implements Command {}

    /** Let an evaluator go. */
    public record Detach(RunFolder folder, String evaluator, ActorRef<Reply> replyTo) implements Command {}

    /** Say what is under way. */
    public record Ask(ActorRef<Status> replyTo) implements Command {}

    private record Died(RunKeeper.Trouble trouble) implements Command {}

    private record Refused(RemoteRun.Refusal refusal) implements Command {}

    private record Joined(Nodes.Change change) implements Command {}

    private record Evaluated(Evaluations.Change change) implements Command {}

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
            Map<String, RunKeeper.Trouble> troubles,
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
    private final Waiting waiting = new Waiting();
    private final Map<String, RunKeeper.Trouble> troubles = new HashMap<>();
    private Map<String, List<String>> evaluators = Map.of();
    private long spawned;

    /** A run that is under way, and the machine where it is; empty for this one. */
    private record Placed(Waiting.Run run, ActorRef<RunKeeper.End> worker, Places.Taken place) {}

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
        context.watch(evaluations);
        if (isCluster) {
            context.watch(
                    context.spawn(Nodes.create(context.messageAdapter(Nodes.Change.class, Joined::new)), "nodes"));
        }
        home.all().forEach(this::goOn);
        fill();
    }

    /** Takes up again what was running or queued, and the evaluators that were attached. */
    private void goOn(RunFolder folder) {
        var look = Look.at(folder, f -> {
            InboxKeeper.settle(f, clock);
            return InboxKeeper.view(f);
        });
        if (look.seen().isEmpty()) {
            getContext().getLog().warn("Run {} cannot be read: {}", folder.id(), look.reason());
            return;
        }
        var view = look.seen().get();
        var run = new Waiting.Run(folder, Places.Need.of(view));
        if (view.asked().isPresent()) {
            end(run, view.asked().get());
        } else if (view.started().lab() && !LEFT.contains(state(folder, view)) && waiting.hasRoom(1)) {
            waiting.add(run);
        }
        if (!view.isCompleted()) {
            view.attached().values().forEach(attached -> evaluations.tell(new Evaluations.GoOn(folder, attached)));
        }
    }

    /** The state of a run that was read just now: where nobody can tell whether it is written, nobody writes it. */
    private static String state(RunFolder folder, RunView view) {
        return view.state(Look.at(folder, RunFolder::isLocked).seen().orElse(false));
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(TakeUp.class, this::onTakeUp)
                .onMessage(TakeUpAll.class, this::onTakeUpAll)
                .onMessage(Leave.class, this::onLeave)
                .onMessage(Attach.class, this::onAttach)
                .onMessage(Detach.class, this::onDetach)
                .onMessage(Evaluated.class, this::onEvaluated)
                .onMessage(Joined.class, this::onJoined)
                .onMessage(Refused.class, this::onRefused)
                .onMessage(Died.class, this::onDied)
                .onMessage(Ask.class, this::onAsk)
                .onSignal(ChildFailed.class, this::onFailed)
                .onSignal(Terminated.class, this::onTerminated)
                .build();
    }

    /** Gives slots to those that wait, in their order. */
    private void fill() {
        waiting.forgetReasons();
        for (var run : waiting.all()) {
            if (running.containsKey(run.folder().id())) {
                continue; // its last process is still ending
            }
            var decision = places.decide(
                    run.need(), running.values().stream().map(Placed::place).toList());
            if (decision.hasPlace()) {
                waiting.remove(run.folder());
                start(run, decision.member());
            } else {
                waiting.because(run.folder(), decision.reason());
            }
        }
    }

    private void start(Waiting.Run run, Optional<Nodes.Member> node) {
        var folder = run.folder();
        var died = getContext().messageAdapter(RunKeeper.Trouble.class, Died::new);
        ActorRef<RunKeeper.End> worker = node.isPresent()
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
        place(run, worker, node.map(Nodes.Member::name));
    }

    /** Ends a run as an earlier lab, or this one a moment ago, said that it would be. */
    private void end(Waiting.Run run, String state) {
        var died = getContext().messageAdapter(RunKeeper.Trouble.class, Died::new);
        ActorRef<RunKeeper.Command> worker = getContext()
                .spawn(RunWorker.ending(run.folder(), processes, clock, died, state), "run-" + spawned++, pinned());
        place(run, worker.narrow(), Optional.empty());
    }

    private void place(Waiting.Run run, ActorRef<RunKeeper.End> worker, Optional<String> node) {
        getContext().watch(worker);
        var place = new Places.Taken(run.need().device(), node);
        running.put(run.folder().id(), new Placed(run, worker, place));
    }

    private static DispatcherSelector pinned() {
        return DispatcherSelector.fromConfig("twoworlds.pinned");
    }

    private Behavior<Command> onTakeUp(TakeUp take) {
        var reply = takeUp(take.folder());
        fill();
        take.replyTo().tell(reply.done() ? new Reply(true, waiting.reason(take.folder())) : reply);
        return this;
    }

    private Behavior<Command> onTakeUpAll(TakeUpAll take) {
        var count =
                take.folders().stream().map(this::takeUp).filter(Reply::done).count();
        fill();
        take.replyTo().tell((int) count);
        return this;
    }

    /** Lets a run wait for a slot, where it may. */
    private Reply takeUp(RunFolder folder) {
        var isUnderWay = running.containsKey(folder.id());
        return reading(folder, view -> {
            var state = state(folder, view);
            if (isUnderWay && !LEFT.contains(state) || waiting.contains(folder)) {
                return new Reply(false, "is under way already");
            }
            if (state.equals("completed")) {
                return new Reply(false, "is completed: fork it, or submit another");
            }
            if (!waiting.hasRoom(1)) {
                return new Reply(false, "must wait until fewer than " + Waiting.MOST + " runs do");
            }
            if (LEFT.contains(state)) {
                queueAgain(folder, view);
            }
            troubles.remove(folder.id());
            places.forgive(folder.id());
            waiting.add(new Waiting.Run(folder, Places.Need.of(view)));
            return Reply.DONE;
        });
    }

    /** Writes down that a run which was left is to be taken up again. */
    private void queueAgain(RunFolder folder, RunView view) {
        if (view.isMade()) {
            InboxKeeper.offer(folder, new Event.Asked(Event.Asked.QUEUED, view.attempt()), clock);
        } else {
            SweepPlan.takeUp(folder);
        }
    }

    /** What follows from a run's view; a run that cannot be read, or written, harms nothing else. */
    private static Reply reading(RunFolder folder, Function<RunView, Reply> then) {
        var look = Look.at(folder, f -> then.apply(InboxKeeper.view(f)));
        return look.seen().orElseGet(() -> new Reply(false, "cannot be used: " + look.reason()));
    }

    private Behavior<Command> onLeave(Leave leave) {
        leave.replyTo().tell(reading(leave.folder(), view -> leave(leave.folder(), view, leave.state())));
        return this;
    }

    private Reply leave(RunFolder folder, RunView view, String to) {
        var state = state(folder, view);
        if (running.containsKey(folder.id()) && !state.equals("completed")) {
            running.get(folder.id()).worker().tell(new RunKeeper.End(to));
            var promised = Look.at(folder, f -> {
                LastWord.promise(f, view, to, clock);
                return true;
            });
            return promised.isReadable()
                    ? Reply.DONE
                    : new Reply(false, "is told to, but that cannot be written down: " + promised.reason());
        }
        var isPaused = state.equals("paused") && to.equals("stopped");
        if (!waiting.contains(folder) && !isPaused) {
            return new Reply(false, "is " + state + " and not under way in this lab");
        }
        LastWord.say(folder, new Event.RunEnded(to, ""), clock);
        waiting.remove(folder);
        return Reply.DONE;
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
        return onDied(new Died(new RunKeeper.Trouble(refusal.run(), 0, refusal.node() + ": " + refusal.reason())));
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
                        waiting.ids(),
                        waiting.reasons(),
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
        var run = freed(terminated);
        var look = Look.at(run.folder(), InboxKeeper::view);
        if (look.seen().isEmpty()) {
            onDied(new Died(new RunKeeper.Trouble(run.folder().id(), 0, look.reason())));
        } else if (look.seen().get().asked().isPresent()) {
            end(run, look.seen().get().asked().get());
        } else if (!LEFT.contains(state(run.folder(), look.seen().get())) && !waiting.contains(run.folder())) {
            waiting.addFirst(run);
        }
        fill();
        return this;
    }

    /** What keeps a run failed: the run is not tried again by itself. */
    private Behavior<Command> onFailed(ChildFailed failed) {
        var run = freed(failed).folder().id();
        onDied(new Died(
                new RunKeeper.Trouble(run, 0, Fault.of(failed.getCause()).message())));
        fill();
        return this;
    }

    /** The run that has no slot any more. */
    private Waiting.Run freed(Terminated terminated) {
        var ended = running.values().stream()
                .filter(p -> p.worker().path().equals(terminated.getRef().path()))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("The lab cannot go on without its "
                        + terminated.getRef().path().name()));
        running.remove(ended.run().folder().id());
        return ended.run();
    }
}
