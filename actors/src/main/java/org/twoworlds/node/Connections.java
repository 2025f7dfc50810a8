package org.twoworlds.node;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.Terminated;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Adapter;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The connections that came in, each an actor of Akka's that holds the engine: bounded, whatever machine connects. Of the connections that have
 * not shown the key yet the oldest gives way to the newest, so that silent machines keep no other out.
 */
final class Connections extends AbstractBehavior<Connections.Command> {
    private static final int MOST_UNKNOWN = 128;
    private static final int MOST_KNOWN = 1_024;

    /** A message about a connection. */
    sealed interface Command {}

    /** A connection came in. */
    record Came(ActorRef<Void> connection) implements Command {}

    /** A connection has shown the key. */
    record Known(ActorRef<Void> connection) implements Command {}

    private final LinkedHashSet<ActorRef<Void>> unknown = new LinkedHashSet<>();
    private final Set<ActorRef<Void>> known = new HashSet<>();

    private Connections(ActorContext<Command> context) {
        super(context);
    }

    /** Starts the list of connections. */
    static Behavior<Command> create() {
        return Behaviors.setup(Connections::new);
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Came.class, this::onCame)
                .onMessage(Known.class, this::onKnown)
                .onSignal(Terminated.class, this::onTerminated)
                .build();
    }

    private Behavior<Command> onCame(Came came) {
        getContext().watch(came.connection());
        unknown.add(came.connection());
        if (unknown.size() > MOST_UNKNOWN) {
            var oldest = unknown.iterator().next();
            unknown.remove(oldest);
            end(oldest, Refusals.Reason.SLOW);
        }
        return this;
    }

    private Behavior<Command> onKnown(Known message) {
        if (unknown.remove(message.connection())) {
            known.add(message.connection());
            if (known.size() > MOST_KNOWN) {
                end(message.connection(), Refusals.Reason.MANY);
            }
        }
        return this;
    }

    private void end(ActorRef<Void> connection, Refusals.Reason reason) {
        Refusals.add(reason);
        Adapter.toClassic(getContext().getSystem()).stop(Adapter.toClassic(connection));
    }

    private Behavior<Command> onTerminated(Terminated terminated) {
        unknown.removeIf(c -> c.path().equals(terminated.getRef().path()));
        known.removeIf(c -> c.path().equals(terminated.getRef().path()));
        return this;
    }
}
