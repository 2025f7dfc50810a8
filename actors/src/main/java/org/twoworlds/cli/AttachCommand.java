package org.twoworlds.cli;

import org.twoworlds.api.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code attach}. */
@Command(
        name = "attach",
        description =
                "Attaches an evaluator to a run of the lab: it scores what is kept, then follows. Training never waits.")
final class AttachCommand extends LabRunCommand {
    @Mixin
    private EvaluatorOptions evaluator = new EvaluatorOptions();

    @Override
    public Integer call() {
        lab().post(
                        path() + "/evaluators",
                        Json.ordered(
                                "on",
                                evaluator.on(),
                                "as",
                                evaluator.as(),
                                "from",
                                evaluator.from(),
                                "set",
                                evaluator.settings(),
                                "metrics",
                                evaluator.metrics()));
        return 0;
    }
}
