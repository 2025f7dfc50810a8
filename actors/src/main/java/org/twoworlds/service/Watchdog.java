package org.twoworlds.service;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.AskPattern;
import java.time.Duration;
import java.util.function.Function;

/** The watchdog that tells the service manager that an actor still answers, as long as it answers. */
public final class Watchdog {
    /** The number of notices in the time after which silence is taken for hanging. */
    private static final int NOTICES = 3;

    private Watchdog() {}

    /**
     * Begins to watch, where the manager asks for it; the watch ends with the actor system.
     *
     * @param system the actor system whose guardian is asked
     * @param question makes the question from the address of its answer
     */
    public static <C, A> void begin(ServiceManager manager, ActorSystem<C> system, Function<ActorRef<A>, C> question) {
        manager.watchdog().ifPresent(silence -> {
            var pause = silence.dividedBy(NOTICES);
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
