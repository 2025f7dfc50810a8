package org.twoworlds.cli;

import picocli.CommandLine.Command;

/** {@code stop}. */
@Command(name = "stop", description = "Ends a run of the lab.")
final class StopCommand extends LabRunCommand {
    @Override
    public Integer call() {
        return post("stop");
    }
}
