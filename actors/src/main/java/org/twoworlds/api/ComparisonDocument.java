package org.twoworlds.api;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.twoworlds.config.Metric;
import org.twoworlds.stream.analysis.Differences;
import org.twoworlds.stream.analysis.PairedScores;

/** Two runs beside each other as a JSON document: the settings in which they differ, and their differences with standard errors. */
public final class ComparisonDocument {
    private ComparisonDocument() {}

    /** The document of two runs in one metric: the first minus the second. */
    public static Map<String, Object> of(PairedScores.Side a, PairedScores.Side b, Metric metric) {
        Map<String, Object> worlds = new LinkedHashMap<>();
        for (var world : a.view().worlds()) {
            worlds.put(world.toString(), columns(PairedScores.of(a, b, world, metric)));
        }
        return Json.ordered(
                "a", a.folder().id(),
                "b", b.folder().id(),
                "metric", metric,
                "paired", a.hasTestOf(b),
                "settings", Differences.settings(a.view(), b.view()),
                "worlds", worlds);
    }

    private static Map<String, Object> columns(List<PairedScores> scores) {
        List<@Nullable Double> errors = new ArrayList<>();
        scores.forEach(s -> errors.add(
                s.standardError().isPresent() ? (Double) s.standardError().getAsDouble() : null));
        return Json.ordered(
                "step", scores.stream().map(PairedScores::step).toList(),
                "difference", scores.stream().map(PairedScores::difference).toList(),
                "standardError", errors);
    }
}
