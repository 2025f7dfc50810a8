package org.twoworlds.cli;

import java.util.concurrent.Callable;
import org.twoworlds.actor.Attachment;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.log.Event;
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

    @Override
    public Integer call() {
        var as = evaluator.as().isEmpty() ? Attachment.name(evaluator.on(), evaluator.metrics()) : evaluator.as();
        var folder = run.folder();
        var view = RunView.of(folder);
        var first = Attachment.first(evaluator.from(), view);
        var asked = new Event.Attached(
                as, evaluator.on(), first, evaluator.settings(), evaluator.metrics(), evaluator.remake());
        Evaluation.run(folder, view, asked, follow, Attachment::anew);
        var scored = RunView.of(folder).scores().stream()
                .filter(s -> s.evaluator().equals(as))
                .count();
        System.err.println(as + " has " + scored + " scores of run " + folder.id() + ".");
        return 0;
    }
}
