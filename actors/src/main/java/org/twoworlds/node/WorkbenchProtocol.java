package org.twoworlds.node;

import akka.actor.typed.ActorRef;

/** The messages that a {@link Workbench} understands. */
public final class WorkbenchProtocol {
    private WorkbenchProtocol() {}

    /** A message to a workbench. */
    public sealed interface Command {}

    /** Whether no run is here. */
    public record AskIdle(ActorRef<Boolean> replyTo) implements Command {}

    /** A connection is there: its node is told of the runs that wait for the lab, now and whenever these are others. */
    record Connected(ActorRef<NodeProtocol.Command> node) implements Command {}

    /**
     * A run for the workbench.
     *
     * @param order the lab's, with the line in its place
     * @param line the connection's end
     * @param goesOn whether the run is here already
     */
    record Take(NodeTask.Order order, Link.Ends ends, ActorRef<Object> line, boolean goesOn) implements Command {}

    /** A run's connection is cut, and it waits for the lab. */
    record Waits(NodeTask.Held held) implements Command {}

    /** A run that the lab has given up. */
    record Drop(String run, String reason) implements Command {}

    /** All runs are to end in order. */
    enum EndAll implements Command {
        /** The one such message. */
        END_ALL
    }
}
