package org.twoworlds.actor;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.EventLog;
import org.twoworlds.stream.log.LogEntry;
import org.twoworlds.stream.log.RunFolder;

/** The one writer of a run's log. Everyone else sends it events, and those of other processes come by the inbox. */
public final class LogKeeper extends AbstractBehavior<LogKeeper.Command> {
    private static final Duration TICK = Duration.ofMillis(200);

    /** What it understands. */
    public sealed interface Command {}

    /**
     * Append an event.
     *
     * @param durable whether it must survive a power loss before it is acknowledged
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

    /** What one who stands for a writer elsewhere tells itself. */
    public non-sealed interface Private extends Command {}

    /** The event is in the log, or was there already. */
    public record Appended(Event event) {}

    private enum Tick implements Command {
        TICK
    }

    /** The process let go of the log: everything before is on disk. */
    public record Close(Event last, ActorRef<Appended> replyTo) implements Command {}

    /** The disk has less room than the reserve. */
    public record DiskLow(long usable, long reserve) {}

    /**
     * Starts a writer.
     *
     * @param attempt the process's number
     * @param scored the scores that the log holds, so that none is doubled
     * @param listener gets every appended event but steps
     * @param reserve bytes that stay free on the disk
     * @param lowDisk is told, once, when they do not
     */
    public static Behavior<Command> create(
            RunFolder folder,
            InstantSource clock,
            int attempt,
            Set<RunView.ScoreKey> scored,
            ActorRef<LogEntry> listener,
            long reserve,
            ActorRef<DiskLow> lowDisk) {
        return Behaviors.setup(context -> Behaviors.withTimers(
                timers -> new LogKeeper(context, timers, folder, clock, attempt, scored, listener, reserve, lowDisk)));
    }

    private final RunFolder folder;
    private final EventLog log;
    private final Set<RunView.ScoreKey> scored;
    private final ActorRef<LogEntry> listener;
    private final long reserve;
    private final ActorRef<DiskLow> lowDisk;
    private boolean toldLowDisk;

    private LogKeeper(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            RunFolder folder,
            InstantSource clock,
            int attempt,
            Set<RunView.ScoreKey> scored,
            ActorRef<LogEntry> listener,
            long reserve,
            ActorRef<DiskLow> lowDisk) {
        super(context);
        this.folder = folder;
        this.scored = new HashSet<>(scored);
        this.listener = listener;
        this.reserve = reserve;
        this.lowDisk = lowDisk;
        log = EventLog.open(folder, attempt, clock);
        timers.startTimerWithFixedDelay(Tick.TICK, TICK);
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Append.class, this::onAppend)
                .onMessage(Tick.class, tick -> onTick())
                .onMessage(Close.class, this::onClose)
                .onSignal(PostStop.class, signal -> onPostStop())
                .build();
    }

    private Behavior<Command> onAppend(Append append) {
        write(append.event(), append.durable());
        append.replyTo().ifPresent(ref -> ref.tell(new Appended(append.event())));
        return this;
    }

    private void write(Event event, boolean durable) {
        if (event instanceof Event.Score score && !scored.add(RunView.ScoreKey.of(score))) {
            return;
        }
        var entry = log.append(event);
        if (durable) {
            log.sync();
        }
        if (!(event instanceof Event.Step)) {
            listener.tell(entry);
        }
    }

    private Behavior<Command> onTick() {
        Inbox.drain(folder, event -> write(event, true));
        try {
            var usable = Files.getFileStore(folder.path()).getUsableSpace();
            if (usable < reserve && !toldLowDisk) {
                toldLowDisk = true;
                lowDisk.tell(new DiskLow(usable, reserve));
            }
        } catch (IOException e) {
            getContext().getLog().warn("Cannot tell the free space of {}", folder.path(), e);
        }
        return this;
    }

    private Behavior<Command> onClose(Close close) {
        Inbox.drain(folder, event -> write(event, true));
        write(close.last(), true);
        close.replyTo().tell(new Appended(close.last()));
        return Behaviors.stopped();
    }

    private Behavior<Command> onPostStop() {
        log.close();
        return this;
    }
}
