package org.twoworlds.cli;

import java.util.concurrent.Callable;
import org.twoworlds.api.Json;
import org.twoworlds.api.RunDocument;
import org.twoworlds.stream.analysis.RunView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code checkpoints}: a run's weights on disk. */
@Command(name = "checkpoints", description = "Lists a run's checkpoints on disk: safetensors files.")
final class CheckpointsCommand implements Callable<Integer> {
    @Parameters(paramLabel = "RUN", description = "an id or a unique name")
    private String run;

    @Option(names = "--json", description = "print one JSON document")
    private boolean json;

    @Mixin
    private HomeOption home = new HomeOption();

    @Override
    public Integer call() {
        var folder = home.find(run);
        var view = RunView.of(folder);
        var all = RunDocument.checkpoints(folder, view);
        if (json) {
            Json.print(all);
        } else {
            all.forEach(c -> Json.out()
                    .printf("%-5s %8s  %10s  %s%n", c.get("world"), c.get("step"), c.get("bytes"), c.get("file")));
        }
        return 0;
    }
}
