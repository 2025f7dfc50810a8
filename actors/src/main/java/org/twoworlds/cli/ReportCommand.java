package org.twoworlds.cli;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.twoworlds.api.Json;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.report.Report;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code report}: one run as an HTML file and a CSV. */
@Command(name = "report", description = "Writes a run's report, in progress too: report.html and scores.csv.")
final class ReportCommand implements Callable<Integer> {
    @Parameters(paramLabel = "RUN", description = "an id or a unique name")
    private String run;

    @Option(names = "--out", paramLabel = "DIR", description = "where to (default: the run's folder)")
    private Optional<Path> out = Optional.empty();

    @Mixin
    private HomeOption home = new HomeOption();

    @Override
    public Integer call() {
        var folder = home.find(run);
        var target = out.orElseGet(() -> folder.path().resolve("report"));
        Json.out().println(Report.write(folder, RunView.ofPair(folder), target).toAbsolutePath());
        return 0;
    }
}
