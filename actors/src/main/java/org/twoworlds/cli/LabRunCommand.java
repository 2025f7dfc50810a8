package org.twoworlds.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** A command that asks one thing of a run. */
abstract class LabRunCommand implements Callable<Integer> {
    @Parameters(paramLabel = "RUN", description = "an id or a unique name")
    private String run = "";

    @Mixin
    private LabClient lab = new LabClient();

    String path() {
        return "runs/" + LabClient.segment(run);
    }

    LabClient lab() {
        return lab;
    }

    String run() {
        return run;
    }

    int post(String action) {
        lab.post(path() + "/" + action, Map.of());
        return 0;
    }
}
