package org.twoworlds.cli;

import picocli.CommandLine.Command;

/** {@code pause}. */
@Command(name = "pause", description = "Lets a run of the lab write resume checkpoints and give its slot back.")
final class PauseCommand extends LabRunCommand {
    @Override
    public Integer call() {
        return post("pause");
    }
}
