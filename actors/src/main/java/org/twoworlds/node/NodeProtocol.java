package org.twoworlds.node;

import akka.actor.typed.receptionist.Receptionist;
import java.util.List;
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

    /** Go on training a run that the node holds: a lab that was not reached is there again. */
    public record GoOn(NodeTask.Order order) implements Command, Wire {}

    /** A run that the node holds goes on elsewhere. */
    public record Drop(String run, String reason) implements Command, Wire {}

    /** The lab knows the node. */
    public record Known(String version) implements Command, Wire {}

    /** The lab does not take the node. */
    public record Unwelcome(String reason) implements Command, Wire {}

    /** A lab too old to say its version knows the node. */
    public enum Welcome implements Command, Wire {
        /** The one such message. */
        WELCOME
    }

    /** Write resume points, and end. */
    public enum Leave implements Command {
        /** The one such message. */
        LEAVE
    }

    /** The runs whose connection is cut, which wait for the lab. */
    record Holding(List<NodeTask.Held> held) implements Command {}

    /** The labs that the cluster knows now. */
    record Found(Receptionist.Listing labs) implements Command {}

    /** The time has come to say that the node is there. */
    enum Beat implements Command {
        /** The one such message. */
        BEAT
    }
}
