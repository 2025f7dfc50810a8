package org.twoworlds.http;

import akka.NotUsed;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.PreRestart;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.stream.javadsl.Source;
import akka.util.ByteString;
import io.micrometer.core.instrument.Gauge;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.twoworlds.config.FailureException;
import org.twoworlds.logging.LogLines;
import org.twoworlds.stream.log.LogReader;
import org.twoworlds.stream.log.RunFolder;

/**
 * Runs' events for all who listen to them. What is past comes from the log at the client's own pace; from there on a run's
 * listeners share one {@link EventFeed}. The more listeners there are, the less often they are sent something, so that an
 * audience does not take the machine from those who train.
 */
public final class EventFeeds extends AbstractBehavior<EventFeeds.Command> {
    private static final Duration SHORTEST_TICK = Duration.ofMillis(250);
    private static final Duration TICK_OF_ONE = Duration.ofMillis(5);
    private static final int TOGETHER = 256;
    private static final AtomicInteger LISTENERS = new AtomicInteger();

    static {
        Gauge.builder("twoworlds.event.listeners", LISTENERS, AtomicInteger::get)
                .description("clients that listen to events of runs")
                .register(io.micrometer.core.instrument.Metrics.globalRegistry);
    }

    /** A message to the feeds. */
    public sealed interface Command {}

    private record Listen(RunFolder folder, EventFeed.Listener listener) implements Command {}

    private enum Tick implements Command {
        TICK
    }

    /**
     * Starts the feeds.
     *
     * @param nanos a clock that never steps
     */
    public static Behavior<Command> create(LongSupplier nanos) {
        return Behaviors.supervise(Behaviors.<Command>setup(
                        context -> Behaviors.withTimers(timers -> new EventFeeds(context, timers, nanos))))
                .onFailure(SupervisorStrategy.restart());
    }

    private final TimerScheduler<Command> timers;
    private final LongSupplier nanos;
    private final Map<RunFolder, EventFeed> feeds = new HashMap<>();

    private EventFeeds(ActorContext<Command> context, TimerScheduler<Command> timers, LongSupplier nanos) {
        super(context);
        this.timers = timers;
        this.nanos = nanos;
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Listen.class, this::onListen)
                .onMessage(Tick.class, tick -> onTick())
                .onSignal(PreRestart.class, signal -> close())
                .onSignal(PostStop.class, signal -> close())
                .build();
    }

    private Behavior<Command> onListen(Listen listen) {
        if (feeds.isEmpty()) {
            timers.startSingleTimer(Tick.TICK, SHORTEST_TICK);
        }
        try {
            add(listen);
        } catch (FailureException e) {
            listen.listener().drop(e.getMessage());
        }
        return this;
    }

    private void add(Listen listen) {
        feeds.computeIfAbsent(
                        listen.folder(),
                        folder -> new EventFeed(folder, listen.listener().next()))
                .add(listen.listener(), nanos.getAsLong());
    }

    private Behavior<Command> onTick() {
        feeds.entrySet().removeIf(entry -> !goOn(entry.getKey(), entry.getValue()));
        var listeners = feeds.values().stream().mapToInt(EventFeed::listeners).sum();
        if (listeners > 0) {
            var all = TICK_OF_ONE.multipliedBy(listeners);
            timers.startSingleTimer(Tick.TICK, all.compareTo(SHORTEST_TICK) > 0 ? all : SHORTEST_TICK);
        }
        return this;
    }

    /** Whether anybody listens still to a run whose log can be read. */
    private boolean goOn(RunFolder folder, EventFeed feed) {
        try {
            feed.tick(nanos.getAsLong());
        } catch (FailureException e) {
            try (var run = LogLines.of(folder.id())) {
                getContext().getLog().warn("Nobody can listen to run {}: {}", folder.id(), e.getMessage());
            }
            feed.close();
            return false;
        }
        if (feed.listeners() == 0) {
            feed.close();
            return false;
        }
        return true;
    }

    /** Those who listen may come back. */
    private Behavior<Command> close() {
        feeds.values().forEach(EventFeed::close);
        return this;
    }

    /** The clients that listen now, in this process. */
    static int listeners() {
        return LISTENERS.get();
    }

    /**
     * A run's events as the bytes of server-sent events, the past ones first, without end. A client that leaves something
     * unread for too long is told so by an event {@code dropped}, with which its stream ends.
     *
     * @param first the index to begin with
     * @param withSteps whether updates are among them
     */
    static Source<ByteString, NotUsed> events(
            ActorRef<Command> feeds, RunFolder folder, long first, boolean withSteps) {
        var next = new AtomicLong(first);
        Source<ByteString, NotUsed> past = LogReader.replay(folder.log(), first)
                .map(entry -> {
                    next.set(entry.index() + 1);
                    return EventText.of(entry);
                })
                .filter(text -> withSteps || !text.isStep())
                .grouped(TOGETHER)
                .map(texts -> EventText.joined(texts.stream()))
                .backpressureTimeout(EventFeed.SLOWEST);
        return past.concatLazy(Source.lazySource(() -> live(feeds, folder, next.get(), withSteps)))
                .recover(TimeoutException.class, () -> EventText.dropped(EventFeed.UNREAD))
                .watchTermination((nothing, done) -> {
                    LISTENERS.incrementAndGet();
                    done.whenComplete((d, e) -> LISTENERS.decrementAndGet());
                    return nothing;
                });
    }

    private static Source<ByteString, NotUsed> live(
            ActorRef<Command> feeds, RunFolder folder, long next, boolean withSteps) {
        var listener = new AtomicReference<EventFeed.Listener>();
        return Source.<ByteString>queue(1)
                .mapMaterializedValue(queue -> {
                    listener.set(new EventFeed.Listener(queue, withSteps, next));
                    feeds.tell(new Listen(folder, listener.get()));
                    return NotUsed.getInstance();
                })
                .concatLazy(Source.lazySource(() -> listener.get().lastWords()));
    }
}
