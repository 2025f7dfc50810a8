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
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.twoworlds.actor.Attachment;
import org.twoworlds.actor.EvaluationProcess;
import org.twoworlds.actor.InboxKeeper;
import org.twoworlds.actor.RunFiles;
import org.twoworlds.config.Fault;
import org.twoworlds.node.Nodes;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.RunFolder;

/** The evaluators that are attached: on machines that joined for it, and here where none has a slot. */
final class Evaluations extends AbstractBehavior<Evaluations.Command> {
    /** What it understands. */
    sealed interface Command {}

    /** Attach one, as the log has it or will have. */
    record Attach(RunFolder folder, Event.Attached attached, ActorRef<Reply> replyTo) implements Command {}

    /** Go on with one that the log has. */
    record GoOn(RunFolder folder, Event.Attached attached) implements Command {}

    /** Let one go. */
    record Detach(RunFolder folder, String evaluator, ActorRef<Reply> replyTo) implements Command {}

    /** Who there is now. */
    record Members(List<Nodes.Member> members) implements Command {}

    private record Homeless(RemoteEvaluation.Homeless what) implements Command {}

    /** Which evaluators there are, by run. */
    record Change(Map<String, List<String>> evaluators) {}

    private record Key(String run, String evaluator) {}

    /** An evaluator at work, and on which machine; empty for this one. */
    private record Placed(RunFolder folder, Event.Attached attached, ActorRef<?> ref, Optional<String> node) {}

    /** Starts it. */
    static Behavior<Command> create(InstantSource clock, ActorRef<Change> changes) {
        return Behaviors.setup(context -> new Evaluations(context, clock, changes));
    }

    private final InstantSource clock;
    private final ActorRef<Change> changes;
    private final Map<Key, Placed> placed = new LinkedHashMap<>();
    private final Set<Key> refused = new HashSet<>();
    private List<Nodes.Member> members = List.of();
    private long spawned;

    private Evaluations(ActorContext<Command> context, InstantSource clock, ActorRef<Change> changes) {
        super(context);
        this.clock = clock;
        this.changes = changes;
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Attach.class, this::onAttach)
                .onMessage(GoOn.class, this::onGoOn)
                .onMessage(Detach.class, this::onDetach)
                .onMessage(Members.class, this::onMembers)
                .onMessage(Homeless.class, this::onHomeless)
                .onSignal(Terminated.class, this::onTerminated)
                .build();
    }

    private Behavior<Command> onAttach(Attach attach) {
        var key = new Key(attach.folder().id(), attach.attached().evaluator());
        if (placed.containsKey(key)) {
            attach.replyTo().tell(new Reply(false, "has an evaluator " + key.evaluator() + " already"));
            return this;
        }
        try {
            InboxKeeper.offer(attach.folder(), attach.attached(), clock);
        } catch (RuntimeException | Error e) {
            attach.replyTo().tell(unwritten(e));
            return this;
        }
        place(attach.folder(), attach.attached());
        attach.replyTo().tell(Reply.DONE);
        return this;
    }

    private Behavior<Command> onGoOn(GoOn goOn) {
        place(goOn.folder(), goOn.attached());
        return this;
    }

    private void place(RunFolder folder, Event.Attached attached) {
        var key = new Key(folder.id(), attached.evaluator());
        var free = refused.contains(key) ? Optional.<Nodes.Member>empty() : free();
        if (free.isPresent()) {
            var ref = getContext()
                    .spawn(
                            RemoteEvaluation.create(
                                    folder,
                                    attached,
                                    free.get(),
                                    clock,
                                    getContext().messageAdapter(RemoteEvaluation.Homeless.class, Homeless::new)),
                            "remote-" + spawned++);
            put(folder, attached, ref, Optional.of(free.get().name()));
            return;
        }
        try {
            var attachment =
                    Attachment.open(folder, RunFiles.in(folder), RunView.of(folder), attached, Optional.empty());
            var ref = getContext()
                    .spawn(
                            EvaluationProcess.create(
                                    attachment.task(), attachment.scorer(), true, InboxKeeper.create(folder, clock)),
                            "evaluator-" + spawned++);
            put(folder, attached, ref, Optional.empty());
        } catch (RuntimeException | Error e) {
            warn(key, e);
        }
    }

    private void warn(Key key, Throwable cause) {
        getContext()
                .getLog()
                .warn(
                        "Evaluator {} of run {}: {}",
                        key.evaluator(),
                        key.run(),
                        Fault.of(cause).message());
    }

    private void put(RunFolder folder, Event.Attached attached, ActorRef<?> ref, Optional<String> node) {
        getContext().watch(ref);
        placed.put(new Key(folder.id(), attached.evaluator()), new Placed(folder, attached, ref, node));
        tell();
    }

    private Optional<Nodes.Member> free() {
        return members.stream()
                .filter(m -> m.role().equals("evaluator"))
                .filter(m -> m.slots()
                        > placed.values().stream()
                                .filter(p -> p.node().equals(Optional.of(m.name())))
                                .count())
                .findFirst();
    }

    private Behavior<Command> onDetach(Detach detach) {
        var key = new Key(detach.folder().id(), detach.evaluator());
        if (!placed.containsKey(key)) {
            detach.replyTo().tell(new Reply(false, "has no evaluator " + detach.evaluator()));
            return this;
        }
        try {
            InboxKeeper.offer(detach.folder(), new Event.Detached(detach.evaluator()), clock);
        } catch (RuntimeException | Error e) {
            detach.replyTo().tell(unwritten(e));
            return this;
        }
        release(key);
        tell();
        detach.replyTo().tell(Reply.DONE);
        return this;
    }

    /** Nothing is promised that the disk does not take. */
    private static Reply unwritten(Throwable cause) {
        return new Reply(false, "cannot be told so: " + Fault.of(cause).message());
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
        if (here.node().isEmpty() && !refused.contains(key) && free().isPresent()) {
            release(key);
            place(here.folder(), here.attached());
        }
    }

    /** A machine that is gone is replaced; one that cannot do it is not asked again. */
    private Behavior<Command> onHomeless(Homeless homeless) {
        var what = homeless.what();
        var key = new Key(what.folder().id(), what.attached().evaluator());
        if (placed.remove(key) == null) {
            return this; // detached in between
        }
        getContext()
                .getLog()
                .warn(
                        "Evaluator {} of run {} leaves {}: {}",
                        key.evaluator(),
                        key.run(),
                        what.from().name(),
                        what.reason());
        if (what.isGone()) {
            members = members.stream().filter(m -> !m.equals(what.from())).toList();
        } else {
            refused.add(key);
        }
        place(what.folder(), what.attached());
        return this;
    }

    private Behavior<Command> onTerminated(Terminated terminated) {
        placed.entrySet().stream()
                .filter(e ->
                        e.getValue().ref().path().equals(terminated.getRef().path()))
                .map(Map.Entry::getKey)
                .findFirst()
                .ifPresent(key -> {
                    placed.remove(key);
                    tell();
                    if (terminated instanceof ChildFailed failed) {
                        warn(key, failed.cause());
                    }
                });
        return this;
    }

    private void tell() {
        Map<String, List<String>> names = new HashMap<>();
        placed.keySet()
                .forEach(k -> names.merge(k.run(), List.of(k.evaluator()), (a, b) -> java.util.stream.Stream.concat(
                                a.stream(), b.stream())
                        .toList()));
        changes.tell(new Change(Map.copyOf(names)));
    }
}
