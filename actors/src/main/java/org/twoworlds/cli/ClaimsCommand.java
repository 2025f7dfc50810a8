package org.twoworlds.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.twoworlds.api.ClaimDocument;
import org.twoworlds.api.Json;
import org.twoworlds.stream.analysis.Criterion;
import org.twoworlds.stream.analysis.Outcomes;
import org.twoworlds.stream.claims.Claim;
import org.twoworlds.stream.claims.Claims;
import org.twoworlds.stream.claims.Limits;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code claims}: the paper's claims, judged. */
@Command(
        name = "claims",
        description =
                "Judges the paper's claims on runs or a sweep: an estimate over seeds, its interval, and whether it HOLDS, "
                        + "FAILS or is OPEN.")
final class ClaimsCommand implements Callable<Integer> {
    private static final List<String> COLUMNS =
            List.of("setting", "seeds", "estimate", "interval", "null", "limit", "verdict");

    @Parameters(arity = "1..*", paramLabel = "RUN|SWEEP", description = "ids or unique names")
    private List<String> runs = List.of();

    @Option(
            names = "--criterion",
            paramLabel = "C",
            description =
                    "T(n) by another criterion: \"softError<=0.05\", \"train-seen error<=0.01\" (default: each run's own)")
    private Optional<String> criterion = Optional.empty();

    @Option(
            names = "--limit",
            paramLabel = "D",
            description = "the largest difference that counts as small (default: 0.05, our setting)")
    private double limit = Limits.OURS.limit();

    @Option(
            names = "--margin",
            paramLabel = "M",
            description =
                    "the largest part of the generalization gap that counts as small, and the relative difference at which "
                            + "exponents are equal (default: 0.25, our setting)")
    private double margin = Limits.OURS.margin();

    @Option(
            names = "--alpha",
            paramLabel = "A",
            description = "how often an interval may miss: 0.05 gives 95 %% intervals (default: 0.05)")
    private double alpha = Limits.OURS.alpha();

    @Mixin
    private JsonOption json = new JsonOption();

    @Mixin
    private HomeOption home = new HomeOption();

    @Override
    public Integer call() {
        var limits = new Limits(limit, margin, alpha);
        var asked = criterion.map(Criterion::parse);
        var outcomes = Outcomes.of(home.findAll(runs), asked);
        outcomes.leftOut().forEach(System.err::println);
        var claims = Claims.of(outcomes.all(), limits);
        if (json.isSet()) {
            Json.print(claims.stream().map(ClaimDocument::of).toList());
            return 0;
        }
        print(claims);
        return 0;
    }

    private static void print(List<Claim> claims) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(COLUMNS);
        claims.forEach(c -> rows.add(row(c)));
        var widths = IntStream.range(0, COLUMNS.size())
                .map(i -> rows.stream().mapToInt(r -> r.get(i).length()).max().orElse(0))
                .toArray();
        Json.out().println(line(COLUMNS, widths));
        var last = "";
        for (var i = 0; i < claims.size(); i++) {
            var claim = claims.get(i);
            if (!claim.claim().equals(last)) {
                last = claim.claim();
                Json.out().println(System.lineSeparator() + last);
            }
            Json.out().println(line(rows.get(i + 1), widths));
            if (!claim.reason().isEmpty()) {
                Json.out().println("    open: " + claim.reason());
            }
            if (!claim.detail().isEmpty()) {
                Json.out().println("    " + claim.detail());
            }
        }
    }

    private static String line(List<String> row, int[] widths) {
        var line = new StringBuilder();
        for (var i = 0; i < widths.length; i++) {
            line.append("  ")
                    .append(row.get(i))
                    .append(" ".repeat(widths[i] - row.get(i).length()));
        }
        return line.toString().stripTrailing();
    }

    private static List<String> row(Claim claim) {
        var value = claim.value();
        return List.of(
                claim.of(),
                Integer.toString(claim.seeds()),
                number(value.estimate()),
                value.isKnown() ? "[" + number(value.low()) + ", " + number(value.high()) + "]" : "-",
                number(claim.nullValue()),
                number(claim.limit()),
                claim.verdict().name());
    }

    private static String number(double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, "%.4f", value) : "-";
    }
}
