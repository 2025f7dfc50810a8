package org.twoworlds.cli;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.twoworlds.api.Json;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.log.Event;
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
        List<Map<String, Object>> all = new ArrayList<>();
        for (var world : Event.WORLDS) {
            for (var c : view.world(world).onDisk().values()) {
                var file = folder.file(c.file()).toAbsolutePath();
                if (Files.isRegularFile(file)) {
                    all.add(Json.ordered(
                            "world", world,
                            "step", c.step(),
                            "file", file.toString(),
                            "sha256", c.sha256(),
                            "bytes", c.bytes(),
                            "digest", c.digest()));
                }
            }
        }
        if (json) {
            Json.print(all);
        } else {
            all.forEach(c -> Json.out()
                    .printf("%-5s %8s  %10s  %s%n", c.get("world"), c.get("step"), c.get("bytes"), c.get("file")));
        }
        return 0;
    }
}
