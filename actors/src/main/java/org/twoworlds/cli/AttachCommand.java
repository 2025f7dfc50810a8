package org.twoworlds.cli;

import org.twoworlds.api.AttachRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The command {@code attach}. */
@Command(
        name = "attach",
        description = {
            "Attaches an evaluator to a run of the lab: it scores what is kept, or with --remake all that there ever was,",
            "then follows. Training never waits."
        })
final class AttachCommand extends LabRunCommand {
    @Mixin
    private EvaluatorOptions evaluator = new EvaluatorOptions();

    @Override
    public Integer call() {
        var request = new AttachRequest(
                evaluator.on(),
                evaluator.as(),
                evaluator.from(),
                evaluator.settings(),
                evaluator.metrics(),
                evaluator.remake());
        lab().post(path() + "/evaluators", request.document());
        return 0;
    }
}
