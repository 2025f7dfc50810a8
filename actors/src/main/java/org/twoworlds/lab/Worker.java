package org.twoworlds.lab;

import akka.actor.typed.ActorRef;
import java.util.Optional;

/** The worker of a {@link RunKeeper}: makes one attempt at the run at a time, in a process here or on another machine. */
interface Worker {
    /**
     * Begins an attempt, which tells the keeper {@link RunKeeper.AttemptEnded} or {@link RunKeeper.AttemptDied} with its number once it is over.
     *
     * @throws RuntimeException where it cannot begin, which is a death
     */
    void begin(int attempt);

    /** Tells the attempt that is under way to end in order. */
    void end();

    /** The process of the newest attempt; empty on another machine. */
    default Optional<ProcessHandle> process() {
        return Optional.empty();
    }

    /** The actor of another machine, without which the run has to go on elsewhere; empty for this machine. */
    default Optional<ActorRef<?>> machine() {
        return Optional.empty();
    }

    /** The words before the reason of a death that say where it was; empty for this machine. */
    default String where() {
        return "";
    }
}
