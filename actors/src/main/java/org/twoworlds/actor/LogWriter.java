package org.twoworlds.actor;

import akka.actor.typed.ActorRef;
import java.util.Optional;
import org.twoworlds.stream.log.Event;

/**
 * The protocol of a run's writer, or of the actor that stands for the writer elsewhere: {@link LogKeeper} where this process
 * writes the run, {@link InboxKeeper} in another process, and a courier on another machine.
 */
public final class LogWriter {
    private LogWriter() {}

    /** A message to a writer. */
    public sealed interface Command {}

    /**
     * Append an event.
     *
     * @param durable whether it must survive a power loss before it is acknowledged
     * @param replyTo is told once the event is in the log
     */
    public record Append(Event event, boolean durable, Optional<ActorRef<Appended>> replyTo) implements Command {
        /** An event that nobody waits for. */
        public static Append of(Event event) {
            return new Append(event, false, Optional.empty());
        }

        /** An event that must survive a power loss. */
        public static Append durable(Event event) {
            return new Append(event, true, Optional.empty());
        }
    }

    /** Append the last event, and let go of the log: everything before is on disk then. */
    public record Close(Event last, ActorRef<Appended> replyTo) implements Command {}

    /** An event is in the log, or was there already. */
    public record Appended(Event event) {}

    /** A disk has less room than the reserve, both in bytes. */
    public record DiskLow(long usable, long reserve) {}
}
