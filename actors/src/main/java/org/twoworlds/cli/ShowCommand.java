package org.twoworlds.cli;

import java.util.concurrent.Callable;
import org.twoworlds.api.Json;
import org.twoworlds.api.RunDocument;
import org.twoworlds.api.SweepDocument;
import org.twoworlds.stream.analysis.Outcomes;
import org.twoworlds.stream.analysis.RunView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code show}: one run. */
@Command(name = "show", description = "Shows a run or a sweep, in progress too: worlds, T(n), scores, bootstrap error.")
final class ShowCommand implements Callable<Integer> {
    @Parameters(paramLabel = "RUN|SWEEP", description = "an id or a unique name")
    private String run;

    @Mixin
    private JsonOption json = new JsonOption();

    @Mixin
    private HomeOption home = new HomeOption();

    @Override
    public Integer call() {
        var sweep = home.home().sweep(run);
        if (!sweep.isEmpty()) {
            var outcomes = Outcomes.of(sweep);
            if (json.isSet()) {
                Json.print(SweepDocument.of(run, outcomes));
            } else {
                SweepTable.print(run, outcomes, Json.out());
            }
            return 0;
        }
        var folder = home.find(run);
        var view = RunView.ofPair(folder);
        if (json.isSet()) {
            Json.print(RunDocument.of(folder, view));
        } else {
            ResultTable.print(folder, view, Json.out());
        }
        return 0;
    }
}
