package org.twoworlds.lab;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.ActorContext;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.twoworlds.stream.log.RunFolder;

/**
 * A worker that is not reached: the run keeps its place on a machine that may train it on meanwhile. Its one attempt is over when
 * it was waited for long enough; when the machine returns before, the keeper is replaced by a {@link RemoteRun}'s.
 */
final class AbsentMachine implements Worker {
    /**
     * Starts the keeper of a run whose machine is waited for.
     *
     * @param grace for how long
     */
    static Behavior<RunKeeper.Command> create(
            RunFolder folder, Duration grace, InstantSource clock, ActorRef<RunKeeper.Trouble> trouble) {
        return RunKeeper.create(folder, keeper -> new AbsentMachine(keeper, grace), clock, trouble, Optional.empty());
    }

    private final ActorContext<RunKeeper.Command> keeper;
    private final Duration grace;
    private int current;

    private AbsentMachine(ActorContext<RunKeeper.Command> keeper, Duration grace) {
        this.keeper = keeper;
        this.grace = grace;
    }

    @Override
    public void begin(int attempt) {
        current = attempt;
        keeper.scheduleOnce(grace, keeper.getSelf(), new RunKeeper.AttemptEnded(attempt));
    }

    @Override
    public void end() {
        keeper.getSelf().tell(new RunKeeper.AttemptEnded(current));
    }
}
