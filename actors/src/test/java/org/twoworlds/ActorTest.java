package org.twoworlds;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** A test of actors, which all tests of the class start in one actor system. */
public abstract class ActorTest {
    /** The class's actor system. */
    protected static ActorTestKit kit;

    @BeforeAll
    static void startSystem() {
        kit = ActorTestKit.create();
    }

    @AfterAll
    static void endSystem() {
        kit.shutdownTestKit();
    }
}
