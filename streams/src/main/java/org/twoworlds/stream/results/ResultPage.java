package org.twoworlds.stream.results;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.twoworlds.stream.claims.Claim;
import org.twoworlds.stream.claims.Limits;
import org.twoworlds.stream.statistics.Verdict;

/** The document of a recipe as it was measured: {@code result.md}. */
final class ResultPage {
    private static final String NONE = "-";
    private static final int SECONDS = 60;

    private final Measured measured;
    private final StringBuilder page = new StringBuilder(ResultFiles.MADE).append("\n");

    private ResultPage(Measured measured) {
        this.measured = measured;
    }

    /**
     * The document's text.
     *
     * @param folder the name of its folder
     * @param every losses are kept of each update of a multiple of this number
     */
    static String text(Measured measured, String folder, int every) {
        var page = new ResultPage(measured);
        page.head();
        page.prediction();
        page.figure();
        page.claims();
        page.files(folder, every);
        return page.page.toString();
    }

    private void paragraph(String text) {
        page.append('\n').append(text).append('\n');
    }

    private static String capital(String text) {
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }

    private void row(String... cells) {
        page.append(Markdown.row(List.of(cells))).append('\n');
    }

    private void head() {
        paragraph("# " + measured.recipe());
        measured.header().field("Shows").map(ResultPage::capital).ifPresent(this::paragraph);
        measured.header().field("Figure").map(ResultPage::capital).ifPresent(this::paragraph);
        page.append('\n');
        row("", "");
        row("---", "---");
        var commands = bySweep().values().stream()
                .map(runs -> "`" + RecipeCommand.of(measured.recipe(), runs) + "`")
                .distinct()
                .toList();
        row("command", String.join("<br>", commands));
        row("machine", distinct(ResultPage::machine));
        row("version", distinct(r -> r.started().machine().version()));
        row("data", distinct(r -> "digest " + r.started().identity().dataDigest()));
        row("runs", measured.runs().size() + ": " + String.join(", ", bySweep().keySet()));
        row("seeds", seeds());
        row("dates", first() + " to " + last());
        row("time", time(measured.seconds()) + " of updates in all");
    }

    /** The runs of each sweep, and those of none by themselves. */
    private Map<String, List<RunRecord>> bySweep() {
        return measured.runs().stream()
                .collect(Collectors.groupingBy(
                        r -> {
                            var sweep = r.started().lineage().sweep();
                            return sweep.isEmpty() ? r.id() : sweep;
                        },
                        LinkedHashMap::new,
                        Collectors.toList()));
    }

    private String distinct(Function<RunRecord, String> word) {
        return measured.runs().stream().map(word).distinct().collect(Collectors.joining("<br>"));
    }

    private static String machine(RunRecord run) {
        var machine = run.started().machine().machine();
        return "%s; %s; %s cores; TensorFlow %s with %d threads a world on %s; ONNX Runtime %s; Java %s"
                .formatted(
                        machine.getOrDefault("processor", "?"),
                        machine.getOrDefault("instructionSet", "?"),
                        machine.getOrDefault("cores", "?"),
                        machine.getOrDefault("tensorflow", "?"),
                        run.started().choices().threads(),
                        run.started().choices().device(),
                        machine.getOrDefault("onnxruntime", "?"),
                        machine.getOrDefault("java", "?"));
    }

    private String seeds() {
        return measured.runs().stream()
                .map(RunRecord::seed)
                .distinct()
                .sorted(Comparator.comparingInt(String::length).thenComparing(s -> s))
                .collect(Collectors.joining(", "));
    }

    private String first() {
        return measured.runs().stream()
                .map(RunRecord::from)
                .min(Comparator.naturalOrder())
                .map(t -> t.toString().substring(0, 10))
                .orElse(NONE);
    }

    private String last() {
        return measured.runs().stream()
                .map(RunRecord::until)
                .max(Comparator.naturalOrder())
                .map(t -> t.toString().substring(0, 10))
                .orElse(NONE);
    }

    private static String time(double seconds) {
        var whole = Math.round(seconds);
        return whole < SECONDS
                ? String.format(Locale.ROOT, "%.1f s", seconds)
                : whole < SECONDS * SECONDS
                        ? whole / SECONDS + " min " + whole % SECONDS + " s"
                        : whole / SECONDS / SECONDS + " h " + whole / SECONDS % SECONDS + " min";
    }

    private void prediction() {
        paragraph("## Prediction");
        var header = measured.header();
        if (header.field("Predicts").isEmpty() && measured.predictions().isEmpty()) {
            paragraph("No prediction was stated before these runs.");
            return;
        }
        header.field("Predicts").map(ResultPage::capital).ifPresent(this::paragraph);
        header.field("Refuted").ifPresent(text -> paragraph("Refuted by: " + text));
        if (measured.predictions().isEmpty()) {
            paragraph("No verdict was predicted.");
            return;
        }
        page.append('\n');
        row("claim", "setting", "expected", "measured", "came true");
        row("---", "---", "---", "---", "---");
        for (var p : measured.predictions()) {
            row(
                    p.claim().toString(),
                    p.of().isEmpty() ? "all" : p.of(),
                    p.expected().name(),
                    p.measured(measured.claims(), measured.predictions()),
                    p.came(measured.claims(), measured.predictions()).toString());
        }
        paragraph(
                "A prediction came true where every setting has the verdict that was expected, and did not where one has the "
                        + "opposite verdict; else it is open.");
    }

    private void figure() {
        if (measured.figure().isEmpty()) {
            paragraph("No run compares two worlds: there is no figure.");
            return;
        }
        var figure = measured.figure().get();
        paragraph("## " + figure.heading());
        paragraph("![" + figure.heading() + "](" + ResultFiles.FIGURE + ")");
        paragraph(figure.text());
        if (!figure.reading().isEmpty()) {
            paragraph(figure.reading());
        }
    }

    private void claims() {
        paragraph("## Claims");
        if (measured.claims().isEmpty()) {
            paragraph("No claim could be judged on these runs.");
            return;
        }
        paragraph(String.format(
                Locale.ROOT,
                "Small means at most %s, or %s of a whole, which is our setting. Intervals are of %.0f %% over seeds, with the "
                        + "test sample's share; the null is the same estimate of two Ideal Worlds.",
                Limits.OURS.limit(),
                Limits.OURS.margin(),
                100 * (1 - Limits.OURS.alpha())));
        page.append('\n');
        row("claim", "setting", "seeds", "estimate", "interval", "limit", "null", "verdict");
        row("---", "---", "---", "---", "---", "---", "---", "---");
        List<Claim> said = new ArrayList<>();
        for (var claim : measured.claims()) {
            if (said.stream().noneMatch(c -> c.name() == claim.name())) {
                said.add(claim);
            }
            row(
                    claim.name().toString(),
                    claim.of(),
                    Integer.toString(claim.seeds()),
                    Markdown.number(claim.value().estimate()),
                    Markdown.interval(claim.value().low(), claim.value().high()),
                    Markdown.number(claim.limit()),
                    Markdown.number(claim.nullValue()),
                    claim.verdict() == Verdict.OPEN
                            ? "OPEN: " + claim.reason()
                            : claim.verdict().name());
        }
        page.append('\n');
        said.forEach(c -> page.append("- **")
                .append(c.name())
                .append("**: ")
                .append(c.claim())
                .append('\n'));
    }

    private void files(String folder, int every) {
        paragraph("## Files");
        paragraph(
                ("`runs.jsonl` has record 0 of every run, with its digests; `scores.parquet` every score; `losses.parquet` the "
                                + "batch loss of %s; `claims.json` what `claims --json` prints.")
                        .formatted(
                                every == 1
                                        ? "every update"
                                        : "each update whose number is a multiple of " + every
                                                + ", of the first and of the last"));
        paragraph("`./twoworlds audit " + folder + "` trains runs of these again, and compares.");
    }
}
