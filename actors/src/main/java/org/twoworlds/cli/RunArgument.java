package org.twoworlds.cli;

import org.twoworlds.stream.log.Home;
import org.twoworlds.stream.log.RunFolder;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The argument that names one run of a home. */
final class RunArgument {
    @Parameters(index = "0", paramLabel = "RUN", description = "an id or a unique name")
    private String run = "";

    @Mixin
    private HomeOption home = new HomeOption();

    /** The run's folder. */
    RunFolder folder() {
        return home.find(run);
    }

    /** The home in which the run is looked for. */
    Home home() {
        return home.home();
    }
}
