package org.twoworlds.actor;

import akka.NotUsed;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.PreRestart;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.stream.KillSwitches;
import akka.stream.UniqueKillSwitch;
import akka.stream.javadsl.Keep;
import akka.stream.javadsl.Source;
import akka.stream.typed.javadsl.ActorSink;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.twoworlds.config.ScoredSet;
import org.twoworlds.config.WorldName;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.analysis.ScoreKey;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.LogEntry;

/**
 * The evaluator of a run's checkpoints, off the training path and pinned to a thread: pulls checkpoints from the log at its own pace,
 * skips those that it has scored, takes over scores of equal weights on equal samples, and sends each score to the log's writer
 * before it takes the next checkpoint.
 */
public final class Evaluator extends AbstractBehavior<Evaluator.Command> {
    /** The messages that an evaluator takes. */
    public sealed interface Command {}

    private record StreamStarted(Object epoch, ActorRef<Ack> ackTo) implements Command {}

    private record Seen(Object epoch, LogEntry entry, ActorRef<Ack> ackTo) implements Command {}

    private record Kept(Object epoch, Event event) implements Command {}

    private record StreamEnded(Object epoch) implements Command {}

    private record StreamFailed(Object epoch, Throwable cause) implements Command {}

    /** Asks the evaluator to stop. */
    public enum Stop implements Command {
        /** The request to stop. */
        STOP
    }

    private enum Ack {
        ACK
    }

    /**
     * Starts an evaluator.
     *
     * @param entries the log, as often as it is asked for: live, or as far as it goes
     * @param log gets the scores
     */
    public static Behavior<Command> create(
            ScoringTask task,
            CheckpointScorer scorer,
            Supplier<Source<LogEntry, NotUsed>> entries,
            ActorRef<LogWriter.Command> log,
            LongSupplier nanoTime) {
        return Behaviors.setup(context -> new Evaluator(context, task, scorer, entries.get(), log, nanoTime));
    }

    private final ScoringTask task;
    private final Scoring scoring;
    private final ActorRef<LogWriter.Command> log;
    private final Set<ScoreKey> settled = new HashSet<>();

    /** The Real World's steps whose score in the log, of before this evaluator started, asks for one on train-all. */
    private final Set<Long> askedForAll;

    private final UniqueKillSwitch stream;
    private final Object epoch = new Object();
    private final ActorRef<LogWriter.Appended> kept;
    private Optional<ActorRef<Ack>> waiting = Optional.empty();
    private boolean ended;
    private List<ScoredSet> left = List.of();
    private Event.Checkpoint current = new Event.Checkpoint(WorldName.REAL, 0, "", "", 0, "");

    private Evaluator(
            ActorContext<Command> context,
            ScoringTask task,
            CheckpointScorer scorer,
            Source<LogEntry, NotUsed> entries,
            ActorRef<LogWriter.Command> log,
            LongSupplier nanoTime) {
        super(context);
        this.task = task;
        scoring = new Scoring(task, scorer, nanoTime);
        this.log = log;
        var view = RunView.of(task.folder());
        settled.addAll(view.scoredKeys());
        view.missing().forEach(m -> settled.add(ScoreKey.of(m)));
        askedForAll = view.curve(task.name(), WorldName.REAL, ScoredSet.TRAIN_CLEAN).values().stream()
                .filter(task.asksForAll())
                .map(Event.Score::step)
                .collect(Collectors.toSet());
        kept = context.messageAdapter(LogWriter.Appended.class, a -> new Kept(epoch, a.event()));
        var sink = ActorSink.<LogEntry, Command, Ack>actorRefWithBackpressure(
                context.getSelf(),
                (ackTo, entry) -> new Seen(epoch, entry, ackTo),
                ackTo -> new StreamStarted(epoch, ackTo),
                Ack.ACK,
                new StreamEnded(epoch),
                cause -> new StreamFailed(epoch, cause));
        stream = entries.filter(e -> e.event() instanceof Event.Checkpoint)
                .viaMat(KillSwitches.single(), Keep.right())
                .toMat(sink, Keep.left())
                .run(context.getSystem());
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(StreamStarted.class, m -> m.epoch() == epoch, this::onStarted)
                .onMessage(Seen.class, m -> m.epoch() == epoch, this::onSeen)
                .onMessage(Kept.class, m -> m.epoch() == epoch, this::onKept)
                .onMessage(StreamEnded.class, m -> m.epoch() == epoch, m -> onStreamEnded())
                .onMessage(StreamFailed.class, m -> m.epoch() == epoch, this::onFailed)
                .onMessage(Stop.class, m -> Behaviors.stopped())
                .onAnyMessage(stale -> this)
                .onSignal(PreRestart.class, signal -> onEnd())
                .onSignal(PostStop.class, signal -> onEnd())
                .build();
    }

    private Behavior<Command> onStarted(StreamStarted started) {
        started.ackTo().tell(Ack.ACK);
        return this;
    }

    private Behavior<Command> onSeen(Seen seen) {
        waiting = Optional.of(seen.ackTo());
        current = (Event.Checkpoint) seen.entry().event();
        var wanted = current.step() >= task.first().getOrDefault(current.world(), 0L);
        left = wanted ? task.sets().apply(current.world()) : List.of();
        if (current.world() == WorldName.REAL && askedForAll.contains(current.step())) {
            left = withAll(left);
        }
        return next();
    }

    private static List<ScoredSet> withAll(List<ScoredSet> sets) {
        return Stream.concat(sets.stream(), Stream.of(ScoredSet.TRAIN_ALL)).toList();
    }

    /** Scores the next set of the current checkpoint, or takes the next checkpoint. */
    private Behavior<Command> next() {
        while (!left.isEmpty()) {
            var set = left.get(0);
            left = left.subList(1, left.size());
            if (!settled.contains(task.key(current, set))) {
                var file = task.files().checkpoint(task.folder(), current);
                if (file.isEmpty() && task.isGivenUp(current)) {
                    break;
                }
                settled.add(task.key(current, set));
                var outcome = file.map(found -> scoring.outcome(current, set, found))
                        .orElseGet(() -> task.gone(current, set));
                log.tell(new LogWriter.Append(outcome, true, Optional.of(kept)));
                return this;
            }
        }
        scoring.release();
        waiting.ifPresent(ackTo -> ackTo.tell(Ack.ACK));
        waiting = Optional.empty();
        return ended ? Behaviors.stopped() : this;
    }

    /** The log's end is told while its last checkpoint is still being scored. */
    private Behavior<Command> onStreamEnded() {
        ended = true;
        return waiting.isPresent() ? this : Behaviors.stopped();
    }

    private Behavior<Command> onKept(Kept message) {
        if (message.event() instanceof Event.Score score && task.asksForAll().test(score)) {
            left = withAll(left);
        }
        return next();
    }

    private Behavior<Command> onFailed(StreamFailed failed) {
        throw new IllegalStateException("The log of the run cannot be read on", failed.cause());
    }

    private Behavior<Command> onEnd() {
        stream.shutdown();
        scoring.release();
        return this;
    }
}
