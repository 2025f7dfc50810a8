package org.twoworlds.node;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.stream.KillSwitches;
import akka.stream.UniqueKillSwitch;
import akka.stream.javadsl.Keep;
import akka.stream.typed.javadsl.ActorSink;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.twoworlds.config.FailureException;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.EventLog;
import org.twoworlds.stream.log.LogEntry;
import org.twoworlds.stream.log.LogReader;
import org.twoworlds.stream.log.RunFolder;

/**
 * A node's copy of a run's log, whose one writer it is: follows the lab's from the first entry on, and from where it was
 * whenever the stream is cut.
 */
final class Replica extends AbstractBehavior<Replica.Command> {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    /** A message to a replica. */
    sealed interface Command {}

    /** Tell somebody of every entry but steps, from an index on. */
    record Listen(ActorRef<LogEntry> listener, long from) implements Command {}

    /**
     * Follow the log over another connection.
     *
     * @param upTo as at the start
     * @param ready is told then
     */
    record GoOn(Link.Ends ends, long upTo, Runnable ready) implements Command {}

    private record Followed(Object epoch, Ledger.Entries entries) implements Command {}

    private record Cut(Object epoch) implements Command {}

    private record StreamStarted(Object epoch, ActorRef<Ack> ackTo) implements Command {}

    private record Seen(Object epoch, LogEntry entry, ActorRef<Ack> ackTo) implements Command {}

    private enum Again implements Command {
        AGAIN
    }

    private enum Ack {
        ACK
    }

    /**
     * Starts a replica.
     *
     * @param folder with an empty log
     * @param upTo the number of entries that it has to have before it is ready
     * @param ready is told then
     */
    static Behavior<Command> create(RunFolder folder, Link.Ends ends, long upTo, Runnable ready) {
        return Behaviors.setup(
                context -> Behaviors.withTimers(timers -> new Replica(context, timers, folder, ends, upTo, ready)));
    }

    private final TimerScheduler<Command> timers;
    private final RunFolder folder;
    private final EventLog log;
    private Link.Ends ends;
    private long upTo;
    private Runnable ready;
    private Object epoch = new Object();
    private Optional<UniqueKillSwitch> stream = Optional.empty();
    private Optional<ActorRef<LogEntry>> listener = Optional.empty();
    private long next;

    private Replica(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            RunFolder folder,
            Link.Ends ends,
            long upTo,
            Runnable ready) {
        super(context);
        this.timers = timers;
        this.folder = folder;
        this.ends = ends;
        this.upTo = upTo;
        this.ready = ready;
        log = EventLog.open(folder, 0, InstantSource.system());
        follow();
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Listen.class, this::onListen)
                .onMessage(GoOn.class, this::onGoOn)
                .onMessage(Followed.class, m -> m.epoch() == epoch, this::onFollowed)
                .onMessage(StreamStarted.class, m -> m.epoch() == epoch, this::onStreamStarted)
                .onMessage(Seen.class, m -> m.epoch() == epoch, this::onSeen)
                .onMessage(Cut.class, m -> m.epoch() == epoch, cut -> onCut())
                .onMessage(Again.class, again -> follow())
                .onAnyMessage(stale -> this)
                .onSignal(PostStop.class, signal -> onPostStop())
                .build();
    }

    private Behavior<Command> onGoOn(GoOn goOn) {
        if (next > goOn.upTo()) {
            throw FailureException.inWords(
                    "The log of run %s must not have lost what was in it: the lab's has %d entries, its copy here %d."
                            .formatted(folder.id(), goOn.upTo(), next));
        }
        stream.ifPresent(UniqueKillSwitch::shutdown);
        ends = goOn.ends();
        upTo = goOn.upTo();
        ready = goOn.ready();
        if (next == upTo) {
            ready.run();
        }
        return follow();
    }

    private Behavior<Command> follow() {
        epoch = new Object();
        var of = epoch;
        getContext()
                .ask(
                        Ledger.Entries.class,
                        ends.ledger(),
                        PATIENCE,
                        (ActorRef<Ledger.Entries> replyTo) -> new Ledger.Follow(next, replyTo),
                        (entries, error) -> entries == null ? new Cut(of) : new Followed(of, entries));
        return this;
    }

    private Behavior<Command> onFollowed(Followed followed) {
        var of = followed.epoch();
        var sink = ActorSink.<LogEntry, Command, Ack>actorRefWithBackpressure(
                getContext().getSelf(),
                (ackTo, entry) -> new Seen(of, entry, ackTo),
                ackTo -> new StreamStarted(of, ackTo),
                Ack.ACK,
                new Cut(of),
                cause -> new Cut(of));
        stream = Optional.of(followed.entries()
                .entries()
                .getSource()
                .viaMat(KillSwitches.single(), Keep.right())
                .toMat(sink, Keep.left())
                .run(ends.system()));
        return this;
    }

    private Behavior<Command> onStreamStarted(StreamStarted started) {
        started.ackTo().tell(Ack.ACK);
        return this;
    }

    private Behavior<Command> onSeen(Seen seen) {
        if (seen.entry().index() == next) {
            log.append(seen.entry());
            next++;
            tell(seen.entry());
            if (next == upTo) {
                ready.run();
            }
        }
        seen.ackTo().tell(Ack.ACK);
        return this;
    }

    private void tell(LogEntry entry) {
        if (!(entry.event() instanceof Event.Step)) {
            listener.ifPresent(l -> l.tell(entry));
        }
    }

    private Behavior<Command> onListen(Listen listen) {
        listener = Optional.of(listen.listener());
        try (var reader = new LogReader(folder.log(), listen.from())) {
            reader.forEach(this::tell);
        }
        return this;
    }

    private Behavior<Command> onCut() {
        epoch = new Object();
        timers.startSingleTimer(Again.AGAIN, PAUSE);
        return this;
    }

    private Behavior<Command> onPostStop() {
        stream.ifPresent(UniqueKillSwitch::shutdown);
        log.close();
        return this;
    }
}
