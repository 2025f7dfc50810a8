package org.twoworlds.stream.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.twoworlds.config.FailureException;
import org.twoworlds.config.Metric;
import org.twoworlds.stream.analysis.Criterion;
import org.twoworlds.stream.analysis.Outcome;
import org.twoworlds.stream.analysis.Outcomes;
import org.twoworlds.stream.analysis.SeedComponents;
import org.twoworlds.stream.claims.Claims;
import org.twoworlds.stream.claims.Limits;
import org.twoworlds.stream.log.RunFolder;
import org.twoworlds.stream.seeds.SeedFigure;
import org.twoworlds.stream.seeds.SeedRun;

/** A report of several runs or a sweep: the paper's figures, its claims, and a table of the cells, as HTML and CSV. */
public final class SweepReport {
    private SweepReport() {}

    /**
     * Writes the report.
     *
     * @param title its heading
     * @param criterion T(n) by another criterion than each run's own
     * @param out a folder, made where there is none
     * @return the HTML file
     */
    public static Path write(String title, List<RunFolder> folders, Optional<Criterion> criterion, Path out) {
        var found = Outcomes.of(folders, criterion);
        var outcomes = found.all();
        var compared =
                outcomes.stream().filter(o -> o.view().worlds().size() == 2).toList();
        try {
            Files.createDirectories(out);
            Files.writeString(out.resolve("cells.csv"), csv(outcomes));
            var metric = outcomes.stream().map(Outcome::metric).findFirst().orElse(Metric.SOFT_ERROR);
            var page = new Page(out, title);
            page.add("<p>")
                    .text(
                            "%d runs, %d of which compare two worlds. Solid and blue: the Real World; dashed and orange: the Ideal World."
                                    .formatted(outcomes.size(), compared.size()))
                    .add("</p>");
            figures(page, compared, metric);
            table(page, outcomes, metric);
            found.leftOut().forEach(line -> page.add("<p>").text(line).add("</p>"));
            SeedTable.add(page, SeedComponents.of(compared));
            claims(page, outcomes);
            return page.write();
        } catch (IOException e) {
            throw new FailureException("report's folder", out, "be writable", "choose another one by --out");
        }
    }

    private static void figures(Page page, List<Outcome> compared, Metric metric) throws IOException {
        var begun = compared.stream().filter(o -> o.last().isPresent()).toList();
        if (begun.isEmpty()) {
            return;
        }
        var figures = SeedFigure.of(begun.stream().map(SeedRun::of).toList());
        page.figure(SweepFigures.curves(figures, metric)).figure(SweepFigures.errors(figures, metric));
        var others = Stream.of(
                        StoppingFigures.scatter(figures, metric),
                        StoppingFigures.speed(figures, metric),
                        ScalingFigure.of(begun, metric),
                        StoppingFigures.stoppingTimes(begun))
                .flatMap(Optional::stream)
                .toList();
        for (var figure : others) {
            page.figure(figure);
        }
    }

    private static void table(Page page, List<Outcome> outcomes, Metric metric) {
        page.add("<h2>Cells</h2><table><tr><th>cell<th>state<th>T(n)<th>Real<th>Ideal<th>bootstrap error<th>± s.e.")
                .add("<th>generalization gap<th>largest |bootstrap error|<th>Real at the end<th>Ideal at the end</tr>");
        for (var o : outcomes) {
            page.add("<tr><td style=\"text-align:left\">")
                    .text(o.label())
                    .add("<td>")
                    .text(o.view().state(o.folder().isLocked()).toString())
                    .add("<td>")
                    .add(o.stopping().map(t -> String.valueOf(t.step())).orElse(""));
            for (var value : numbers(o)) {
                page.add("<td>").add(number(value));
            }
        }
        page.add("</table><p>")
                .text("All in test " + metric
                        + ", at T(n) where no other place is named. The standard error is that of the "
                        + "test set's sampling, given the two models.")
                .add("</p>");
    }

    private static double[] numbers(Outcome o) {
        return new double[] {
            o.atStopping().map(Outcome.At::realTest).orElse(Double.NaN),
            o.atStopping().map(Outcome.At::idealTest).orElse(Double.NaN),
            o.atStopping().map(Outcome.At::bootstrapError).orElse(Double.NaN),
            o.atStopping().map(Outcome.At::standardError).orElse(Double.NaN),
            o.atStopping().map(Outcome.At::generalizationGap).orElse(Double.NaN),
            o.largest().orElse(Double.NaN),
            o.last().map(Outcome.At::realTest).orElse(Double.NaN),
            o.last().map(Outcome.At::idealTest).orElse(Double.NaN)
        };
    }

    private static void claims(Page page, List<Outcome> outcomes) {
        page.add("<h2>The paper's claims</h2><p>")
                .text(("Small means at most %s, or %s of a whole, which is our setting: the paper names no number. "
                                + "Intervals are of %.0f %% over seeds, with the test sample's share.")
                        .formatted(Limits.OURS.limit(), Limits.OURS.margin(), 100 * (1 - Limits.OURS.alpha())))
                .add(
                        "</p><table><tr><th>setting<th>seeds<th>estimate<th>interval<th>null<th>limit<th>verdict<th></tr>");
        var last = "";
        for (var claim : Claims.of(outcomes, Limits.OURS)) {
            if (!claim.claim().equals(last)) {
                last = claim.claim();
                page.add("<tr><th colspan=\"8\" style=\"text-align:left\">").text(last);
            }
            page.add("<tr><td style=\"text-align:left\">")
                    .text(claim.of())
                    .add("<td>")
                    .text(String.valueOf(claim.seeds()));
            page.add("<td>").text(number(claim.value().estimate()));
            page.add("<td>")
                    .text(
                            claim.value().isKnown()
                                    ? "[%s, %s]"
                                            .formatted(
                                                    number(claim.value().low()),
                                                    number(claim.value().high()))
                                    : "");
            page.add("<td>").text(number(claim.nullValue())).add("<td>").text(number(claim.limit()));
            page.add("<td>")
                    .text(claim.verdict().name())
                    .add("<td style=\"text-align:left\">")
                    .text(claim.reason().isEmpty() ? claim.detail() : claim.reason() + ". " + claim.detail());
        }
        page.add("</table>");
    }

    private static String number(double value) {
        return Double.isNaN(value) ? "" : String.format(Locale.ROOT, "%.4f", value);
    }

    private static String csv(List<Outcome> outcomes) {
        var csv = new StringBuilder(
                "run,cell,state,metric,criterion,stoppingTime,after,interpolated,realTest,idealTest,bootstrapError,"
                        + "testStandardError,generalizationGap,largestBootstrapError,realAtEnd,idealAtEnd\n");
        for (var o : outcomes) {
            csv.append(o.folder().id())
                    .append(",\"")
                    .append(o.label().replace("\"", "\"\""))
                    .append("\",")
                    .append(o.view().state(o.folder().isLocked()))
                    .append(',')
                    .append(o.metric())
                    .append(',')
                    .append(o.stopping()
                            .map(t -> t.criterion() + "," + t.step() + "," + t.after() + "," + t.interpolated())
                            .orElse(",,,"));
            for (var value : numbers(o)) {
                csv.append(',').append(Double.isNaN(value) ? "" : String.valueOf(value));
            }
            csv.append('\n');
        }
        return csv.toString();
    }
}
