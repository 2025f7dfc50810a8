package org.twoworlds;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.ManualTime;
import com.typesafe.config.ConfigFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** A test of actors whose timers run by a clock that the test moves. */
public abstract class TimedActorTest {
    /** The class's actor system. */
    protected static ActorTestKit kit;

    /** The system's clock. */
    protected static ManualTime time;

    @BeforeAll
    static void startSystem() {
        kit = ActorTestKit.create(ManualTime.config().withFallback(ConfigFactory.load("application-test")));
        time = ManualTime.get(kit.system());
    }

    @AfterAll
    static void endSystem() {
        kit.shutdownTestKit();
    }
}
