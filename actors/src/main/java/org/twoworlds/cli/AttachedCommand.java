package org.twoworlds.cli;

import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import org.twoworlds.actor.InboxKeeper;
import org.twoworlds.config.RequestException;
import org.twoworlds.stream.analysis.RunView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code attached}: an evaluator that a lab attached, in a process of its own. For labs, which end it with its standard input. */
@Command(
        name = "attached",
        hidden = true,
        description =
                "Does the work of an evaluator that a lab attached, until the run is over or standard input ends.")
final class AttachedCommand implements Callable<Integer> {
    @Mixin
    private RunArgument run = new RunArgument();

    @Parameters(index = "1", paramLabel = "NAME", description = "the evaluator's name in the log")
    private String name = "";

    @Override
    public Integer call() {
        var folder = run.folder();
        var attached = Optional.ofNullable(InboxKeeper.view(folder).attached().get(name))
                .orElseThrow(() -> new RequestException(
                        "evaluator", name, "be attached to run " + folder.id(), "see: twoworlds evaluators"));
        // A lab that dies leaves nothing behind that works on.
        JoinedSlots.whenAlone(() -> Runtime.getRuntime().halt(0));
        Evaluation.run(folder, RunView.of(folder), attached, true, UnaryOperator.identity());
        return 0;
    }
}
