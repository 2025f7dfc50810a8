package org.twoworlds.cli;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.twoworlds.config.Metric;
import org.twoworlds.stream.analysis.Outcome;
import org.twoworlds.stream.analysis.Outcomes;

/** A sweep at the terminal: a line for each cell. */
final class SweepTable {
    private SweepTable() {}

    static void print(String sweep, Outcomes found, PrintStream out) {
        var outcomes = found.all();
        out.println("Sweep " + sweep + ": test "
                + outcomes.stream()
                        .map(Outcome::metric)
                        .distinct()
                        .map(Metric::toString)
                        .collect(Collectors.joining(", "))
                + " of both worlds at T(n) and at the end");
        out.println();
        var width = outcomes.stream().mapToInt(o -> o.label().length()).max().orElse(4);
        out.printf(
                "%-" + width + "s  %-11s %-8s  %-7s %-7s %-16s %-7s  %-7s %-7s%n",
                "cell",
                "state",
                "T(n)",
                "Real",
                "Ideal",
                "bootstrap error",
                "gap",
                "Real",
                "Ideal");
        for (var o : outcomes) {
            var at = o.atStopping();
            out.printf(
                    "%-" + width + "s  %-11s %-8s  %-7s %-7s %-16s %-7s  %-7s %-7s%n",
                    o.label(),
                    o.view().state(o.folder().isLocked()),
                    o.stopping().map(t -> String.valueOf(t.step())).orElse("-"),
                    at.map(a -> number(a.realTest())).orElse(""),
                    at.map(a -> number(a.idealTest())).orElse(""),
                    at.map(a -> String.format(Locale.ROOT, "%+.4f", a.bootstrapError())
                                    + (Double.isNaN(a.standardError()) ? "" : " ± " + number(a.standardError())))
                            .orElse(""),
                    at.map(a -> number(a.generalizationGap())).orElse(""),
                    o.last().map(a -> number(a.realTest())).orElse(""),
                    o.last().map(a -> number(a.idealTest())).orElse(""));
        }
        found.leftOut().forEach(out::println);
    }

    private static String number(double value) {
        return Double.isNaN(value) ? "" : String.format(Locale.ROOT, Math.abs(value) < 1e6 ? "%.4f" : "%.3g", value);
    }

    /** A line on how many are done. */
    static String counts(List<Outcome> outcomes) {
        Map<String, Integer> states = new java.util.TreeMap<>();
        outcomes.forEach(o -> states.merge(o.view().state(o.folder().isLocked()).toString(), 1, Integer::sum));
        return states.toString();
    }
}
