package org.twoworlds.http;

import akka.NotUsed;
import akka.stream.BoundedSourceQueue;
import akka.stream.QueueOfferResult;
import akka.stream.javadsl.Source;
import akka.util.ByteString;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.twoworlds.stream.log.LogReader;
import org.twoworlds.stream.log.RunFolder;

/**
 * A run's newest events, read once and written as text once for all who listen to them. What it keeps is bounded, and so is
 * what waits for a listener.
 */
final class EventFeed implements AutoCloseable {
    /** The time for which a client may leave something unread. */
    static final Duration SLOWEST = Duration.ofSeconds(30);

    /** The reason why a client that left something unread for longer is dropped. */
    static final String UNREAD = "An event was left unread for " + SLOWEST.toSeconds() + " s.";

    private static final Duration HEARTBEAT = Duration.ofSeconds(10);
    private static final ByteString BEAT = ByteString.fromString(":\n\n");
    private static final int MOST_BYTES = 4 << 20;

    /** A client that listens, and the index that comes next for it. */
    static final class Listener {
        private final BoundedSourceQueue<ByteString> queue;
        private final boolean withSteps;
        private long next;
        private long sent;
        private volatile String dropped = "";

        Listener(BoundedSourceQueue<ByteString> queue, boolean withSteps, long next) {
            this.queue = queue;
            this.withSteps = withSteps;
            this.next = next;
        }

        /** The index of the entry that the client is to get next. */
        long next() {
            return next;
        }

        /** The last event for the client: the reason why it was dropped, if it was. */
        Source<ByteString, NotUsed> lastWords() {
            return dropped.isEmpty() ? Source.empty() : Source.single(EventText.dropped(dropped));
        }

        /** Ends the client's stream, with a reason. */
        void drop(String reason) {
            dropped = reason;
            end();
        }

        private void end() {
            try {
                queue.complete();
            } catch (IllegalStateException e) {
                // It has left already.
            }
        }
    }

    private record Part(long from, boolean withSteps) {}

    private final RunFolder folder;
    private LogReader reader;
    private final List<Listener> listeners = new ArrayList<>();
    private final Deque<EventText> newest = new ArrayDeque<>();
    private final Map<Part, ByteString> parts = new HashMap<>();
    private long bytes;
    private long end;

    /** Reads a run's log from an index on. */
    EventFeed(RunFolder folder, long from) {
        this.folder = folder;
        reader = new LogReader(folder.log(), from);
        end = from;
    }

    /** One more listens, who may come with an earlier index than those before. */
    void add(Listener listener, long nanos) {
        var begin = newest.isEmpty() ? end : newest.peek().index();
        if (listener.next < begin) {
            reader.close();
            newest.clear();
            bytes = 0;
            reader = new LogReader(folder.log(), listener.next);
            end = listener.next;
        }
        listener.sent = nanos;
        listeners.add(listener);
    }

    int listeners() {
        return listeners.size();
    }

    /** Reads on as far as the log goes, and gives each listener who has taken what it got before all that is new. */
    void tick(long nanos) {
        parts.clear();
        reader.forEach(entry -> {
            var text = EventText.of(entry);
            newest.add(text);
            bytes += text.bytes().size();
            end = text.index() + 1;
            while (bytes > MOST_BYTES) {
                bytes -= newest.remove().bytes().size();
            }
        });
        listeners.removeIf(listener -> !serve(listener, nanos));
    }

    /** Whether it listens still. */
    private boolean serve(Listener listener, long nanos) {
        var silence = Duration.ofNanos(nanos - listener.sent);
        if (listener.queue.size() > 0) {
            if (silence.compareTo(SLOWEST) > 0) {
                listener.drop(UNREAD);
            }
            return listener.dropped.isEmpty();
        }
        if (!newest.isEmpty() && listener.next < newest.peek().index()) {
            listener.drop("The run is faster than this connection.");
            return false;
        }
        var text = since(listener.next, listener.withSteps);
        listener.next = Math.max(listener.next, end);
        if (text.isEmpty() && silence.compareTo(HEARTBEAT) < 0) {
            return true;
        }
        listener.sent = nanos;
        return listener.queue.offer(text.isEmpty() ? BEAT : text) == QueueOfferResult.enqueued();
    }

    /** All from an index on, put together once for those who are equally far. */
    private ByteString since(long index, boolean withSteps) {
        return parts.computeIfAbsent(
                new Part(index, withSteps),
                part -> EventText.joined(
                        newest.stream().filter(t -> t.index() >= index && (withSteps || !t.isStep()))));
    }

    @Override
    public void close() {
        listeners.forEach(Listener::end);
        reader.close();
    }
}
