package org.twoworlds.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command {@code detach}. */
@Command(name = "detach", description = "Lets an evaluator of a run go; its scores stay.")
final class DetachCommand extends LabRunCommand {
    @Option(names = "--as", required = true, paramLabel = "NAME", description = "the evaluator's name")
    private String as = "";

    @Override
    public Integer call() {
        lab().delete(path() + "/evaluators/" + LabClient.segment(as));
        return 0;
    }
}
