package org.twoworlds.lab;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.ChildFailed;
import akka.actor.typed.Terminated;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.twoworlds.actor.Attachment;
import org.twoworlds.actor.Dispatchers;
import org.twoworlds.actor.EvaluationProcess;
import org.twoworlds.actor.InboxKeeper;
import org.twoworlds.actor.RunFiles;
import org.twoworlds.config.Fault;
import org.twoworlds.config.Role;
import org.twoworlds.logging.LogLines;
import org.twoworlds.node.Nodes;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.RunFolder;

/** The evaluators that are attached to the runs of a lab: on machines that joined for it, and here where none has a slot. */
final class Evaluations extends AbstractBehavior<Evaluations.Command> {
    /** A message to the evaluations. */
    sealed interface Command {}

    /**
     * Attach an evaluator, which is in the log only then.
     *
     * @param opened the evaluator, its source opened
     */
    record Attach(RunFolder folder, Event.Attached attached, Attachment opened, ActorRef<Reply> replyTo)
            implements Command {}

    /** Go on with an evaluator that the log has. */
    record GoOn(RunFolder folder, Event.Attached attached) implements Command {}

    /** Let an evaluator go. */
    record Detach(RunFolder folder, String evaluator, ActorRef<Reply> replyTo) implements Command {}

    /** The machines that have joined now. */
    record Members(List<Nodes.Member> members) implements Command {}

    private record MachineLost(RemoteEvaluation.Displaced evaluator) implements Command {}

    /** The evaluators at work, by run. */
    record Change(Map<String, List<String>> evaluators) {}

    private record Key(String run, String evaluator) {}

    /** An evaluator at work, and its machine; empty for this one. */
    private record Placed(RunFolder folder, Event.Attached attached, ActorRef<?> ref, Optional<String> node) {}

    /**
     * Starts the evaluations, which tell of every change.
     *
     * @param processes makes the processes of evaluators that train
     */
    static Behavior<Command> create(WorkerProcesses processes, InstantSource clock, ActorRef<Change> changes) {
        return Behaviors.setup(context -> new Evaluations(context, processes, clock, changes));
    }

    private final WorkerProcesses processes;
    private final InstantSource clock;
    private final ActorRef<Change> changes;
    private final ActorRef<RemoteEvaluation.Displaced> displaced;
    private final Map<Key, Placed> placed = new LinkedHashMap<>();
    private final Set<Key> refused = new HashSet<>();
    private List<Nodes.Member> members = List.of();
    private long spawned;

    private Evaluations(
            ActorContext<Command> context, WorkerProcesses processes, InstantSource clock, ActorRef<Change> changes) {
        super(context);
        this.processes = processes;
        this.clock = clock;
        this.changes = changes;
        displaced = context.messageAdapter(RemoteEvaluation.Displaced.class, MachineLost::new);
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Attach.class, this::onAttach)
                .onMessage(GoOn.class, goOn -> place(goOn.folder(), goOn.attached()))
                .onMessage(Detach.class, this::onDetach)
                .onMessage(Members.class, this::onMembers)
                .onMessage(MachineLost.class, displaced -> onDisplaced(displaced.evaluator()))
                .onSignal(Terminated.class, this::onTerminated)
                .build();
    }

    private Behavior<Command> onAttach(Attach attach) {
        var key = new Key(attach.folder().id(), attach.attached().evaluator());
        var reply = placed.containsKey(key)
                ? new Reply(false, "has an evaluator " + key.evaluator() + " already")
                : offer(attach.folder(), attach.attached());
        if (reply.done()) {
            place(attach.folder(), attach.attached(), attach::opened);
        }
        attach.replyTo().tell(reply);
        return this;
    }

    /** Writes down what is asked: nothing is promised that the disk does not take. */
    private Reply offer(RunFolder folder, Event event) {
        try {
            InboxKeeper.offer(folder, event, clock);
            return Reply.DONE;
        } catch (RuntimeException | Error e) {
            return new Reply(false, "cannot be told so: " + Fault.of(e).message());
        }
    }

    private Behavior<Command> place(RunFolder folder, Event.Attached attached) {
        place(
                folder,
                attached,
                () -> Attachment.open(folder, RunFiles.in(folder), RunView.of(folder), attached, Optional.empty()));
        return this;
    }

    /**
     * Places an evaluator; its source is opened here only where it works here. One that makes checkpoints again needs a machine
     * that gives the run's bits, and stays here.
     */
    private void place(RunFolder folder, Event.Attached attached, Supplier<Attachment> opened) {
        var key = new Key(folder.id(), attached.evaluator());
        if (attached.remake()) {
            var worker = EvaluatorWorker.create(folder, attached.evaluator(), processes);
            put(folder, attached, getContext().spawn(worker, "worker-" + spawned++), Optional.empty());
            return;
        }
        var free = refused.contains(key) ? Optional.<Nodes.Member>empty() : free();
        if (free.isPresent()) {
            var ref = getContext()
                    .spawn(
                            RemoteEvaluation.create(folder, attached, free.get(), clock, displaced),
                            "remote-" + spawned++,
                            Dispatchers.pinned());
            put(folder, attached, ref, Optional.of(free.get().name()));
            return;
        }
        try {
            var attachment = opened.get();
            var ref = getContext()
                    .spawn(
                            EvaluationProcess.create(
                                    attachment.task(), attachment.scorer(), true, InboxKeeper.create(folder, clock)),
                            "evaluator-" + spawned++);
            put(folder, attached, ref, Optional.empty());
        } catch (RuntimeException | Error e) {
            warn(key, "does not work: " + Fault.of(e).message());
        }
    }

    private void warn(Key key, String words) {
        try (var run = LogLines.of(key.run())) {
            getContext().getLog().warn("Evaluator {} of run {} {}", key.evaluator(), key.run(), words);
        }
    }

    private void put(RunFolder folder, Event.Attached attached, ActorRef<?> ref, Optional<String> node) {
        getContext().watch(ref);
        placed.put(new Key(folder.id(), attached.evaluator()), new Placed(folder, attached, ref, node));
        tell();
    }

    private Optional<Nodes.Member> free() {
        return members.stream()
                .filter(m -> m.role() == Role.EVALUATOR)
                .filter(m -> m.slots()
                        > placed.values().stream()
                                .filter(p -> p.node().equals(Optional.of(m.name())))
                                .count())
                .findFirst();
    }

    private Behavior<Command> onDetach(Detach detach) {
        var key = new Key(detach.folder().id(), detach.evaluator());
        var reply = placed.containsKey(key)
                ? offer(detach.folder(), new Event.Detached(detach.evaluator()))
                : new Reply(false, "has no evaluator " + detach.evaluator());
        if (reply.done()) {
            release(key);
            tell();
        }
        detach.replyTo().tell(reply);
        return this;
    }

    private void release(Key key) {
        Optional.ofNullable(placed.remove(key)).ifPresent(p -> {
            getContext().unwatch(p.ref());
            getContext().stop(p.ref());
        });
    }

    private Behavior<Command> onMembers(Members now) {
        members = now.members();
        List.copyOf(placed.entrySet()).forEach(e -> move(e.getKey(), e.getValue()));
        return this;
    }

    /** An evaluator that is here goes to a machine that has joined for it since: what it scored stays scored. */
    private void move(Key key, Placed here) {
        if (here.node().isEmpty() && !here.attached().remake() && !refused.contains(key) && free().isPresent()) {
            release(key);
            placeAgain(key, here.folder(), here.attached());
        }
    }

    /** Places an evaluator that was at work until now: where nobody can do its work any more, that is told too. */
    private Behavior<Command> placeAgain(Key key, RunFolder folder, Event.Attached attached) {
        place(folder, attached);
        if (!placed.containsKey(key)) {
            tell();
        }
        return this;
    }

    /** A machine that is gone is replaced; one that cannot do it is not asked again. */
    private Behavior<Command> onDisplaced(RemoteEvaluation.Displaced evaluator) {
        var key = new Key(evaluator.folder().id(), evaluator.attached().evaluator());
        if (placed.remove(key) == null) {
            return this; // detached in between
        }
        warn(key, "leaves " + evaluator.from().name() + ": " + evaluator.reason());
        if (evaluator.isGone()) {
            members = members.stream().filter(m -> !m.equals(evaluator.from())).toList();
        } else {
            refused.add(key);
        }
        return placeAgain(key, evaluator.folder(), evaluator.attached());
    }

    private Behavior<Command> onTerminated(Terminated terminated) {
        placed.entrySet().stream()
                .filter(e ->
                        e.getValue().ref().path().equals(terminated.getRef().path()))
                .findFirst()
                .map(Map.Entry::getKey)
                .ifPresent(key -> onEnded(key, terminated));
        return this;
    }

    private void onEnded(Key key, Terminated terminated) {
        placed.remove(key);
        tell();
        if (terminated instanceof ChildFailed failed) {
            warn(key, "failed: " + Fault.of(failed.cause()).message());
        }
    }

    private void tell() {
        changes.tell(new Change(placed.keySet().stream()
                .collect(Collectors.groupingBy(
                        Key::run, Collectors.mapping(Key::evaluator, Collectors.toUnmodifiableList())))));
    }
}
