package org.twoworlds.cli;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.twoworlds.stream.claims.Claim;

/** Claims at the terminal: a line for each setting, under the claim's sentence and its name. */
final class ClaimTable {
    private static final List<String> COLUMNS =
            List.of("setting", "seeds", "estimate", "interval", "null", "limit", "verdict");

    private ClaimTable() {}

    static void print(List<Claim> claims, PrintStream out) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(COLUMNS);
        claims.forEach(c -> rows.add(row(c)));
        var widths = IntStream.range(0, COLUMNS.size())
                .map(i -> rows.stream().mapToInt(r -> r.get(i).length()).max().orElse(0))
                .toArray();
        out.println(line(COLUMNS, widths));
        var last = "";
        for (var i = 0; i < claims.size(); i++) {
            var claim = claims.get(i);
            if (!claim.claim().equals(last)) {
                last = claim.claim();
                out.println(System.lineSeparator() + last + " (" + claim.name() + ")");
            }
            out.println(line(rows.get(i + 1), widths));
            if (!claim.reason().isEmpty()) {
                out.println("    open: " + claim.reason());
            }
            if (!claim.detail().isEmpty()) {
                out.println("    " + claim.detail());
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
