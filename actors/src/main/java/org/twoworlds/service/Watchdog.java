package org.twoworlds.service;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.AskPattern;
import java.time.Duration;
import java.util.function.Function;

/** Tells the service manager that an actor still answers, as long as it does. */
public final class Watchdog {
    /** How many words go into the time after which silence is taken for hanging. */
    private static final int WORDS = 3;

    private Watchdog() {}

    /**
     * Begins, where the manager looks for it; ends with the actor system.
     *
     * @param system whose guardian is asked
     * @param question makes the message of where its answer goes to
     */
    public static <C, A> void begin(ServiceManager manager, ActorSystem<C> system, Function<ActorRef<A>, C> question) {
        manager.watchdog().ifPresent(silence -> {
            var pause = silence.dividedBy(WORDS);
            system.scheduler()
                    .scheduleWithFixedDelay(
                            Duration.ZERO,
                            pause,
                            () -> AskPattern.<C, A>ask(system, question::apply, pause, system.scheduler())
                                    .thenRun(manager::alive),
                            system.executionContext());
        });
    }
}
