package org.twoworlds.actor;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.typed.Behavior;
import akka.actor.typed.ChildFailed;
import akka.actor.typed.javadsl.Behaviors;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.twoworlds.ActorTest;
import org.twoworlds.Thrown;
import org.twoworlds.config.Fault;

/** The door of a run's parts, here and on a machine that joined. */
class ContainedTest extends ActorTest {
    @ParameterizedTest
    @MethodSource("org.twoworlds.Thrown#all")
    void whatAPartThrowsFailsItAloneAndIsToldToWhoWatches(Thrown thrown) throws Exception {
        for (var atStart : new boolean[] {false, true}) {
            var told = new CompletableFuture<Throwable>();
            kit.spawn(Behaviors.<String>setup(context -> {
                var part = context.spawn(Contained.in(String.class, part(thrown, atStart)), "part");
                context.watch(part);
                part.tell("go");
                return Behaviors.receive(String.class)
                        .onSignal(ChildFailed.class, failed -> {
                            told.complete(failed.cause());
                            return Behaviors.stopped();
                        })
                        .build();
            }));
            var fault = Fault.of(told.get(120, TimeUnit.SECONDS));
            assertThat(fault.message()).contains(thrown.says()).doesNotContain("\tat ");
            assertThat(fault.isOurs()).isFalse();
        }
    }

    private static Behavior<String> part(Thrown thrown, boolean atStart) {
        return Behaviors.setup(context -> {
            if (atStart) {
                throw thrown.sneaky();
            }
            return Behaviors.receiveMessage(message -> {
                throw thrown.sneaky();
            });
        });
    }
}
