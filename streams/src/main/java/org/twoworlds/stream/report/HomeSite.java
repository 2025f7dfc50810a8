package org.twoworlds.stream.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.twoworlds.config.FailureException;
import org.twoworlds.config.RunState;
import org.twoworlds.stream.analysis.Look;
import org.twoworlds.stream.analysis.Outcome;
import org.twoworlds.stream.log.Home;
import org.twoworlds.stream.log.RunFolder;

/** The site of a home: a page with every run and sweep, and the report of each. */
public final class HomeSite {
    private static final String HEAD =
            "<h2>Runs</h2><table><tr><th>run<th>recipe<th>cell<th>state<th>started<th>T(n)<th>bootstrap error</tr>";

    private HomeSite() {}

    /**
     * Writes the site, run by run: what is kept of a run while the others are read is its row. A run that cannot be read is a row
     * with its reason; one that is not made yet has no report.
     *
     * @param out the site's folder, made where there is none
     * @return the site's first page
     */
    public static Path write(Home home, Path out) {
        Map<String, List<RunFolder>> sweeps = new LinkedHashMap<>();
        var rows = new StringBuilder();
        try {
            Files.createDirectories(out);
            Look.stream(home, Outcome::of).forEach(look -> {
                look.seen().ifPresentOrElse(o -> readable(o, out, rows), () -> unreadable(look, rows));
                look.seen()
                        .map(o -> o.view().started().lineage().sweep())
                        .filter(sweep -> !sweep.isEmpty())
                        .ifPresent(sweep -> sweeps.computeIfAbsent(sweep, s -> new ArrayList<>())
                                .add(look.folder()));
            });
            var page = new Page(out, "Runs");
            if (!sweeps.isEmpty()) {
                page.add("<h2>Sweeps</h2><ul>");
                for (var sweep : sweeps.entrySet()) {
                    SweepReport.write(sweep.getKey(), sweep.getValue(), Optional.empty(), out.resolve(sweep.getKey()));
                    page.add("<li><a href=\"" + sweep.getKey() + "/report.html\">")
                            .text(sweep.getKey())
                            .add("</a>, " + sweep.getValue().size() + " runs");
                }
                page.add("</ul>");
            }
            return page.add(HEAD).add(rows.toString()).add("</table>").write();
        } catch (IOException e) {
            throw new FailureException("site's folder", out, "be writable", "choose another one by --out");
        }
    }

    private static void readable(Outcome outcome, Path out, StringBuilder rows) {
        var run = outcome.folder().id();
        var isMade = outcome.view().isMade();
        if (isMade) {
            Report.write(outcome.folder(), outcome.view(), out.resolve(run));
        }
        row(outcome, isMade ? "<a href=\"" + run + "/report.html\">" : "<a>", rows);
    }

    private static void unreadable(Look<Outcome> look, StringBuilder rows) {
        rows.append("<tr><td style=\"text-align:left\">")
                .append(Markup.escaped(look.folder().id()))
                .append("<td><td><td>" + RunState.UNREADABLE + "<td style=\"text-align:left\" colspan=\"3\">")
                .append(Markup.escaped(look.reason()));
    }

    private static void row(Outcome o, String link, StringBuilder rows) {
        var started = o.view().started();
        rows.append("<tr><td style=\"text-align:left\">" + link)
                .append(Markup.escaped(o.view().annotations().name()))
                .append("</a><td>")
                .append(Markup.escaped(started.identity().recipe()))
                .append("<td style=\"text-align:left\">")
                .append(Markup.escaped(started.lineage().cell().isEmpty() ? "" : o.label()))
                .append("<td>")
                .append(o.view().state(o.folder().isLocked()))
                .append("<td>")
                .append(Instant.ofEpochSecond(o.view().startedMicros() / 1_000_000))
                .append("<td>")
                .append(o.stopping().map(t -> String.valueOf(t.step())).orElse(""))
                .append("<td>")
                .append(o.atStopping()
                        .map(Outcome.At::bootstrapError)
                        .filter(e -> !Double.isNaN(e))
                        .map(e -> String.format(Locale.ROOT, "%+.4f", e))
                        .orElse(""));
    }
}
