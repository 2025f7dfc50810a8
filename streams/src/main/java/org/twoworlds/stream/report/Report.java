package org.twoworlds.stream.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.twoworlds.config.ExperimentConfig;
import org.twoworlds.config.FailureException;
import org.twoworlds.stream.analysis.Gap;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.analysis.StoppingTime;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.RunFolder;

/** A run's report: one self-contained HTML file with its figures, and the scores as CSV beside it. */
public final class Report {
    private static final String STYLE =
            """
            body{font:16px/1.5 system-ui,sans-serif;max-width:56rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a}
            h1{font-size:1.5rem;margin-bottom:.2rem}h2{font-size:1.15rem;margin-top:2rem}
            table{border-collapse:collapse;font-variant-numeric:tabular-nums;font-size:.9rem}
            th,td{padding:.2rem .7rem;text-align:right;border-bottom:1px solid #ddd}tr.t{background:#fff3d6}
            img{max-width:100%;height:auto}pre{background:#f5f5f5;padding:.8rem;overflow:auto;font-size:.8rem}
            .note{background:#fff3d6;padding:.6rem .9rem}@media print{pre{white-space:pre-wrap}}
            """;

    private final RunFolder folder;
    private final RunView view;
    private final ExperimentConfig config;
    private final Optional<StoppingTime> stopping;
    private final List<Gap> gaps;

    private Report(RunFolder folder, RunView view) {
        this.folder = folder;
        this.view = view;
        config = view.config();
        stopping = StoppingTime.of(view, config);
        gaps = Gap.all(view, folder);
    }

    /**
     * Writes a report, of a run in progress too.
     *
     * @param out a folder, made where there is none
     * @return the HTML file
     */
    public static Path write(RunFolder folder, RunView view, Path out) {
        var report = new Report(folder, view);
        try {
            Files.createDirectories(out);
            Files.writeString(out.resolve("scores.csv"), report.csv());
            return Files.writeString(out.resolve("report.html"), report.html());
        } catch (IOException e) {
            throw new FailureException("report's folder", out, "be writable", "choose another one by --out");
        }
    }

    private String csv() {
        var csv = new StringBuilder("world,step,set,softError,error,loss,count,evaluator\n");
        for (var s : view.scores()) {
            csv.append(String.format(
                    Locale.ROOT,
                    "%s,%d,%s,%s,%s,%s,%d,%s%n",
                    s.world(),
                    s.step(),
                    s.set(),
                    s.softError(),
                    s.error(),
                    s.loss(),
                    s.count(),
                    s.evaluator()));
        }
        return csv.toString();
    }

    private String html() {
        var page = new StringBuilder();
        var started = view.started();
        page.append("<!doctype html><html lang=\"en\"><meta charset=\"utf-8\">")
                .append("<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><title>")
                .append(escaped(started.name()))
                .append(" – twoworlds</title><style>")
                .append(STYLE)
                .append("</style><h1>")
                .append(escaped(started.name()))
                .append("</h1><p>")
                .append(escaped(summary()))
                .append("</p>");
        notes().forEach(n ->
                page.append("<p class=\"note\">").append(escaped(n)).append("</p>"));
        page.append("<h2>Test SoftError of both worlds</h2>")
                .append(image(Figures.softError(view, stopping), "SoftError of both worlds over SGD steps"))
                .append("<h2>Bootstrap error and generalization gap</h2>")
                .append(image(Figures.gap(gaps, stopping), "bootstrap error and generalization gap over SGD steps"))
                .append(
                        "<p>Bars: 95 % by the sampling of the test set, given the two models (paired: both worlds score ")
                .append("the same samples). They do not cover other seeds.</p>");
        table(page);
        page.append("<h2>Provenance</h2><p>Run ")
                .append(escaped(folder.id()))
                .append(", started ")
                .append(Instant.ofEpochMilli(view.startedMicros() / 1000))
                .append(", twoworlds ")
                .append(escaped(started.version()))
                .append(", ")
                .append(view.attempt())
                .append(view.attempt() == 1 ? " attempt" : " attempts")
                .append(", ")
                .append(started.threads())
                .append(" TensorFlow threads a world.</p><pre>");
        started.machine().forEach((k, v) -> page.append(escaped(k + ": " + v)).append('\n'));
        for (var world : view.worlds()) {
            var ended = view.world(world).ended();
            page.append(escaped(world + ": " + view.world(world).step() + " steps, "
                            + ended.map(e -> e.reason() + ", weights " + e.digest())
                                    .orElse("not ended")))
                    .append('\n');
        }
        return page.append("</pre><p>Effective configuration:</p><pre>")
                .append(escaped(com.typesafe.config.ConfigFactory.parseString(started.config())
                        .root()
                        .render(com.typesafe.config.ConfigRenderOptions.concise()
                                .setFormatted(true)
                                .setJson(false))))
                .append("</pre></html>\n")
                .toString();
    }

    private String summary() {
        return String.format(
                Locale.ROOT,
                "%s on %s: the Real World re-uses n = %d samples, the Ideal World draws fresh ones; batch %d, %d steps, "
                        + "SGD at rate %s, seed %d. %s",
                config.model(),
                config.data().type(),
                config.world().n(),
                config.batch(),
                config.steps(),
                config.optimizer().rate(),
                config.seed(),
                stopping.map(t -> "T(n) = %d: the first checkpoint with %s (the last without is %d)."
                                .formatted(t.step(), t.criterion(), t.after()))
                        .orElse("T(n) was not reached."));
    }

    private List<String> notes() {
        List<String> notes = new java.util.ArrayList<>();
        var state = view.state(folder.isLocked());
        if (!state.equals("completed")) {
            notes.add("This run is " + state + ": the figures show what there is so far.");
        }
        if (config.world().wrap()) {
            notes.add("Approximate: world.wrap lets the Ideal World start again when its pool is exhausted.");
        }
        if (!config.world().paired()) {
            notes.add("The worlds are not paired: they differ in initial weights and order as well.");
        }
        if (view.forked()) {
            notes.add("This run went on on an unequal machine: its weights cannot be compared by digest.");
        }
        for (var world : view.worlds()) {
            view.world(world)
                    .ended()
                    .map(Event.WorldEnded::message)
                    .filter(m -> !m.isEmpty())
                    .ifPresent(notes::add);
            view.world(world)
                    .ended()
                    .filter(e -> e.discarded() > 0)
                    .ifPresent(e -> notes.add(e.discarded() + " later updates of the " + world
                            + " world were discarded: it ends at T(n)."));
        }
        if (!view.missing().isEmpty()) {
            notes.add(view.missing().size() + " scores are missing.");
        }
        return notes;
    }

    private void table(StringBuilder page) {
        page.append("<h2>Scores</h2><table><tr><th>step<th>Real test<th>Ideal test<th>Real train<th>bootstrap error")
                .append(
                        "<th>± s.e.<th>generalization gap<th>Real train error<th>Real test error<th>Ideal test error</tr>");
        var real = view.curve("real", "test");
        var ideal = view.curve("ideal", "test");
        var train = view.curve("real", "train-clean");
        for (var gap : gaps) {
            var trained = Optional.ofNullable(train.get(gap.step()));
            var isT = stopping.isPresent() && stopping.get().step() == gap.step();
            page.append(isT ? "<tr class=\"t\">" : "<tr>")
                    .append("<td>")
                    .append(gap.step())
                    .append(isT ? " = T(n)" : "");
            cell(page, real.get(gap.step()).softError());
            cell(page, ideal.get(gap.step()).softError());
            cell(page, trained.map(Event.Score::softError).orElse(Double.NaN));
            cell(page, gap.softError());
            cell(page, gap.standardError().orElse(Double.NaN));
            cell(page, gap.generalizationGap().orElse(Double.NaN));
            cell(page, trained.map(Event.Score::error).orElse(Double.NaN));
            cell(page, real.get(gap.step()).error());
            cell(page, ideal.get(gap.step()).error());
        }
        page.append("</table><p>All columns but the last three are SoftError, the mean of 1 − p(y).</p>");
    }

    private static void cell(StringBuilder page, double value) {
        page.append("<td>").append(Double.isNaN(value) ? "" : String.format(Locale.ROOT, "%.4f", value));
    }

    private static String image(String svg, String words) {
        var data = Base64.getEncoder().encodeToString(svg.getBytes(StandardCharsets.UTF_8));
        return "<img alt=\"" + words + "\" src=\"data:image/svg+xml;base64," + data + "\">";
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
