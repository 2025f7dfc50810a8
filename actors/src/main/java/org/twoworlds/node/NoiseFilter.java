package org.twoworlds.node;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;

/**
 * Keeps what somebody sends to the port for machines from filling the log: what Akka says of messages that are none is
 * counted, and of all else that it says of the network there are at most so many lines in ten minutes.
 */
public final class NoiseFilter extends TurboFilter {
    /** The loggers by which Akka speaks of the network, beside those below. */
    private static final List<String> REMOTE =
            List.of("akka.remote.", "akka.serialization.", "akka.actor.LocalActorRefProvider");

    /** The loggers by which Akka speaks of a message that it cannot read. */
    private static final Set<String> OF_MESSAGES =
            Set.of("akka.remote.artery.Decoder", "akka.remote.artery.Deserializer");

    /** The logger by which Akka speaks of a connection that {@link Connections} ends, and counts. */
    private static final String OF_CONNECTIONS = "akka.stream.impl.io.TLSActor";

    private static final int MOST_LINES = 20;
    private static final long WINDOW_NANOS = 600_000_000_000L;

    private long since = System.nanoTime();
    private int lines;

    @Override
    public FilterReply decide(
            @Nullable Marker marker,
            Logger logger,
            Level level,
            @Nullable String format,
            Object @Nullable [] parameters,
            @Nullable Throwable cause) {
        var name = logger.getName();
        if (format == null || !level.isGreaterOrEqual(Level.WARN)) {
            return FilterReply.NEUTRAL; // only asked whether it would be logged
        }
        if (OF_MESSAGES.contains(name)) {
            Refusals.add(Refusals.Reason.MESSAGE);
            return FilterReply.DENY;
        }
        if (name.equals(OF_CONNECTIONS)) {
            return FilterReply.DENY;
        }
        return REMOTE.stream().anyMatch(name::startsWith) && isTooMuch() ? FilterReply.DENY : FilterReply.NEUTRAL;
    }

    private synchronized boolean isTooMuch() {
        var now = System.nanoTime();
        if (now - since > WINDOW_NANOS) {
            since = now;
            lines = 0;
        }
        return ++lines > MOST_LINES;
    }
}
