package org.twoworlds.node;

import akka.actor.typed.ActorRef;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.twoworlds.model.checkpoint.Durable;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.RunFolder;

/** A task that a node does for a lab: it trains a run, or evaluates one. */
public final class NodeTask {
    private NodeTask() {}

    /** A message to a task. */
    public sealed interface Command {}

    /** End in order: a trainer writes resume points. */
    public enum End implements Command, Wire {
        /** The one such message. */
        END
    }

    /** The replica of the log is as far as the lab's was when the task was given. */
    record Ready() implements Command {}

    /** The work ended. */
    record Done(Report report) implements Command {}

    /** The connection is cut by which the task was given, or gone on with. */
    record Cut(ActorRef<Ledger.Command> ledger) implements Command {}

    /** The lab is there again, and goes on with the task over another connection. */
    record GoOn(Order order, Link.Ends ends) implements Command {}

    /** The task died without a report. */
    record Died(String reason) {}

    /** The replica is as far as the lab's log was when it went on with the task. */
    record UpToDate(Order order) implements Command {}

    /** The lab has given the task up. */
    record Dropped(String reason) implements Command {}

    /** The lab was waited for long enough. */
    enum GraceIsOver implements Command {
        /** The one such message. */
        GRACE_IS_OVER
    }

    /**
     * A task as the lab gives it.
     *
     * @param run the run's id
     * @param upTo the number of entries of its log
     * @param ledger the lab's end of the task
     * @param reports told what becomes of it
     * @param grace how long the task waits for a lab that is not reached
     */
    public record Order(
            String run, long upTo, ActorRef<Ledger.Command> ledger, ActorRef<Report> reports, Duration grace)
            implements Wire {
        /** A task that waits for no lab. */
        public Order(String run, long upTo, ActorRef<Ledger.Command> ledger, ActorRef<Report> reports) {
            this(run, upTo, ledger, reports, Duration.ZERO);
        }
    }

    /** A run that a machine trains while it waits for the lab: the attempt is the last one that the run's log has. */
    public record Held(String run, Event.Attempt attempt) implements Wire {}

    /** A report of what became of a task. */
    public sealed interface Report extends Wire {}

    /** A task was taken up; it ends when its actor does. */
    public record Accepted(ActorRef<Command> task) implements Report {}

    /** A task ended. */
    public record Ended() implements Report {}

    /** A task cannot be done there: the data are not at hand, or there is no slot. */
    public record Refused(String reason) implements Report {}

    /** A task failed. */
    public record Failed(String reason) implements Report {}

    /** An empty folder for a replica, in place of what an earlier task left there. */
    static RunFolder fresh(Path cache, String run, String task) {
        for (var name : List.of(run, task)) {
            if (!name.matches("[A-Za-z0-9_-][A-Za-z0-9_.-]{0,254}")) {
                throw new IllegalStateException("A lab named a run or an evaluator " + name);
            }
        }
        var folder = new RunFolder(cache.resolve(task).resolve(run));
        remove(folder.path());
        folder.create();
        return folder;
    }

    /** Removes a replica and the files that were fetched for it, or a folder of them. */
    public static void remove(Path folder) {
        try {
            Durable.remove(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether an event is one that an evaluator may say. */
    public static boolean isScore(Event event, String evaluator) {
        return event instanceof Event.Score s && s.evaluator().equals(evaluator)
                || event instanceof Event.Missing m && m.evaluator().equals(evaluator);
    }
}
