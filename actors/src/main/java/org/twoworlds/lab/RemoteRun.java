package org.twoworlds.lab;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.ActorContext;
import java.time.InstantSource;
import java.util.Optional;
import org.twoworlds.actor.Dispatchers;
import org.twoworlds.node.Nodes;
import org.twoworlds.start.Departure;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.log.RunFolder;

/**
 * A worker on another machine: each attempt at the run is a task of that machine, for which a {@link RemoteAttempt} writes the
 * run's log here. A machine that refuses the run, or is gone, ends the attempt; the lab then finds the run another place.
 */
final class RemoteRun implements Worker {
    /** A machine's refusal of a run: another place is to be found. */
    record Refusal(String run, String node, String reason) {}

    /**
     * Starts the keeper of a run that is trained on another machine.
     *
     * @param trouble is told of every failure that is the run's own
     * @param refusals is told where the machine cannot do it
     */
    static Behavior<RunKeeper.Command> create(
            RunFolder folder,
            Nodes.Member member,
            InstantSource clock,
            ActorRef<RunKeeper.Trouble> trouble,
            ActorRef<Refusal> refusals) {
        return RunKeeper.create(
                folder,
                keeper -> new RemoteRun(keeper, folder, member, clock, refusals),
                clock,
                trouble,
                Optional.empty());
    }

    private final ActorContext<RunKeeper.Command> keeper;
    private final RunFolder folder;
    private final Nodes.Member member;
    private final InstantSource clock;
    private final ActorRef<Refusal> refusals;
    private Optional<ActorRef<RemoteAttempt.Command>> current = Optional.empty();

    private RemoteRun(
            ActorContext<RunKeeper.Command> keeper,
            RunFolder folder,
            Nodes.Member member,
            InstantSource clock,
            ActorRef<Refusal> refusals) {
        this.keeper = keeper;
        this.folder = folder;
        this.member = member;
        this.clock = clock;
        this.refusals = refusals;
    }

    @Override
    public void begin(int attempt) {
        var lock = folder.lock();
        RunView view;
        try {
            view = Departure.prepare(folder, RunView.of(folder), clock);
        } catch (RuntimeException | Error e) {
            lock.close();
            throw e;
        }
        var task = keeper.spawn(
                RemoteAttempt.create(
                        new RemoteAttempt.Assignment(attempt, folder, lock, view, member),
                        clock,
                        keeper.getSelf(),
                        reason -> refusals.tell(new Refusal(folder.id(), member.name(), reason))),
                "attempt-" + attempt,
                Dispatchers.pinned());
        keeper.watchWith(task, new RunKeeper.AttemptDied(attempt, "the lab's end of it failed; see the lab's output"));
        current = Optional.of(task);
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
