package org.twoworlds.lab;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.ActorContext;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.twoworlds.actor.Dispatchers;
import org.twoworlds.node.NodeProtocol;
import org.twoworlds.node.Nodes;
import org.twoworlds.start.Departure;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.RunFolder;

/**
 * A worker on another machine: each attempt at the run is a task of that machine, for which a {@link RemoteAttempt} writes the
 * run's log here. A machine that refuses the run, or is gone, ends the attempt; the lab then finds the run another place.
 */
final class RemoteRun implements Worker {
    /** A machine's refusal of a run: another place is to be found. */
    record Refusal(String run, String node, String reason) {}

    /**
     * A machine for a run.
     *
     * @param grace how long the run may keep its place there while the lab is not reached
     * @param held the attempt with which the machine goes on; empty where it begins one
     */
    record Place(Nodes.Member member, Duration grace, Optional<Event.Attempt> held) {}

    /**
     * Starts the keeper of a run that is trained on another machine.
     *
     * @param trouble is told of every failure that is the run's own
     * @param refusals is told where the machine cannot do it
     */
    static Behavior<RunKeeper.Command> create(
            RunFolder folder,
            Place place,
            InstantSource clock,
            ActorRef<RunKeeper.Trouble> trouble,
            ActorRef<Refusal> refusals) {
        return RunKeeper.create(
                folder,
                keeper -> new RemoteRun(keeper, folder, place, clock, refusals),
                clock,
                trouble,
                Optional.empty());
    }

    private final ActorContext<RunKeeper.Command> keeper;
    private final RunFolder folder;
    private final Nodes.Member member;
    private final Place place;
    private final InstantSource clock;
    private final ActorRef<Refusal> refusals;
    private Optional<ActorRef<RemoteAttempt.Command>> current = Optional.empty();

    private RemoteRun(
            ActorContext<RunKeeper.Command> keeper,
            RunFolder folder,
            Place place,
            InstantSource clock,
            ActorRef<Refusal> refusals) {
        this.keeper = keeper;
        this.folder = folder;
        this.place = place;
        member = place.member();
        this.clock = clock;
        this.refusals = refusals;
    }

    @Override
    public void begin(int attempt) {
        var held = place.held().filter(h -> attempt == 1);
        var lock = folder.lock();
        RunView view;
        try {
            view = RunView.of(folder);
            if (held.isPresent() && !isStill(held.get(), view)) {
                lock.close();
                member.node().tell(new NodeProtocol.Drop(folder.id(), "somebody else has taken the run up"));
                keeper.getSelf().tell(new RunKeeper.AttemptEnded(attempt));
                return;
            }
            view = held.isPresent() ? view : Departure.prepare(folder, view, clock);
        } catch (RuntimeException | Error e) {
            lock.close();
            throw e;
        }
        var task = keeper.spawn(
                RemoteAttempt.create(
                        new RemoteAttempt.Assignment(
                                attempt, folder, lock, view, member, place.grace(), held.isPresent()),
                        clock,
                        keeper.getSelf(),
                        reason -> refusals.tell(new Refusal(folder.id(), member.name(), reason))),
                "attempt-" + attempt,
                Dispatchers.pinned());
        keeper.watchWith(task, new RunKeeper.AttemptDied(attempt, "the lab's end of it failed; see the lab's output"));
        current = Optional.of(task);
    }

    /** Whether a held attempt is the run's last, which nobody has ended or asked to end. */
    private static boolean isStill(Event.Attempt held, RunView view) {
        return view.taken().filter(held::equals).isPresent()
                && view.ended().isEmpty()
                && view.asked().isEmpty();
    }

    @Override
    public void end() {
        current.ifPresent(attempt -> attempt.tell(RemoteAttempt.End.END));
    }

    @Override
    public Optional<ActorRef<?>> machine() {
        return Optional.of(member.node());
    }

    @Override
    public String where() {
        return member.name() + ": ";
    }
}
