package org.twoworlds.notice;

import akka.actor.typed.Behavior;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.PostStop;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.twoworlds.actor.Contained;
import org.twoworlds.lab.RunNews;
import org.twoworlds.stream.log.Home;

/**
 * Tells an operator's command what happens to a lab's runs and on its disk: reads on the logs of the runs that the lab keeps, and
 * hands each event to a {@link Teller}, a few at a time. What waits is bounded, and what is over the bound is counted. Each
 * event is noted as told just before it is, so that none is told twice.
 */
public final class OnEvent extends AbstractBehavior<Object> {
    private static final Logger LOG = LoggerFactory.getLogger(OnEvent.class);

    static final int AT_A_TIME = 2;
    static final Duration TICK = Duration.ofSeconds(1);
    private static final Duration LIMIT = Duration.ofMinutes(1);

    private enum Tick {
        TICK
    }

    private record Told(Notice notice, CommandOutcome outcome) {}

    /**
     * The disk of a home.
     *
     * @param free how many of its bytes are free
     * @param least bytes below which that is little
     */
    record Disk(LongSupplier free, long least, InstantSource clock) {}

    /**
     * A listener to a lab's runs that tells a command.
     *
     * @param command for the shell
     */
    public static Behavior<RunNews> create(Home home, String command, NoticeCounts counts, InstantSource clock) {
        return Behaviors.setup(context -> {
            var system = context.getSystem();
            var threads = system.dispatchers().lookup(DispatcherSelector.fromConfig("twoworlds.telling"));
            var least = system.settings().config().getBytes("twoworlds.lab.disk-low");
            var disk = new Disk(() -> free(home), least, clock);
            return create(home, new ShellCommand(command, LIMIT, threads), disk, counts);
        });
    }

    /** A listener to a lab's runs that tells nobody; what happens meanwhile is not told later. */
    public static Behavior<RunNews> nobody(Home home) {
        return Behaviors.setup(context -> {
            ToldFile.remove(home.path());
            return Behaviors.ignore();
        });
    }

    static Behavior<RunNews> create(Home home, Teller teller, Disk disk, NoticeCounts counts) {
        Behavior<Object> listener = Behaviors.setup(
                context -> Behaviors.withTimers(timers -> new OnEvent(context, timers, home, teller, disk, counts)));
        return Behaviors.supervise(Contained.in(Object.class, listener))
                .onFailure(SupervisorStrategy.resume())
                .narrow();
    }

    private static long free(Home home) {
        try {
            return Files.getFileStore(home.path()).getUsableSpace();
        } catch (IOException e) {
            return Long.MAX_VALUE; // nobody knows
        }
    }

    private final Teller teller;
    private final LongSupplier free;
    private final NoticeCounts counts;
    private final NoticeQueue queue;
    private final ToldFile told;
    private final FollowedRuns runs;
    private final DiskNotices disk;
    private int underWay;

    private OnEvent(
            ActorContext<Object> context,
            TimerScheduler<Object> timers,
            Home home,
            Teller teller,
            Disk disk,
            NoticeCounts counts) {
        super(context);
        this.teller = teller;
        this.counts = counts;
        free = disk.free();
        queue = new NoticeQueue(counts);
        told = ToldFile.open(home.path());
        runs = new FollowedRuns(home, told, queue);
        this.disk = new DiskNotices(home.path(), disk.least(), disk.clock(), told.isDiskLow());
        timers.startTimerWithFixedDelay(Tick.TICK, TICK);
    }

    @Override
    public Receive<Object> createReceive() {
        return newReceiveBuilder()
                .onMessage(RunNews.Kept.class, this::onKept)
                .onMessage(RunNews.Released.class, this::onReleased)
                .onMessage(RunNews.Begun.class, begun -> onBegun())
                .onMessage(Tick.class, tick -> onTick())
                .onMessage(Told.class, this::onTold)
                .onSignal(PostStop.class, signal -> onPostStop())
                .build();
    }

    private Behavior<Object> onKept(RunNews.Kept kept) {
        runs.keep(kept.folder(), kept.from());
        return this;
    }

    private Behavior<Object> onReleased(RunNews.Released released) {
        runs.release(released.folder());
        return handOut();
    }

    private Behavior<Object> onBegun() {
        runs.begin();
        return handOut();
    }

    private Behavior<Object> onTick() {
        runs.readOn();
        disk.look(free.getAsLong()).ifPresent(queue::add);
        told.noteDisk(disk.isLow());
        return handOut();
    }

    /** Hands out what waits, as long as few are under way. */
    private Behavior<Object> handOut() {
        while (underWay < AT_A_TIME && queue.size() > 0) {
            var notice = queue.poll().orElseThrow();
            runs.noteTold(notice);
            getContext().pipeToSelf(teller.tell(notice), (outcome, error) -> new Told(notice, outcome));
            underWay++;
        }
        counts.now(queue.size(), underWay);
        return this;
    }

    private Behavior<Object> onTold(Told message) {
        underWay--;
        var subject = message.notice().subject();
        var outcome = message.outcome();
        var said = outcome.said().isEmpty() ? "" : " It said: " + outcome.said();
        if (!outcome.isDone()) {
            counts.addFailure(subject + ": " + outcome.fault());
            LOG.warn(
                    "The command of --on-event failed for {}: {} ({} failures so far).{}",
                    subject,
                    outcome.fault(),
                    counts.failures(),
                    said);
        } else {
            counts.addTold();
            if (!said.isEmpty()) {
                LOG.warn("The command of --on-event was told {}.{}", subject, said);
            }
        }
        return handOut();
    }

    private Behavior<Object> onPostStop() {
        teller.hurry();
        runs.close();
        return this;
    }
}
