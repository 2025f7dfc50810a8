package org.twoworlds.actor;

import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.ActorContext;
import org.twoworlds.stream.log.LogEntry;

/** A run's way to its log. */
@FunctionalInterface
public interface RunLog {
    /**
     * The one writer of the log, or who stands for it.
     *
     * @param context of the run
     * @param listener gets every entry but steps, from the next one that the run's view has not seen
     * @param lowDisk is told, once, when the disk has less room than the reserve
     */
    ActorRef<LogWriter.Command> open(
            ActorContext<?> context, ActorRef<LogEntry> listener, ActorRef<LogWriter.DiskLow> lowDisk);
}
