package org.twoworlds.node;

import akka.NotUsed;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.stream.KillSwitches;
import akka.stream.SharedKillSwitch;
import akka.stream.SourceRef;
import akka.stream.javadsl.FileIO;
import akka.stream.javadsl.Source;
import akka.stream.javadsl.StreamRefs;
import akka.util.ByteString;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Predicate;
import org.twoworlds.actor.LogWriter;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.LogEntry;
import org.twoworlds.stream.log.LogReader;
import org.twoworlds.stream.log.RunFolder;

/**
 * The lab's end of a task that a node does: hands the run's log and files out, and takes what the node has to say to the
 * run's writer, in the order of its numbers, each once. Says how far that is in the log; what is not acknowledged comes again.
 */
public final class Ledger extends AbstractBehavior<Ledger.Command> {
    private static final Duration POLL = Duration.ofMillis(100);
    private static final int PIECE = 256 << 10;

    /** A message to a ledger. */
    public sealed interface Command {}

    /**
     * A part of a file that a later {@link Say} names.
     *
     * @param number one more than the message before it
     * @param sha256 of the whole file
     * @param at where in the file
     */
    public record Chunk(
            long number, String file, String sha256, long at, byte[] bytes, boolean last, ActorRef<Receipt> replyTo)
            implements Command, Wire {}

    /** The number of the first message of a task that another ledger's node goes on with. */
    public record Begin(long number) implements Command, Wire {}

    /** An event for the run's writer. */
    public record Say(long number, Event event, boolean durable, ActorRef<Receipt> replyTo) implements Command, Wire {}

    /** All up to a number is in the log, or on disk. */
    public record Receipt(long number) implements Wire {}

    /** Asks for the log from an index on, without end. */
    public record Follow(long from, ActorRef<Entries> replyTo) implements Command, Wire {}

    /** The log. */
    public record Entries(SourceRef<LogEntry> entries) implements Wire {}

    /** Asks for a file that the log names. */
    public record Fetch(String file, ActorRef<Bytes> replyTo) implements Command, Wire {}

    /** A file; empty where it is gone. */
    public record Bytes(Optional<SourceRef<ByteString>> bytes) implements Wire {}

    private record Logged(Event event) implements Command {}

    private record Unsettled(long number, ActorRef<Receipt> replyTo, boolean isLogged) {}

    /**
     * Starts a ledger.
     *
     * @param keeper the run's writer, or the way to it
     * @param welcome whether the node may say an event
     */
    public static Behavior<Command> create(
            RunFolder folder, ActorRef<LogWriter.Command> keeper, Predicate<Event> welcome) {
        return Behaviors.setup(context -> new Ledger(context, folder, keeper, welcome));
    }

    private final RunFolder folder;
    private final ActorRef<LogWriter.Command> keeper;
    private final Predicate<Event> welcome;
    private final Incoming incoming;
    private final ActorRef<LogWriter.Appended> logged;
    private final Deque<Unsettled> waiting = new ArrayDeque<>();
    private final SharedKillSwitch streams = KillSwitches.shared("ledger");
    private long next = 1;
    private long settled;

    private Ledger(
            ActorContext<Command> context,
            RunFolder folder,
            ActorRef<LogWriter.Command> keeper,
            Predicate<Event> welcome) {
        super(context);
        this.folder = folder;
        this.keeper = keeper;
        this.welcome = welcome;
        incoming = new Incoming(folder);
        logged = context.messageAdapter(LogWriter.Appended.class, a -> new Logged(a.event()));
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Begin.class, this::onBegin)
                .onMessage(Chunk.class, this::onChunk)
                .onMessage(Say.class, this::onSay)
                .onMessage(Logged.class, this::onLogged)
                .onMessage(Follow.class, this::onFollow)
                .onMessage(Fetch.class, this::onFetch)
                .onSignal(PostStop.class, signal -> onPostStop())
                .build();
    }

    private Behavior<Command> onBegin(Begin begin) {
        if (next == 1) {
            next = begin.number();
            settled = next - 1;
        }
        return this;
    }

    /** Whether a message has the next number; for an earlier number the last receipt is sent again. */
    private boolean isNext(long number, ActorRef<Receipt> replyTo) {
        if (number < next) {
            replyTo.tell(new Receipt(settled));
        }
        return number == next;
    }

    private Behavior<Command> onChunk(Chunk chunk) {
        if (isNext(chunk.number(), chunk.replyTo())) {
            incoming.write(chunk.file(), chunk.sha256(), chunk.at(), chunk.bytes(), chunk.last());
            next++;
            waiting.add(new Unsettled(chunk.number(), chunk.replyTo(), true));
            settle();
        }
        return this;
    }

    private Behavior<Command> onSay(Say say) {
        if (isNext(say.number(), say.replyTo())) {
            if (!welcome.test(say.event()) || !Incoming.isOfRun(say.event())) {
                throw new IllegalStateException("A node may not say " + say.event());
            }
            next++;
            waiting.add(new Unsettled(say.number(), say.replyTo(), false));
            keeper.tell(new LogWriter.Append(say.event(), say.durable(), Optional.of(logged)));
        }
        return this;
    }

    private Behavior<Command> onLogged(Logged message) {
        incoming.tidy(message.event());
        var first = waiting.removeFirst();
        settled = first.number();
        if (waiting.isEmpty() || !waiting.peek().isLogged()) {
            first.replyTo().tell(new Receipt(settled));
        }
        settle();
        return this;
    }

    /** Says how far all is, up to the first event that is not in the log yet. */
    private void settle() {
        Optional<ActorRef<Receipt>> replyTo = Optional.empty();
        while (!waiting.isEmpty() && waiting.peek().isLogged()) {
            var first = waiting.remove();
            settled = first.number();
            replyTo = Optional.of(first.replyTo());
        }
        replyTo.ifPresent(ref -> ref.tell(new Receipt(settled)));
    }

    private Behavior<Command> onFollow(Follow follow) {
        Source<LogEntry, NotUsed> entries =
                LogReader.live(folder.log(), follow.from(), POLL).via(streams.flow());
        follow.replyTo()
                .tell(new Entries(
                        entries.runWith(StreamRefs.sourceRef(), getContext().getSystem())));
        return this;
    }

    private Behavior<Command> onFetch(Fetch fetch) {
        Path file = incoming.place(fetch.file());
        Optional<SourceRef<ByteString>> bytes = Files.isRegularFile(file)
                ? Optional.of(FileIO.fromPath(file, PIECE)
                        .via(streams.flow())
                        .runWith(StreamRefs.sourceRef(), getContext().getSystem()))
                : Optional.empty();
        fetch.replyTo().tell(new Bytes(bytes));
        return this;
    }

    private Behavior<Command> onPostStop() {
        streams.shutdown();
        try {
            incoming.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }
}
