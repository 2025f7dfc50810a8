package org.twoworlds.cli;

import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.twoworlds.actor.Attachment;
import org.twoworlds.actor.EvaluationProcess;
import org.twoworlds.actor.InboxKeeper;
import org.twoworlds.actor.RunFiles;
import org.twoworlds.remake.RemadeFiles;
import org.twoworlds.remake.RemakingWords;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.RunFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code evaluate}: attaches an evaluator to a run from this process. */
@Command(
        name = "evaluate",
        aliases = "rescore",
        description = {
            "Scores a run's checkpoints on a set, also while it is in progress in another process: those that are kept, or",
            "with --remake all that there ever were. It never holds the run up."
        })
final class EvaluateCommand implements Callable<Integer> {
    @Mixin
    private RunArgument run = new RunArgument();

    @Mixin
    private EvaluatorOptions evaluator = new EvaluatorOptions();

    @Option(names = "--follow", description = "go on until the run is completed")
    private boolean follow;

    @Option(
            names = "--remake",
            description = "make checkpoints again that were let go, by training on from what is kept")
    private boolean remake;

    @Override
    public Integer call() {
        var folder = run.folder();
        if (!remake) {
            return evaluate(folder, RunFiles.in(folder));
        }
        try (var files = new RemadeFiles(folder, RunFiles.in(folder), RemakingWords.onError())) {
            return evaluate(folder, files);
        }
    }

    private int evaluate(RunFolder folder, RunFiles files) {
        var as = evaluator.as().isEmpty() ? Attachment.name(evaluator.on(), evaluator.metrics()) : evaluator.as();
        var view = RunView.of(folder);
        var attachment = Attachment.open(
                folder,
                files,
                view,
                new Event.Attached(
                        as,
                        evaluator.on(),
                        Attachment.first(evaluator.from(), view),
                        evaluator.settings(),
                        evaluator.metrics()),
                Optional.empty());
        var clock = InstantSource.system();
        Signals.haltOnFirst();
        EvaluationProcess.start(attachment.task(), attachment.scorer(), follow, clock)
                .toCompletableFuture()
                .join();
        while (!InboxKeeper.empty(folder, clock)) {
            LockSupport.parkNanos(100_000_000L);
        }
        var scored = RunView.of(folder).scores().stream()
                .filter(s -> s.evaluator().equals(as))
                .count();
        System.err.println(as + " has " + scored + " scores of run " + folder.id() + ".");
        return 0;
    }
}
