package org.twoworlds.lab;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.ChildFailed;
import akka.actor.typed.Terminated;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.twoworlds.actor.Dispatchers;
import org.twoworlds.config.Fault;
import org.twoworlds.lab.LabProtocol.Command;
import org.twoworlds.model.device.DeviceProbe;
import org.twoworlds.node.Nodes;
import org.twoworlds.node.Terms;
import org.twoworlds.stream.log.Home;

/**
 * The lab's guardian: decides which runs have a slot and which wait for one, and wires their keepers, the evaluators and the
 * machines that joined. Runs are known by their logs alone, so that a lab that was killed goes on from them; {@link RunRecords}
 * reads and writes the logs.
 */
public final class Lab extends AbstractBehavior<Command> {
    /**
     * Starts the lab.
     *
     * @param slots the runs at a time on this machine
     * @param probe this machine's devices
     * @param terms on which other machines may join; empty where none may
     * @param listener is told of the lab's runs, and harms none of them where it fails
     */
    public static Behavior<Command> create(
            Home home,
            Slots slots,
            DeviceProbe probe,
            WorkerProcesses processes,
            Optional<Terms> terms,
            InstantSource clock,
            Behavior<RunNews> listener) {
        return Behaviors.setup(context -> new Lab(context, home, slots, probe, processes, terms, clock, listener));
    }

    private final Slots slots;
    private final Places places;
    private final Keepers keepers;
    private final ActorRef<Evaluations.Command> evaluations;
    private final Wishes wishes;
    private final Waiting waiting = new Waiting();
    private Map<String, List<String>> evaluators = Map.of();

    private Lab(
            ActorContext<Command> context,
            Home home,
            Slots slots,
            DeviceProbe probe,
            WorkerProcesses processes,
            Optional<Terms> terms,
            InstantSource clock,
            Behavior<RunNews> listener) {
        super(context);
        this.slots = slots;
        places = new Places(slots, probe);
        keepers = new Keepers(
                context,
                processes,
                clock,
                terms.map(Terms::grace).orElse(Duration.ZERO),
                context.spawn(listener, "listener", Dispatchers.pinned()));
        var records = context.spawn(
                RunRecords.create(clock, context.messageAdapter(RunRecords.Answer.class, LabProtocol.Answered::new)),
                "records",
                Dispatchers.pinned());
        evaluations = context.spawn(
                Evaluations.create(
                        processes, clock, context.messageAdapter(Evaluations.Change.class, LabProtocol.Evaluated::new)),
                "evaluations",
                Dispatchers.pinned());
        context.watch(records);
        context.watch(evaluations);
        terms.ifPresent(t -> context.watch(context.spawn(
                Nodes.create(t, context.messageAdapter(Nodes.News.class, LabProtocol.Joined::new)), "nodes")));
        wishes =
                new Wishes(records, home, keepers, waiting, ask -> ask.replyTo().tell(status()));
        wishes.add(LabProtocol.Begin.BEGIN);
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(LabProtocol.TakeUp.class, this::onWish)
                .onMessage(LabProtocol.TakeUpAll.class, this::onWish)
                .onMessage(LabProtocol.Leave.class, this::onWish)
                .onMessage(LabProtocol.Answered.class, answered -> onAnswered(answered.answer()))
                .onMessage(LabProtocol.ForEvaluations.class, this::onForEvaluations)
                .onMessage(LabProtocol.Evaluated.class, this::onEvaluated)
                .onMessage(LabProtocol.Joined.class, this::onJoined)
                .onMessage(LabProtocol.RunRefused.class, this::onRefused)
                .onMessage(LabProtocol.RunDied.class, dead -> onTrouble(dead.trouble()))
                .onMessage(LabProtocol.Ask.class, this::onAsk)
                .onSignal(ChildFailed.class, this::onFailed)
                .onSignal(Terminated.class, this::onTerminated)
                .build();
    }

    private Behavior<Command> onWish(Command wish) {
        wishes.add(wish);
        return this;
    }

    private Behavior<Command> onAnswered(RunRecords.Answer answer) {
        var wish = wishes.answered();
        if (answer instanceof RunRecords.GoingOn found) {
            goOn(found);
        } else if (answer instanceof RunRecords.Taken taken) {
            take(wish, taken);
        } else if (answer instanceof RunRecords.Left left && wish instanceof LabProtocol.Leave leave) {
            leave(leave, left);
        } else if (answer instanceof RunRecords.Free free && wish instanceof LabProtocol.Freed freed) {
            keepers.settle(freed.run(), free, waiting);
            keepers.fill(waiting, places);
        }
        wishes.ask();
        return this;
    }

    /** Takes up again the runs that ran or waited, and the evaluators that were attached. */
    private void goOn(RunRecords.GoingOn found) {
        found.ending().forEach(ending -> keepers.end(ending.run(), ending.state()));
        keepers.goOn(found.held(), waiting);
        var leftOut = waiting.addAll(found.waiting());
        if (leftOut > 0) {
            getContext()
                    .getLog()
                    .warn(
                            "{} queued runs are left out, for at most {} may wait. Maybe take them up later by: twoworlds"
                                    + " resume RUN",
                            leftOut,
                            Waiting.MOST_RUNS);
        }
        found.evaluators().forEach(evaluations::tell);
        keepers.fill(waiting, places);
        keepers.tellBegun();
    }

    private void take(Command wish, RunRecords.Taken taken) {
        taken.runs().forEach(run -> {
            keepers.troubles().forget(run.folder().id());
            places.forgetRefusals(run.folder().id());
            waiting.add(run);
        });
        keepers.fill(waiting, places);
        if (wish instanceof LabProtocol.TakeUp take) {
            var reply = taken.replies().get(0);
            take.replyTo().tell(reply.done() ? new Reply(true, waiting.reason(take.folder())) : reply);
        } else if (wish instanceof LabProtocol.TakeUpAll take) {
            take.replyTo().tell(taken.runs().size());
        }
    }

    private void leave(LabProtocol.Leave leave, RunRecords.Left left) {
        if (left.byKeeper()) {
            keepers.tellEnd(leave.folder(), leave.state());
        } else if (left.reply().done()) {
            waiting.remove(leave.folder());
        }
        leave.replyTo().tell(left.reply());
    }

    private Behavior<Command> onForEvaluations(LabProtocol.ForEvaluations message) {
        evaluations.tell(message.command());
        return this;
    }

    private Behavior<Command> onEvaluated(LabProtocol.Evaluated evaluated) {
        evaluators = evaluated.change().evaluators();
        return this;
    }

    private Behavior<Command> onJoined(LabProtocol.Joined joined) {
        if (joined.news() instanceof Nodes.Change change) {
            places.joined(change.members());
            keepers.joined(change.members());
            evaluations.tell(new Evaluations.Members(change.members()));
            keepers.fill(waiting, places);
        } else if (joined.news() instanceof Nodes.Heard heard && keepers.heard(heard, wishes.isBeginning())) {
            keepers.fill(waiting, places);
        }
        return this;
    }

    private Behavior<Command> onRefused(LabProtocol.RunRefused message) {
        var refusal = message.refusal();
        places.refused(refusal.run(), refusal.node());
        return onTrouble(new RunKeeper.Trouble(refusal.run(), 0, refusal.node() + ": " + refusal.reason()));
    }

    private Behavior<Command> onTrouble(RunKeeper.Trouble trouble) {
        keepers.troubles().note(trouble);
        return this;
    }

    /** A lab that has not read its runs yet is asked again once it has. */
    private Behavior<Command> onAsk(LabProtocol.Ask ask) {
        if (wishes.isBeginning()) {
            return onWish(ask);
        }
        ask.replyTo().tell(status());
        return this;
    }

    private LabProtocol.Status status() {
        return new LabProtocol.Status(
                slots.total(),
                keepers.ids(),
                waiting.ids(),
                waiting.reasonsAnd(keepers.reasons()),
                keepers.troubles().all(),
                evaluators,
                places.members().stream().map(LabProtocol.JoinedMachine::of).toList(),
                keepers.machines());
    }

    private Behavior<Command> onTerminated(Terminated terminated) {
        var run = keptBy(terminated);
        keepers.stopped(run);
        return onWish(new LabProtocol.Freed(run));
    }

    /** The keeper of a run failed: the run is not tried again by itself. */
    private Behavior<Command> onFailed(ChildFailed failed) {
        var folder = keptBy(failed).folder();
        keepers.remove(folder);
        onTrouble(new RunKeeper.Trouble(
                folder.id(), 0, Fault.of(failed.getCause()).message()));
        keepers.fill(waiting, places);
        return this;
    }

    private Waiting.Run keptBy(Terminated terminated) {
        return keepers.runOf(terminated.getRef())
                .orElseThrow(() -> new IllegalStateException("The lab cannot go on without its "
                        + terminated.getRef().path().name()));
    }
}
