package org.twoworlds.cli;

import java.util.concurrent.Callable;
import org.twoworlds.api.Json;
import org.twoworlds.api.RunDocument;
import org.twoworlds.stream.analysis.RunView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code checkpoints}: a run's weights on disk. */
@Command(name = "checkpoints", description = "Lists a run's checkpoints on disk: safetensors files.")
final class CheckpointsCommand implements Callable<Integer> {
    @Mixin
    private RunArgument run = new RunArgument();

    @Mixin
    private JsonOption json = new JsonOption();

    @Override
    public Integer call() {
        var folder = run.folder();
        var view = RunView.of(folder);
        var all = RunDocument.checkpoints(folder, view);
        if (json.isSet()) {
            Json.print(all);
        } else {
            all.forEach(c -> Json.out()
                    .printf("%-5s %8s  %10s  %s%n", c.get("world"), c.get("step"), c.get("bytes"), c.get("file")));
        }
        return 0;
    }
}
