package org.twoworlds.node;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.twoworlds.actor.Contained;
import org.twoworlds.actor.LogWriter;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.RunFolder;

/**
 * Stands for a run's writer on a node: sends each event to the lab, the file that it names before it, numbered, at most so
 * many ahead, and again from the first that was not acknowledged in time. Those who send it events wait for their
 * acknowledgement, so that its queue is as bounded as theirs.
 */
final class Courier extends AbstractBehavior<Object> {
    private static final int AHEAD = 32;
    private static final int PIECE = 128 << 10;
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    /**
     * Go on over another connection.
     *
     * @param ledger the lab's end of it, which has had nothing yet
     * @param from the first entry of the copy of the log, which is up to date, that may be of this courier
     */
    record GoOn(ActorRef<Ledger.Command> ledger, long from) {}

    private record Received(long number) {}

    private enum Tick {
        TICK
    }

    /** A thing that is on its way: an event, or a part of a file. */
    private sealed interface Item {}

    private record Said(Event event, boolean durable, Optional<ActorRef<LogWriter.Appended>> replyTo, boolean last)
            implements Item {}

    private record Part(FileChannel channel, String file, String sha256, long at, int length, boolean last)
            implements Item {}

    private final RunFolder folder;
    private final ActorRef<Ledger.Receipt> receipts;
    private final List<Item> items = new ArrayList<>();
    private ActorRef<Ledger.Command> ledger;
    private Optional<Event> acknowledged = Optional.empty();
    private boolean hasMoved;
    private long first = 1;
    private int sent;
    private boolean stalled;

    private Courier(
            ActorContext<Object> context,
            TimerScheduler<Object> timers,
            RunFolder folder,
            ActorRef<Ledger.Command> ledger) {
        super(context);
        this.folder = folder;
        this.ledger = ledger;
        receipts = context.messageAdapter(Ledger.Receipt.class, r -> new Received(r.number()));
        timers.startTimerWithFixedDelay(Tick.TICK, PATIENCE);
    }

    /**
     * Starts a courier.
     *
     * @param folder where the files lie that events name
     */
    static Behavior<LogWriter.Command> create(RunFolder folder, ActorRef<Ledger.Command> ledger) {
        Behavior<Object> courier = Behaviors.setup(
                context -> Behaviors.withTimers(timers -> new Courier(context, timers, folder, ledger)));
        return Contained.in(Object.class, courier).narrow();
    }

    @Override
    public Receive<Object> createReceive() {
        return newReceiveBuilder()
                .onMessage(LogWriter.Append.class, a -> onSaid(a.event(), a.durable(), a.replyTo(), false))
                .onMessage(LogWriter.Close.class, c -> onSaid(c.last(), true, Optional.of(c.replyTo()), true))
                .onMessage(Received.class, received -> onReceived(received.number()))
                .onMessage(GoOn.class, this::onGoOn)
                .onMessage(Tick.class, tick -> onTick())
                .onSignal(PostStop.class, signal -> onPostStop())
                .build();
    }

    private Behavior<Object> onSaid(
            Event event, boolean durable, Optional<ActorRef<LogWriter.Appended>> replyTo, boolean last) {
        if (event instanceof Event.Checkpoint c) {
            enclose(c.file(), c.sha256());
        } else if (event instanceof Event.ResumePoint p) {
            enclose(p.file(), p.sha256());
        } else if (event instanceof Event.Score s && !s.file().isEmpty()) {
            enclose(s.file(), s.sha256());
        }
        items.add(new Said(event, durable, replyTo, last));
        send();
        return this;
    }

    /** Opens a file at once, so that it may be removed before it was sent. */
    private void enclose(String file, String sha256) {
        try {
            var channel = FileChannel.open(folder.file(file), StandardOpenOption.READ);
            var size = channel.size();
            items.addAll(parts(channel, file, sha256, 0, size, size));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The parts of a file from one place to another. */
    private static List<Part> parts(FileChannel channel, String file, String sha256, long from, long to, long size) {
        List<Part> parts = new ArrayList<>();
        for (var at = from; at < to; at += PIECE) {
            var length = (int) Math.min(PIECE, to - at);
            parts.add(new Part(channel, file, sha256, at, length, at + length == size));
        }
        return parts;
    }

    private void send() {
        while (sent < Math.min(AHEAD, items.size())) {
            var number = first + sent;
            var item = items.get(sent++);
            if (item instanceof Said said) {
                ledger.tell(new Ledger.Say(number, said.event(), said.durable(), receipts));
            } else if (item instanceof Part part) {
                ledger.tell(new Ledger.Chunk(
                        number, part.file(), part.sha256(), part.at(), read(part), part.last(), receipts));
            }
        }
    }

    private static byte[] read(Part part) {
        var bytes = ByteBuffer.allocate(part.length());
        try {
            while (bytes.hasRemaining() && part.channel().read(bytes, part.at() + bytes.position()) >= 0) {
                // A read may give less than was asked for.
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.array();
    }

    private Behavior<Object> onReceived(long number) {
        var over = acknowledge(number);
        send();
        return over ? Behaviors.stopped() : this;
    }

    /** Takes note that all up to a number is in the lab's log; says whether nothing more is to be said. */
    private boolean acknowledge(long number) {
        var over = false;
        while (first <= number) {
            var item = items.remove(0);
            first++;
            sent = Math.max(0, sent - 1);
            stalled = false;
            if (item instanceof Said said) {
                said.replyTo().ifPresent(ref -> ref.tell(new LogWriter.Appended(said.event())));
                over = said.last();
                if (!(said.event() instanceof Event.Score)) { // of which the log may have another one already
                    acknowledged = Optional.of(said.event());
                }
            } else if (item instanceof Part part && part.last()) {
                close(part.channel());
            }
        }
        return over;
    }

    /**
     * What the log has already is not sent again. The rest gets numbers that no earlier connection's receipt can mean, and a file
     * of which the lab had a part begins anew.
     */
    private Behavior<Object> onGoOn(GoOn goOn) {
        var said = items.stream()
                .map(item -> item instanceof Said s ? Optional.of(s.event()) : Optional.<Event>empty())
                .toList();
        if (acknowledge(first + Arrived.count(folder, goOn.from(), said, acknowledged) - 1)) {
            return Behaviors.stopped();
        }
        if (!items.isEmpty() && items.get(0) instanceof Part part) {
            items.addAll(0, parts(part.channel(), part.file(), part.sha256(), 0, part.at(), part.at() + 1));
        }
        first += items.size();
        sent = 0;
        stalled = false;
        hasMoved = true;
        ledger = goOn.ledger();
        ledger.tell(new Ledger.Begin(first));
        send();
        return this;
    }

    /** Sends again all that was on its way for a whole tick without any acknowledgement. */
    private Behavior<Object> onTick() {
        if (stalled) {
            if (hasMoved) {
                ledger.tell(new Ledger.Begin(first));
            }
            sent = 0;
            send();
        }
        stalled = sent > 0;
        return this;
    }

    private static void close(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Behavior<Object> onPostStop() {
        items.forEach(item -> {
            if (item instanceof Part part) {
                close(part.channel());
            }
        });
        return this;
    }
}
