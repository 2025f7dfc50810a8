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
import java.util.Set;
import org.twoworlds.stream.analysis.ScoreKey;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.EventLog;
import org.twoworlds.stream.log.LogEntry;
import org.twoworlds.stream.log.RunFolder;

/** The one writer of a run's log. Everyone else sends it events, and those of other processes come by the inbox. */
public final class LogKeeper extends AbstractBehavior<Object> {
    private static final Duration TICK = Duration.ofMillis(200);

    private enum Tick {
        TICK
    }

    /**
     * Starts a writer.
     *
     * @param attempt the process's number
     * @param scored the scores that the log holds, so that none is doubled
     * @param listener gets every appended event but steps
     * @param reserve bytes that stay free on the disk
     * @param lowDisk is told, once, when they do not
     */
    public static Behavior<LogWriter.Command> create(
            RunFolder folder,
            InstantSource clock,
            int attempt,
            Set<ScoreKey> scored,
            ActorRef<LogEntry> listener,
            long reserve,
            ActorRef<LogWriter.DiskLow> lowDisk) {
        Behavior<Object> keeper = Behaviors.setup(context -> Behaviors.withTimers(
                timers -> new LogKeeper(context, timers, folder, clock, attempt, scored, listener, reserve, lowDisk)));
        return Contained.in(Object.class, keeper).narrow();
    }

    private final RunFolder folder;
    private final EventLog log;
    private final Set<ScoreKey> scored;
    private final ActorRef<LogEntry> listener;
    private final long reserve;
    private final ActorRef<LogWriter.DiskLow> lowDisk;
    private boolean toldLowDisk;

    private LogKeeper(
            ActorContext<Object> context,
            TimerScheduler<Object> timers,
            RunFolder folder,
            InstantSource clock,
            int attempt,
            Set<ScoreKey> scored,
            ActorRef<LogEntry> listener,
            long reserve,
            ActorRef<LogWriter.DiskLow> lowDisk) {
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
    public Receive<Object> createReceive() {
        return newReceiveBuilder()
                .onMessage(LogWriter.Append.class, this::onAppend)
                .onMessage(Tick.class, tick -> onTick())
                .onMessage(LogWriter.Close.class, this::onClose)
                .onSignal(PostStop.class, signal -> onPostStop())
                .build();
    }

    private Behavior<Object> onAppend(LogWriter.Append append) {
        write(append.event(), append.durable());
        append.replyTo().ifPresent(ref -> ref.tell(new LogWriter.Appended(append.event())));
        return this;
    }

    private void write(Event event, boolean durable) {
        if (event instanceof Event.Score score && !scored.add(ScoreKey.of(score))) {
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

    private Behavior<Object> onTick() {
        Inbox.drain(folder, event -> write(event, true));
        try {
            var usable = Files.getFileStore(folder.path()).getUsableSpace();
            if (usable < reserve && !toldLowDisk) {
                toldLowDisk = true;
                lowDisk.tell(new LogWriter.DiskLow(usable, reserve));
            }
        } catch (IOException e) {
            getContext().getLog().warn("Cannot tell the free space of {}", folder.path(), e);
        }
        return this;
    }

    private Behavior<Object> onClose(LogWriter.Close close) {
        Inbox.drain(folder, event -> write(event, true));
        write(close.last(), true);
        close.replyTo().tell(new LogWriter.Appended(close.last()));
        return Behaviors.stopped();
    }

    private Behavior<Object> onPostStop() {
        log.close();
        return this;
    }
}
