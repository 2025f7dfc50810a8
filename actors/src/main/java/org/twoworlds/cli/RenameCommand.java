package org.twoworlds.cli;

import java.time.InstantSource;
import java.util.concurrent.Callable;
import org.twoworlds.start.Annotating;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code rename}: another name for a run. */
@Command(name = "rename", description = "Gives a run another name, which no other run may have. Its id stays.")
final class RenameCommand implements Callable<Integer> {
    @Mixin
    private RunArgument run = new RunArgument();

    @Parameters(index = "1", paramLabel = "NAME", description = "one line of at most 200 characters")
    private String name = "";

    @Override
    public Integer call() {
        Annotating.rename(run.folder(), name, InstantSource.system());
        return 0;
    }
}
