package org.twoworlds.actor;

import akka.Done;
import akka.NotUsed;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Terminated;
import akka.actor.typed.javadsl.Behaviors;
import akka.stream.javadsl.Source;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.LogEntry;
import org.twoworlds.stream.log.LogReader;
import org.twoworlds.stream.log.RunFolder;

/** An evaluator in a process of its own, of a run that is written elsewhere or by nobody. */
public final class EvaluationProcess {
    private static final Duration POLL = Duration.ofMillis(250);

    private EvaluationProcess() {}

    /**
     * Scores a run's checkpoints.
     *
     * @param follow whether to go on until the run is completed
     * @return completed when the evaluator is done
     */
    public static CompletionStage<Done> start(
            Evaluator.Task task, CheckpointScorer scorer, boolean follow, InstantSource clock) {
        var system = ActorSystem.<Void>create(
                Behaviors.setup(context -> {
                    var keeper = context.spawn(InboxKeeper.create(task.folder(), clock), "inbox", RunParts.pinned());
                    var evaluator = context.spawn(
                            Evaluator.create(task, scorer, entries(task.folder(), follow), keeper, System::nanoTime),
                            "evaluator",
                            RunParts.pinned());
                    context.watch(evaluator);
                    return Behaviors.receive(Void.class)
                            .onSignal(Terminated.class, signal -> Behaviors.stopped())
                            .build();
                }),
                "twoworlds-evaluation");
        return system.getWhenTerminated();
    }

    private static Supplier<Source<LogEntry, NotUsed>> entries(RunFolder folder, boolean follow) {
        return () -> follow
                ? LogReader.live(folder.log(), 0, POLL)
                        .takeWhile(e -> !(e.event() instanceof Event.RunEnded ended
                                && ended.state().equals("completed")))
                : LogReader.replay(folder.log(), 0);
    }
}
