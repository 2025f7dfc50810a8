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
import org.twoworlds.stream.log.RunFolder;

/** The site of a home: a page with every run and sweep, and the report of each. */
public final class HomeSite {
    private HomeSite() {}

    /**
     * Writes the site. A run that cannot be read is a row with its reason; one that is not made yet has no report.
     *
     * @param out the site's folder, made where there is none
     * @return the site's first page
     */
    public static Path write(List<Look<Outcome>> looks, Path out) {
        var outcomes = looks.stream().flatMap(l -> l.seen().stream()).toList();
        Map<String, List<RunFolder>> sweeps = new LinkedHashMap<>();
        outcomes.stream()
                .filter(o -> !o.view().started().lineage().sweep().isEmpty())
                .forEach(
                        o -> sweeps.computeIfAbsent(o.view().started().lineage().sweep(), s -> new ArrayList<>())
                                .add(o.folder()));
        try {
            Files.createDirectories(out);
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
            page.add(
                    "<h2>Runs</h2><table><tr><th>run<th>recipe<th>cell<th>state<th>started<th>T(n)<th>bootstrap error</tr>");
            for (var look : looks) {
                var outcome = look.seen();
                if (outcome.isEmpty()) {
                    unreadable(page, look);
                } else if (outcome.get().view().isMade()) {
                    Report.write(
                            look.folder(),
                            outcome.get().view(),
                            out.resolve(look.folder().id()));
                    row(page, outcome.get(), "<a href=\"" + look.folder().id() + "/report.html\">");
                } else {
                    row(page, outcome.get(), "<a>");
                }
            }
            return page.add("</table>").write();
        } catch (IOException e) {
            throw new FailureException("site's folder", out, "be writable", "choose another one by --out");
        }
    }

    private static void unreadable(Page page, Look<Outcome> look) {
        page.add("<tr><td style=\"text-align:left\">")
                .text(look.folder().id())
                .add("<td><td><td>" + RunState.UNREADABLE + "<td style=\"text-align:left\" colspan=\"3\">")
                .text(look.reason());
    }

    private static void row(Page page, Outcome o, String link) {
        var started = o.view().started();
        page.add("<tr><td style=\"text-align:left\">" + link)
                .text(o.view().annotations().name())
                .add("</a><td>")
                .text(started.identity().recipe())
                .add("<td style=\"text-align:left\">")
                .text(started.lineage().cell().isEmpty() ? "" : o.label())
                .add("<td>")
                .text(o.view().state(o.folder().isLocked()).toString())
                .add("<td>")
                .text(Instant.ofEpochSecond(o.view().startedMicros() / 1_000_000)
                        .toString())
                .add("<td>")
                .add(o.stopping().map(t -> String.valueOf(t.step())).orElse(""))
                .add("<td>")
                .add(o.atStopping()
                        .map(Outcome.At::bootstrapError)
                        .filter(e -> !Double.isNaN(e))
                        .map(e -> String.format(Locale.ROOT, "%+.4f", e))
                        .orElse(""));
    }
}
