package org.twoworlds.node;

import akka.actor.typed.ActorSystem;
import akka.stream.javadsl.Source;
import akka.stream.javadsl.StreamRefs;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.LogEntry;

/** The log of a lab's run, as a test lets a node follow it. */
final class LabLog {
    private LabLog() {}

    /** Hands a node the log, which stays open. */
    static void answer(ActorSystem<?> system, Ledger.Follow follow, Event... events) {
        answer(system, follow, new CompletableFuture<>(), events);
    }

    /** Hands a node the log, to which one more event comes later. */
    static void answer(ActorSystem<?> system, Ledger.Follow follow, CompletableFuture<Event> later, Event... events) {
        var entries = IntStream.range(0, events.length).mapToObj(i -> entry(i, events[i]));
        follow.replyTo()
                .tell(new Ledger.Entries(Source.from(entries.toList())
                        .concat(Source.completionStage(later.thenApply(event -> entry(events.length, event))))
                        .concat(Source.maybe())
                        .runWith(StreamRefs.sourceRef(), system)));
    }

    private static LogEntry entry(int index, Event event) {
        return new LogEntry(index, 1_000L * (index + 1), 1, event);
    }
}
