package org.twoworlds.cli;

import java.util.concurrent.Callable;
import org.twoworlds.api.Json;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code completion}: the script by which bash and zsh complete this program's commands and options. */
@Command(
        name = "completion",
        description = {
            "Prints the script by which bash and zsh complete commands and options:",
            "source <(twoworlds completion)"
        })
final class CompletionCommand implements Callable<Integer> {
    @Spec
    private CommandSpec command;

    @Override
    public Integer call() {
        var root = command.root();
        Json.out().print(AutoComplete.bash(root.name(), root.commandLine()));
        return 0;
    }
}
