package org.twoworlds.stream.results;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Tables in Markdown. */
final class Markdown {
    private static final String NONE = "-";

    private Markdown() {}

    /** A row; what would end a cell is escaped. */
    static String row(List<String> cells) {
        return cells.stream()
                .map(c -> c.replace("|", "\\|").replaceAll("\\s+", " "))
                .collect(Collectors.joining(" | ", "| ", " |"));
    }

    static String number(double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, "%.4f", value) : NONE;
    }

    static String interval(double low, double high) {
        return Double.isNaN(low) || Double.isNaN(high) ? NONE : "[" + end(low) + ", " + end(high) + "]";
    }

    private static String end(double value) {
        return Double.isInfinite(value) ? value > 0 ? "∞" : "-∞" : number(value);
    }
}
