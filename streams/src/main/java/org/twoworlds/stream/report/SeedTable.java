package org.twoworlds.stream.report;

import java.util.List;
import java.util.Locale;
import org.twoworlds.stream.analysis.SeedComponents;

/** The table of a sweep's report that says which seeds the spread of the bootstrap error at T(n) comes from. */
final class SeedTable {
    private SeedTable() {}

    static void add(Page page, List<SeedComponents> all) {
        if (all.isEmpty()) {
            return;
        }
        page.add(
                "<h2>Where the spread comes from</h2><table><tr><th>cells<th>seeds<th>deviation<th>95 %<th>freedom</tr>");
        for (var group : all) {
            if (!group.reason().isEmpty()) {
                row(page, group.of()).text(group.reason());
            }
            for (var component : group.components()) {
                var deviation = component.variance().map(Math::sqrt);
                row(page, group.of())
                        .text(component.effect())
                        .add("<td>" + number(deviation.estimate()))
                        .add("<td>[" + number(deviation.low()) + ", " + number(deviation.high()) + "]")
                        .add("<td>" + component.freedom());
            }
        }
        page.add("</table><p>")
                .text(
                        "Standard deviation of the bootstrap error at T(n) by each seed alone, by what two do together, and, in "
                                + "the last row, by all that is left. Intervals are generalized ones; 0 is where the estimate is not above it.")
                .add("</p>");
    }

    private static Page row(Page page, String of) {
        return page.add("<tr><td style=\"text-align:left\">").text(of).add("<td style=\"text-align:left\">");
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.4f", value);
    }
}
