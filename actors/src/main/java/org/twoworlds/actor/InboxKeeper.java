package org.twoworlds.actor;

import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.twoworlds.config.Fault;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.analysis.ScoreKey;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.EventLog;
import org.twoworlds.stream.log.LogEntry;
import org.twoworlds.stream.log.RunFolder;

/**
 * Stands for a run's writer in another process: offers scores by the inbox, and where nobody writes the run, takes the
 * right to for as long as it takes to empty the inbox.
 */
public final class InboxKeeper extends AbstractBehavior<LogWriter.Command> {
    private static final Logger LOG = LoggerFactory.getLogger(InboxKeeper.class);
    private static final Duration LOOK_EVERY = Duration.ofMillis(20);

    private final RunFolder folder;
    private final InstantSource clock;

    private InboxKeeper(ActorContext<LogWriter.Command> context, RunFolder folder, InstantSource clock) {
        super(context);
        this.folder = folder;
        this.clock = clock;
    }

    /** Starts it. */
    public static Behavior<LogWriter.Command> create(RunFolder folder, InstantSource clock) {
        return Contained.in(
                LogWriter.Command.class, Behaviors.setup(context -> new InboxKeeper(context, folder, clock)));
    }

    @Override
    public Receive<LogWriter.Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(LogWriter.Append.class, this::onAppend)
                .build();
    }

    private Behavior<LogWriter.Command> onAppend(LogWriter.Append append) {
        offer(folder, append.event(), clock);
        append.replyTo().ifPresent(ref -> ref.tell(new LogWriter.Appended(append.event())));
        return this;
    }

    /**
     * Offers an event to a run's writer, and writes it here where there is none. On return it survives a power cut, though it
     * may not be in the log yet.
     */
    public static void offer(RunFolder folder, Event event, InstantSource clock) {
        Inbox.offer(folder, event);
        settle(folder, clock);
    }

    /**
     * Offers an event, and waits until it is in the log, so that who asks next finds it there. Where the run's writer takes too
     * long, the event is left to the writer.
     *
     * @param patience the longest wait
     */
    public static void write(RunFolder folder, Event event, InstantSource clock, Duration patience) {
        Inbox.offer(folder, event);
        var end = System.nanoTime() + patience.toNanos();
        while (!settle(folder, clock) && System.nanoTime() - end < 0) {
            LockSupport.parkNanos(LOOK_EVERY.toNanos());
        }
    }

    /** Whether something waits in a run's inbox. */
    public static boolean hasPost(RunFolder folder) {
        return !Inbox.isEmpty(folder);
    }

    /** A run as its log and its inbox tell it: what was acknowledged counts, though a writer that hangs has not logged it. */
    public static RunView view(RunFolder folder) {
        var view = RunView.of(folder);
        Inbox.peek(folder, event -> view.apply(new LogEntry(view.next(), view.lastMicros(), view.attempt(), event)));
        return view;
    }

    /** As {@link #empty}, but a run that cannot be read or written is passed over, with a word in the program's log. */
    public static boolean settle(RunFolder folder, InstantSource clock) {
        try {
            return empty(folder, clock);
        } catch (RuntimeException | Error e) {
            LOG.warn(
                    "What waits in the inbox of run {} stays there: {}",
                    folder.id(),
                    Fault.of(e).message());
            return false;
        }
    }

    /**
     * Whether all that was offered is in the log, after doing it here where nobody else does.
     *
     * @return false where another process writes the run, which will do it
     */
    public static boolean empty(RunFolder folder, InstantSource clock) {
        if (Inbox.isEmpty(folder)) {
            return true;
        }
        if (folder.isLocked()) {
            return false;
        }
        var right = folder.tryLock();
        if (right.isEmpty()) {
            return false;
        }
        try (var lock = right.get()) {
            var view = RunView.of(folder);
            var scored = view.scoredKeys();
            try (var log = EventLog.open(folder, view.attempt(), clock)) {
                Inbox.drain(folder, event -> {
                    if (!(event instanceof Event.Score score) || scored.add(ScoreKey.of(score))) {
                        log.append(event);
                        log.sync();
                    }
                });
            }
            return true;
        }
    }
}
