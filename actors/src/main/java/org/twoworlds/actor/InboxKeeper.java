package org.twoworlds.actor;

import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import java.time.InstantSource;
import org.twoworlds.config.FailureException;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.EventLog;
import org.twoworlds.stream.log.RunFolder;

/**
 * Stands for a run's writer in another process: offers scores by the inbox, and where nobody writes the run, takes the
 * right to for as long as it takes to empty the inbox.
 */
public final class InboxKeeper extends AbstractBehavior<LogKeeper.Command> {
    private final RunFolder folder;
    private final InstantSource clock;

    private InboxKeeper(ActorContext<LogKeeper.Command> context, RunFolder folder, InstantSource clock) {
        super(context);
        this.folder = folder;
        this.clock = clock;
    }

    /** Starts it. */
    public static Behavior<LogKeeper.Command> create(RunFolder folder, InstantSource clock) {
        return Behaviors.setup(context -> new InboxKeeper(context, folder, clock));
    }

    @Override
    public Receive<LogKeeper.Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(LogKeeper.Append.class, this::onAppend)
                .build();
    }

    private Behavior<LogKeeper.Command> onAppend(LogKeeper.Append append) {
        offer(folder, append.event(), clock);
        append.replyTo().ifPresent(ref -> ref.tell(new LogKeeper.Appended(append.event())));
        return this;
    }

    /** Offers an event to a run's writer, and writes it here where there is none. */
    public static void offer(RunFolder folder, Event event, InstantSource clock) {
        Inbox.offer(folder, event);
        settle(folder, clock);
    }

    /** Whether all that was offered is in the log, after doing it here where nobody else does. */
    public static boolean settle(RunFolder folder, InstantSource clock) {
        if (Inbox.isEmpty(folder)) {
            return true;
        }
        if (folder.isLocked()) {
            return false;
        }
        try (var lock = folder.lock()) {
            var view = RunView.of(folder);
            var scored = view.scoredKeys();
            try (var log = new EventLog(folder.log(), clock)) {
                log.setAttempt(view.attempt());
                Inbox.drain(folder, event -> {
                    if (!(event instanceof Event.Score score) || scored.add(RunView.ScoreKey.of(score))) {
                        log.append(event);
                        log.sync();
                    }
                });
            }
            return true;
        } catch (FailureException e) {
            return false; // another process took the right to write in between, and empties the inbox
        }
    }
}
