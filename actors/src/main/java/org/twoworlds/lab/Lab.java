package org.twoworlds.lab;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
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
import org.twoworlds.actor.Attachment;
import org.twoworlds.actor.EvaluationProcess;
import org.twoworlds.actor.InboxKeeper;
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

    /** Attach an evaluator that was opened already. */
    public record Attach(RunFolder folder, Event.Attached event, Attachment attachment, ActorRef<Reply> replyTo)
            implements Command {}

    /** Let an evaluator go. */
    public record Detach(RunFolder folder, String evaluator, ActorRef<Reply> replyTo) implements Command {}

    /** Say what is under way. */
    public record Ask(ActorRef<Status> replyTo) implements Command {}

    private record Died(RunWorker.Trouble trouble) implements Command {}

    /** Whether it was done, and if not why. */
    public record Reply(boolean done, String message) {
        private static final Reply DONE = new Reply(true, "");
    }

    /**
     * What is under way.
     *
     * @param slots how many runs at a time
     * @param running runs with a slot
     * @param queued runs that wait for one, the next first
     * @param troubles deaths of runs' processes, the newest of each run
     * @param evaluators attached, by run
     */
    public record Status(
            int slots,
            List<String> running,
            List<String> queued,
            Map<String, RunWorker.Trouble> troubles,
            Map<String, List<String>> evaluators) {}

    /**
     * Starts the lab.
     *
     * @param slots how many runs at a time
     */
    public static Behavior<Command> create(Home home, int slots, WorkerProcesses processes, InstantSource clock) {
        return Behaviors.setup(context -> new Lab(context, home, slots, processes, clock));
    }

    private final int slots;
    private final WorkerProcesses processes;
    private final InstantSource clock;
    private final Map<String, ActorRef<RunWorker.Command>> running = new LinkedHashMap<>();
    private final Deque<RunFolder> queued = new ArrayDeque<>();
    private final Map<String, RunWorker.Trouble> troubles = new HashMap<>();
    private final Map<String, Map<String, ActorRef<Void>>> evaluators = new HashMap<>();
    private long spawned;

    private Lab(ActorContext<Command> context, Home home, int slots, WorkerProcesses processes, InstantSource clock) {
        super(context);
        this.slots = slots;
        this.processes = processes;
        this.clock = clock;
        home.all().forEach(this::goOn);
        fill();
    }

    /** Takes up again what was running or queued, and the evaluators that were attached. */
    private void goOn(RunFolder folder) {
        RunView view;
        try {
            view = RunView.of(folder);
        } catch (org.twoworlds.config.FailureException e) {
            getContext().getLog().warn("Run {} cannot be read: {}", folder.id(), e.getMessage());
            return;
        }
        if (view.started().lab() && !LEFT.contains(view.state(folder.isLocked()))) {
            queued.add(folder);
        }
        if (!view.isCompleted()) {
            view.attached().values().forEach(attached -> {
                try {
                    spawn(folder, Attachment.open(folder, view, attached));
                } catch (org.twoworlds.config.RequestException e) {
                    getContext()
                            .getLog()
                            .warn("Evaluator {} of run {}: {}", attached.evaluator(), folder.id(), e.getMessage());
                }
            });
        }
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(TakeUp.class, this::onTakeUp)
                .onMessage(Leave.class, this::onLeave)
                .onMessage(Attach.class, this::onAttach)
                .onMessage(Detach.class, this::onDetach)
                .onMessage(Died.class, this::onDied)
                .onMessage(Ask.class, this::onAsk)
                .onSignal(Terminated.class, this::onTerminated)
                .build();
    }

    private void fill() {
        while (running.size() < slots && !queued.isEmpty()) {
            if (running.containsKey(queued.peek().id())) {
                return; // its last process is still ending
            }
            var folder = queued.remove();
            var worker = getContext()
                    .spawn(
                            RunWorker.create(
                                    folder,
                                    processes,
                                    clock,
                                    getContext().messageAdapter(RunWorker.Trouble.class, Died::new)),
                            "run-" + spawned++,
                            pinned());
            getContext().watch(worker);
            running.put(folder.id(), worker);
        }
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
            queued.add(folder);
            fill();
            take.replyTo().tell(Reply.DONE);
        }
        return this;
    }

    private Behavior<Command> onLeave(Leave leave) {
        var folder = leave.folder();
        var state = RunView.of(folder).state(folder.isLocked());
        if (running.containsKey(folder.id()) && !state.equals("completed")) {
            running.get(folder.id()).tell(new RunWorker.End(leave.state()));
            leave.replyTo().tell(Reply.DONE);
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
        var name = attach.event().evaluator();
        if (evaluators.getOrDefault(attach.folder().id(), Map.of()).containsKey(name)) {
            attach.replyTo().tell(new Reply(false, "has an evaluator " + name + " already"));
            return this;
        }
        InboxKeeper.offer(attach.folder(), attach.event(), clock);
        spawn(attach.folder(), attach.attachment());
        attach.replyTo().tell(Reply.DONE);
        return this;
    }

    private void spawn(RunFolder folder, Attachment attachment) {
        var evaluator = getContext()
                .spawn(
                        EvaluationProcess.create(attachment.task(), attachment.scorer(), true, clock),
                        "evaluator-" + spawned++);
        getContext().watch(evaluator);
        evaluators
                .computeIfAbsent(folder.id(), id -> new LinkedHashMap<>())
                .put(attachment.task().name(), evaluator);
    }

    private Behavior<Command> onDetach(Detach detach) {
        var ofRun = evaluators.getOrDefault(detach.folder().id(), new HashMap<>());
        var evaluator = Optional.ofNullable(ofRun.remove(detach.evaluator()));
        evaluator.ifPresent(e -> {
            getContext().stop(e);
            InboxKeeper.offer(detach.folder(), new Event.Detached(detach.evaluator()), clock);
        });
        detach.replyTo()
                .tell(evaluator.isPresent() ? Reply.DONE : new Reply(false, "has no evaluator " + detach.evaluator()));
        return this;
    }

    private Behavior<Command> onDied(Died died) {
        var trouble = died.trouble();
        troubles.put(trouble.run(), trouble);
        getContext().getLog().warn("Run {} died ({}): {}", trouble.run(), trouble.deaths(), trouble.reason());
        return this;
    }

    private Behavior<Command> onAsk(Ask ask) {
        Map<String, List<String>> attached = new HashMap<>();
        evaluators.forEach((run, names) -> attached.put(run, List.copyOf(names.keySet())));
        ask.replyTo()
                .tell(new Status(
                        slots,
                        List.copyOf(running.keySet()),
                        queued.stream().map(RunFolder::id).toList(),
                        Map.copyOf(troubles),
                        attached));
        return this;
    }

    private Behavior<Command> onTerminated(Terminated terminated) {
        running.values()
                .removeIf(worker -> worker.path().equals(terminated.getRef().path()));
        fill();
        return this;
    }
}
