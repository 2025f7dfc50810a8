package org.twoworlds.cli;

import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import org.twoworlds.actor.Attachment;
import org.twoworlds.actor.EvaluationProcess;
import org.twoworlds.actor.InboxKeeper;
import org.twoworlds.actor.RunFiles;
import org.twoworlds.remake.RemadeFiles;
import org.twoworlds.remake.RemakingWords;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.RunFolder;

/** The evaluation of a run in this process. */
final class Evaluation {
    private Evaluation() {}

    /**
     * Scores as an evaluator is to, until all its scores are in the run's log. A signal ends the process.
     *
     * @param view the fold of the run's log
     * @param follow whether to go on until the run is completed
     * @param way what to change of how it scores
     */
    static void run(
            RunFolder folder, RunView view, Event.Attached evaluator, boolean follow, UnaryOperator<Attachment> way) {
        if (!evaluator.remake()) {
            run(folder, way.apply(opened(folder, view, RunFiles.in(folder), evaluator)), follow);
            return;
        }
        try (var files = new RemadeFiles(folder, RunFiles.in(folder), RemakingWords.onError())) {
            run(folder, way.apply(opened(folder, view, files, evaluator)), follow);
        }
    }

    private static Attachment opened(RunFolder folder, RunView view, RunFiles files, Event.Attached evaluator) {
        return Attachment.open(folder, files, view, evaluator, Optional.empty());
    }

    private static void run(RunFolder folder, Attachment attachment, boolean follow) {
        var clock = InstantSource.system();
        Signals.haltOnFirst();
        EvaluationProcess.start(attachment.task(), attachment.scorer(), follow, clock)
                .toCompletableFuture()
                .join();
        while (!InboxKeeper.empty(folder, clock)) {
            LockSupport.parkNanos(100_000_000L);
        }
    }
}
