package org.twoworlds.actor;

import akka.actor.typed.Behavior;
import akka.actor.typed.BehaviorInterceptor;
import akka.actor.typed.Signal;
import akka.actor.typed.TypedActorContext;
import akka.actor.typed.javadsl.Behaviors;
import java.util.function.Supplier;
import org.twoworlds.config.FailureException;
import org.twoworlds.config.Fault;

/**
 * Lets an Error that a process survives (memory, a stack, a library, a file in memory) fail the actor that it happened in.
 * Akka would end the whole process for it, without a word of what it was about.
 */
public final class Contained<T> extends BehaviorInterceptor<T, T> {
    private Contained(Class<T> messages) {
        super(messages);
    }

    /**
     * The same behaviour, with its Errors contained.
     *
     * @param messages what it understands
     */
    public static <T> Behavior<T> in(Class<T> messages, Behavior<T> behavior) {
        return Behaviors.intercept(() -> new Contained<>(messages), behavior);
    }

    /** The result of the work; an Error that the work throws is thrown on as an exception. */
    public static <R> R get(Supplier<R> work) {
        try {
            return work.get();
        } catch (Error e) {
            throw contained(e);
        }
    }

    @Override
    public Behavior<T> aroundStart(TypedActorContext<T> context, PreStartTarget<T> target) {
        try {
            return target.start(context);
        } catch (Error e) {
            throw contained(e);
        }
    }

    @Override
    public Behavior<T> aroundReceive(TypedActorContext<T> context, T message, ReceiveTarget<T> target) {
        try {
            return target.apply(context, message);
        } catch (Error e) {
            throw contained(e);
        }
    }

    @Override
    public Behavior<T> aroundSignal(TypedActorContext<T> context, Signal signal, SignalTarget<T> target) {
        try {
            return target.apply(context, signal);
        } catch (Error e) {
            throw contained(e);
        }
    }

    private static RuntimeException contained(Error e) {
        var fault = Fault.of(e);
        return fault.isOurs() ? new IllegalStateException(e) : FailureException.inWords(fault.message(), e);
    }
}
