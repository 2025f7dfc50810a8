package org.twoworlds.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.twoworlds.api.Json;
import org.twoworlds.config.ConfigLoader;
import org.twoworlds.stream.data.DataSets;
import org.twoworlds.stream.report.SampleGrid;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code samples}: what a source's images look like. */
@Command(name = "samples", description = "Draws a grid of a source's training samples, one class a row.")
final class SamplesCommand implements Callable<Integer> {
    @Parameters(paramLabel = "SOURCE", description = "a data type, such as shapes or cifar10")
    private String source;

    @Option(names = "--out", required = true, paramLabel = "F.png", description = "the picture to write")
    private Path out;

    @Mixin
    private SettingsOption settings = new SettingsOption();

    @Mixin
    private HomeOption home = new HomeOption();

    @Override
    public Integer call() {
        List<String> all = new ArrayList<>(settings.all());
        all.add("data.type=" + source);
        var config = new ConfigLoader().load("quickstart", Optional.empty(), all);
        SampleGrid.write(DataSets.open(config.data()), config.seeds().stream(), out);
        Json.out().println(out.toAbsolutePath());
        return 0;
    }
}
