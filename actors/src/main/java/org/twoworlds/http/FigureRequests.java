package org.twoworlds.http;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.twoworlds.api.ClaimDocument;
import org.twoworlds.api.ComparisonDocument;
import org.twoworlds.api.Json;
import org.twoworlds.api.SweepFigureDocument;
import org.twoworlds.config.Metric;
import org.twoworlds.config.RequestException;
import org.twoworlds.stream.analysis.Outcomes;
import org.twoworlds.stream.analysis.PairedScores;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.claims.Claims;
import org.twoworlds.stream.claims.Limits;
import org.twoworlds.stream.report.Report;
import org.twoworlds.stream.report.SweepReport;

/** The requests for figures of several runs, for claims and for reports. Each may wait for the disk. Thread-safe. */
final class FigureRequests {
    private static final int MOST_COMPARED = 12;
    private static final int MOST_KEPT = 16;

    private final LabRequests requests;
    private final Map<String, Judged> judged = new LinkedHashMap<>(16, 0.75f, true);

    /** Claims as they were judged when a sweep's runs had such rows. */
    private record Judged(Map<String, Long> sums, Object document) {}

    FigureRequests(LabRequests requests) {
        this.requests = requests;
    }

    /** The figure of a sweep, in a metric or in that by which it is read. */
    Object figure(String sweep, Optional<String> metric) {
        var cells = requests.book().listed(catalogue -> catalogue.cells(sweep));
        if (cells.isEmpty()) {
            throw new NoSuchRun(sweep);
        }
        return SweepFigureDocument.of(
                sweep,
                metric.map(Metric::of).orElseGet(() -> cells.get(0).metric()),
                cells,
                requests.book().home()::run);
    }

    /** The paper's claims, judged on a sweep: judged again only where a run of it has grown. */
    Object claims(String sweep) {
        var sums = requests.book().listed(catalogue -> catalogue.sums(sweep));
        synchronized (judged) {
            var kept = judged.get(sweep);
            if (kept != null && kept.sums().equals(sums)) {
                return kept.document();
            }
        }
        var outcomes = Outcomes.of(requests.sweep(sweep));
        var limits = Limits.OURS;
        var document = Json.ordered(
                "sweep", sweep,
                "limit", limits.limit(),
                "margin", limits.margin(),
                "alpha", limits.alpha(),
                "claims",
                        Claims.of(outcomes.all(), limits).stream()
                                .map(ClaimDocument::of)
                                .toList(),
                "leftOut", outcomes.leftOut());
        synchronized (judged) {
            judged.put(sweep, new Judged(sums, document));
            if (judged.size() > MOST_KEPT) {
                judged.remove(judged.keySet().iterator().next());
            }
        }
        return document;
    }

    /** Runs beside the first of them. */
    Object compare(Optional<String> runs, Optional<String> metric) {
        var ids = runs.filter(r -> !r.isEmpty()).map(r -> List.of(r.split(","))).orElse(List.of());
        if (ids.size() < 2 || ids.size() > MOST_COMPARED) {
            throw new RequestException(
                    "list of runs",
                    Answers.shown(runs.orElse("")),
                    "name 2 to " + MOST_COMPARED + " of them",
                    "write them with commas between");
        }
        var sides = ids.stream()
                .map(run -> PairedScores.Side.of(requests.folder(run)))
                .toList();
        var first = sides.get(0);
        var asked = metric.map(Metric::of).orElseGet(() -> first.view().metric());
        return sides.stream()
                .skip(1)
                .map(other -> ComparisonDocument.of(other, first, asked))
                .toList();
    }

    /** The report of a run, as HTML, of one in progress too. */
    byte[] report(String run) {
        var folder = requests.folder(run);
        return written(out -> Report.write(folder, RunView.ofPair(folder), out));
    }

    /** The report of a sweep, as HTML. */
    byte[] sweepReport(String sweep) {
        var folders = requests.sweep(sweep);
        return written(out -> SweepReport.write(sweep, folders, Optional.empty(), out));
    }

    private static byte[] written(Function<Path, Path> report) {
        return AnswerFolder.with(folder -> Files.readAllBytes(report.apply(folder)));
    }
}
