package org.twoworlds.stream.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.twoworlds.config.ExperimentConfig;
import org.twoworlds.config.FailureException;
import org.twoworlds.config.Metric;
import org.twoworlds.config.RequestException;
import org.twoworlds.config.ScoredSet;
import org.twoworlds.config.WorldName;
import org.twoworlds.stream.analysis.Gap;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.analysis.StoppingTime;
import org.twoworlds.stream.data.DataSets;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.RunFolder;

/** A run's report: one self-contained HTML file with its figures, which lie beside it as SVG and PNG, with the scores as CSV. */
public final class Report {
    private final RunFolder folder;
    private final RunView view;
    private final ExperimentConfig config;
    private final Optional<StoppingTime> stopping;
    private final List<Gap> gaps;
    private final Metric metric;

    private Report(RunFolder folder, RunView view) {
        this.folder = folder;
        this.view = view;
        config = view.config();
        stopping = StoppingTime.of(view, config);
        gaps = Gap.all(view, folder);
        metric = view.metric();
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
            return report.html(out);
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

    private Path html(Path out) throws IOException {
        var started = view.started();
        var page = new Page(out, view.annotations().name());
        page.add("<p>").text(summary()).add("</p>");
        notes().forEach(n -> page.add("<p class=\"note\">").text(n).add("</p>"));
        page.figure(Figures.worlds(view, metric, stopping)).figure(Figures.gap(gaps, metric, stopping));
        table(page);
        samples(page, out);
        page.add("<h2>Provenance</h2><p>")
                .text("Run %s, started %s, twoworlds %s, %d %s, %d TensorFlow threads a world."
                        .formatted(
                                folder.id(),
                                Instant.ofEpochMilli(view.startedMicros() / 1000),
                                started.machine().version(),
                                view.attempt(),
                                view.attempt() == 1 ? "attempt" : "attempts",
                                started.choices().threads()))
                .add("</p><pre>");
        started.machine().machine().forEach((k, v) -> page.text(k + ": " + v + "\n"));
        for (var world : view.worlds()) {
            var ended = view.world(world).ended();
            page.text(world + ": " + view.world(world).step() + " steps, "
                    + ended.map(e -> e.reason() + ", weights " + e.digest()).orElse("not ended") + "\n");
        }
        return page.add("</pre><p>Effective configuration:</p><pre>")
                .text(com.typesafe.config.ConfigFactory.parseString(
                                started.identity().config())
                        .root()
                        .render(com.typesafe.config.ConfigRenderOptions.concise()
                                .setFormatted(true)
                                .setJson(false)))
                .add("</pre>")
                .write();
    }

    /** Adds the training stream's first samples, where the data are images and at hand. */
    private void samples(Page page, Path out) throws IOException {
        try {
            var data = DataSets.open(config.data());
            if (data.shape().isImage()) {
                var file = out.resolve("samples.png");
                SampleGrid.write(data, config.seeds().stream(), file);
                page.picture("Samples, one class a row", file);
            }
        } catch (RequestException | FailureException e) {
            page.add("<p class=\"note\">").text("No samples: " + e.getMessage()).add("</p>");
        }
    }

    private String summary() {
        return String.format(
                Locale.ROOT,
                "%s on %s: the Real World %s, the Ideal World draws fresh samples; batch %d, %d steps, "
                        + "%s at rate %s, %s. %s",
                config.model(),
                config.data().type(),
                config.world().isPlain(WorldName.REAL)
                        ? "re-uses n = " + config.world().n() + " samples"
                        : "follows " + config.world().law(),
                config.batch(),
                config.steps(),
                config.optimizer().type(),
                config.optimizer().rate(),
                config.seeds().text(config.seed()),
                stopping.map(t -> "T(n) = %d: the first checkpoint with %s (the last without is %d)."
                                .formatted(t.step(), t.criterion(), t.after()))
                        .orElse(
                                config.world().law().reused().isPresent()
                                        ? "T(n) was not reached."
                                        : "No sample is re-used: there is no T(n)."));
    }

    private List<String> notes() {
        List<String> notes = new java.util.ArrayList<>();
        var state = view.state(folder.isLocked());
        if (!state.isOver()) {
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

    private void table(Page page) {
        page.add("<h2>Scores</h2><table><tr><th>step<th>Real test<th>Ideal test<th>Real train<th>bootstrap error")
                .add(
                        "<th>± s.e.<th>generalization gap<th>Real train error<th>Real test error<th>Ideal test error</tr>");
        var real = view.curve(WorldName.REAL, ScoredSet.TEST);
        var ideal = view.curve(WorldName.IDEAL, ScoredSet.TEST);
        var train = view.curve(WorldName.REAL, ScoredSet.TRAIN_CLEAN);
        for (var gap : gaps) {
            var trained = Optional.ofNullable(train.get(gap.step()));
            var isT = stopping.isPresent() && stopping.get().step() == gap.step();
            page.add(isT ? "<tr class=\"t\">" : "<tr>")
                    .add("<td>")
                    .add(String.valueOf(gap.step()))
                    .add(isT ? " = T(n)" : "");
            cell(page, value(real, gap));
            cell(page, value(ideal, gap));
            cell(page, trained.map(s -> s.in(metric)).orElse(Double.NaN));
            cell(page, gap.in(metric));
            cell(page, gap.standardError().orElse(Double.NaN));
            cell(page, gap.generalizationGap().orElse(Double.NaN));
            cell(page, trained.map(Event.Score::error).orElse(Double.NaN));
            cell(page, real.get(gap.step()).error());
            cell(page, ideal.get(gap.step()).error());
        }
        page.add("</table><p>All columns but the last three are in " + metric
                + (metric == Metric.SOFT_ERROR ? ", the mean of 1 − p(y)" : "") + ".</p>");
    }

    private double value(java.util.TreeMap<Long, Event.Score> curve, Gap gap) {
        return curve.get(gap.step()).in(metric);
    }

    private static void cell(Page page, double value) {
        page.add("<td>").add(Double.isNaN(value) ? "" : String.format(Locale.ROOT, "%.4f", value));
    }
}
