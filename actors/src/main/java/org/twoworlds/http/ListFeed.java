package org.twoworlds.http;

import akka.NotUsed;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.AskPattern;
import akka.stream.javadsl.BroadcastHub;
import akka.stream.javadsl.Keep;
import akka.stream.javadsl.Source;
import akka.util.ByteString;
import java.time.Duration;
import java.util.concurrent.Executor;
import org.twoworlds.lab.LabProtocol;

/**
 * The changes of the lists for all pages that are open: looked for once for all of them, every second, and while nobody listens not
 * at all. To who reads slowly, what came meanwhile is sent together, or, where it is too much, that there was much.
 */
final class ListFeed {
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int LOOKS_AHEAD = 4;

    /** Nothing is looked for before somebody listens; who listens first hears of looks that are made for it. */
    private static final int FIRST_LISTENER = 1;

    private static final int MOST_BYTES = 1 << 20;

    private final Source<ByteString, NotUsed> shared;

    /**
     * The feed of a lab.
     *
     * @param blocking threads that may wait for the disk
     */
    ListFeed(ActorSystem<LabProtocol.Command> lab, ListRequests lists, Executor blocking) {
        var changes = new ListChanges(lists);
        shared = Source.tick(Duration.ZERO, BETWEEN_LOOKS, changes)
                .mapAsync(1, look -> AskPattern.ask(lab, LabProtocol.Ask::new, PATIENCE, lab.scheduler())
                        .thenCompose(status -> Problems.later(() -> look.look(status), blocking))
                        .exceptionally(error -> failed(lab, error)))
                .toMat(BroadcastHub.of(ByteString.class, FIRST_LISTENER, LOOKS_AHEAD), Keep.right())
                .run(lab);
    }

    private static ByteString failed(ActorSystem<?> lab, Throwable error) {
        lab.log().warn("The lists could not be looked at: {}", error.getMessage());
        return ListChanges.MANY;
    }

    /** The events from now on, as server-sent events without end; the first says that the lists are to be asked for. */
    Source<ByteString, NotUsed> events() {
        return Source.single(ListChanges.MANY)
                .concat(shared)
                .conflate((earlier, later) ->
                        earlier.size() + later.size() > MOST_BYTES ? ListChanges.MANY : earlier.concat(later));
    }
}
