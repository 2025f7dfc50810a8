package org.twoworlds.cli;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.twoworlds.actor.Attachment;
import org.twoworlds.actor.EvaluationProcess;
import org.twoworlds.actor.InboxKeeper;
import org.twoworlds.actor.RunFiles;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.log.Event;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code evaluate}: attaches an evaluator to a run from this process. */
@Command(
        name = "evaluate",
        aliases = "rescore",
        description = {
            "Scores a run's kept checkpoints on a set, also while it is in progress in another process.",
            "It never holds the run up."
        })
final class EvaluateCommand implements Callable<Integer> {
    @Parameters(paramLabel = "RUN", description = "an id or a unique name")
    private String run;

    @Option(
            names = "--on",
            required = true,
            paramLabel = "SOURCE[:SPLIT]",
            description = "a data type, and test (the default) or train")
    private String on;

    @Option(
            names = "--as",
            paramLabel = "NAME",
            description = "the evaluator's name in the log (default: the source's, with further metrics)")
    private String as = "";

    @Option(names = "--from", paramLabel = "WHEN", description = "start (the default) or now")
    private String from = "start";

    @Option(
            names = "--metrics",
            split = ",",
            paramLabel = "METRIC",
            description = "also calibration, perClass or confusion: SoftError, error and loss always are")
    private List<String> metrics = new ArrayList<>();

    @Option(names = "--follow", description = "go on until the run is completed")
    private boolean follow;

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "sets a key such as data.path; repeatable")
    private List<String> settings = new ArrayList<>();

    @Mixin
    private HomeOption home = new HomeOption();

    @Override
    public Integer call() {
        if (as.isEmpty()) {
            as = Attachment.name(on, metrics);
        }
        var folder = home.find(run);
        var view = RunView.of(folder);
        var attachment = Attachment.open(
                folder,
                RunFiles.in(folder),
                view,
                new Event.Attached(as, on, Attachment.first(from, view), settings, metrics),
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
