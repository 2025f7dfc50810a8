package org.twoworlds.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.twoworlds.api.Json;
import org.twoworlds.config.RequestException;
import org.twoworlds.stream.analysis.Criterion;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.log.RunFolder;
import org.twoworlds.stream.report.HomeSite;
import org.twoworlds.stream.report.Report;
import org.twoworlds.stream.report.SweepReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code report}: runs as an HTML file with its figures, and a CSV. */
@Command(
        name = "report",
        description = {
            "Writes a report, of runs in progress too: report.html, its figures as SVG and PNG, and a CSV.",
            "Of one run: its curves and scores. Of several, or a sweep: the paper's figures and claims."
        })
final class ReportCommand implements Callable<Integer> {
    @Parameters(arity = "0..*", paramLabel = "RUN|SWEEP", description = "ids or unique names")
    private List<String> runs = List.of();

    @Option(names = "--all", description = "every run and sweep of the home, as a site to browse")
    private boolean all;

    @Option(
            names = "--criterion",
            paramLabel = "C",
            description = "of several runs: T(n) by another criterion, such as \"softError<=0.05\"")
    private Optional<String> criterion = Optional.empty();

    @Option(names = "--out", paramLabel = "DIR", description = "where to (default: beside the run)")
    private Optional<Path> out = Optional.empty();

    @Mixin
    private HomeOption home = new HomeOption();

    @Override
    public Integer call() {
        if (all == !runs.isEmpty()) {
            throw new RequestException("runs", runs, "be named, or --all be given", "see: twoworlds runs");
        }
        Path written;
        if (all) {
            var site = out.orElseGet(() -> home.home().path().resolve("site"));
            written = HomeSite.write(home.home(), site);
        } else {
            var folders = home.findAll(runs);
            var target = out.orElseGet(() -> place(folders));
            written = folders.size() == 1
                    ? Report.write(folders.get(0), RunView.ofPair(folders.get(0)), target)
                    : SweepReport.write(String.join(", ", runs), folders, criterion.map(Criterion::parse), target);
        }
        Json.out().println(written.toAbsolutePath());
        return 0;
    }

    private Path place(List<RunFolder> folders) {
        return folders.size() == 1
                ? folders.get(0).path().resolve("report")
                : home.home().path().resolve("reports").resolve(runs.size() == 1 ? runs.get(0) : "several");
    }
}
