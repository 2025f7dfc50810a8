package org.twoworlds.actor;

import akka.Done;
import akka.NotUsed;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.ChildFailed;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.Terminated;
import akka.actor.typed.javadsl.Behaviors;
import akka.stream.javadsl.Source;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.LogEntry;
import org.twoworlds.stream.log.LogReader;
import org.twoworlds.stream.log.RunFolder;

/** An evaluator in a process of its own, of a run that is written elsewhere or by nobody. */
public final class EvaluationProcess {
    private static final Duration POLL = Duration.ofMillis(250);
    private static final Duration BACKOFF = Duration.ofSeconds(1);
    private static final Duration LONGEST_BACKOFF = Duration.ofMinutes(1);

    private EvaluationProcess() {}

    /**
     * Scores a run's checkpoints.
     *
     * @param follow whether to go on until the run is completed
     * @return completed when the evaluator is done; with the reason, where its scores cannot be handed to the run
     */
    public static CompletionStage<Done> start(
            ScoringTask task, CheckpointScorer scorer, boolean follow, InstantSource clock) {
        var failed = new CompletableFuture<Done>();
        var evaluation = create(task, scorer, follow, InboxKeeper.create(task.folder(), clock));
        return ActorSystem.create(watched(evaluation, failed), "twoworlds-evaluation")
                .getWhenTerminated()
                .thenCompose(done -> failed.isDone() ? failed : CompletableFuture.completedFuture(done));
    }

    /** Ends with an evaluation, and keeps why it failed, where it did. */
    private static Behavior<Void> watched(Behavior<Void> evaluation, CompletableFuture<Done> failed) {
        return Behaviors.setup(context -> {
            context.watch(context.spawn(evaluation, "evaluation"));
            return Behaviors.receive(Void.class)
                    .onSignal(ChildFailed.class, child -> {
                        failed.completeExceptionally(child.cause());
                        return Behaviors.stopped();
                    })
                    .onSignal(Terminated.class, child -> Behaviors.stopped())
                    .build();
        });
    }

    /**
     * An evaluator with its way to the run's log: ends when all is scored, or when it is stopped, and fails when that way
     * does, or when a checkpoint cannot be had for any number of tries.
     *
     * @param way who stands for the run's writer
     */
    public static Behavior<Void> create(
            ScoringTask task, CheckpointScorer scorer, boolean follow, Behavior<LogWriter.Command> way) {
        return Behaviors.setup(context -> {
            var keeper = context.spawn(way, "log", Dispatchers.pinned());
            context.watch(keeper);
            var evaluating = Behaviors.supervise(
                            Evaluator.create(task, scorer, entries(task.folder(), follow), keeper, System::nanoTime))
                    .onFailure(
                            UnobtainableException.class,
                            SupervisorStrategy.stop().withLoggingEnabled(false));
            var behavior = Behaviors.supervise(evaluating)
                    .onFailure(SupervisorStrategy.restartWithBackoff(BACKOFF, LONGEST_BACKOFF, 0.2));
            var evaluator = context.spawn(behavior, "evaluator", Dispatchers.pinned());
            context.watch(evaluator);
            return Behaviors.receive(Void.class)
                    .onSignal(ChildFailed.class, child -> {
                        throw new IllegalStateException(child.cause());
                    })
                    .onSignal(Terminated.class, child -> Behaviors.stopped())
                    .build();
        });
    }

    private static Supplier<Source<LogEntry, NotUsed>> entries(RunFolder folder, boolean follow) {
        return () -> follow
                ? LogReader.live(folder.log(), 0, POLL)
                        .takeWhile(e -> !(e.event() instanceof Event.RunEnded ended
                                && ended.state().isOver()))
                : LogReader.replay(folder.log(), 0);
    }
}
