package org.twoworlds.node;

import akka.actor.typed.receptionist.Receptionist;
import org.twoworlds.stream.log.Event;

/** The messages that a {@link Node} understands. */
public final class NodeProtocol {
    private NodeProtocol() {}

    /** A message to a node. */
    public sealed interface Command {}

    /** Train a run. */
    public record Train(NodeTask.Order order) implements Command, Wire {}

    /** Evaluate a run. */
    public record Evaluate(NodeTask.Order order, Event.Attached attached) implements Command, Wire {}

    /** The lab knows the node. */
    public enum Welcome implements Command, Wire {
        /** The one such message. */
        WELCOME
    }

    /** Write resume points, and end. */
    public enum Leave implements Command {
        /** The one such message. */
        LEAVE
    }

    /** The labs that the cluster knows now. */
    record Found(Receptionist.Listing labs) implements Command {}

    /** The time has come to say that the node is there. */
    enum Beat implements Command {
        /** The one such message. */
        BEAT
    }
}
