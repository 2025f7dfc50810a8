package org.twoworlds.api;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.twoworlds.stream.catalogue.RunRow;
import org.twoworlds.stream.catalogue.SweepStanding;

/** A page of a long list as a JSON document, and the lines of such lists. */
public final class ListDocument {
    private ListDocument() {}

    /**
     * A page of runs.
     *
     * @param count how many there are on all pages
     * @param limit the most lines of a page: where there are so many, there may be another page
     */
    public static Map<String, Object> runs(List<RunRow> rows, int count, int limit) {
        return Json.ordered(
                "runs", rows.stream().map(RunDocument::listed).toList(),
                "count", count,
                "next", next(rows, limit, RunRow::run));
    }

    /** A page of sweeps. */
    public static Map<String, Object> sweeps(List<SweepStanding> rows, int limit) {
        return Json.ordered(
                "sweeps", rows.stream().map(ListDocument::sweep).toList(),
                "next", next(rows, limit, SweepStanding::sweep));
    }

    /** The cursor of the page that follows; empty where this one is the last. */
    private static <T> String next(List<T> rows, int limit, Function<T, String> id) {
        return rows.size() < limit ? "" : id.apply(rows.get(rows.size() - 1));
    }

    /** A sweep in a list. */
    public static Map<String, Object> sweep(SweepStanding sweep) {
        return Json.ordered(
                "sweep", sweep.sweep(),
                "recipe", sweep.all().recipe(),
                "started", RunDocument.started(sweep.startedMicros()),
                "runs", sweep.all().runs(),
                "matching", sweep.matching(),
                "states", sweep.all().states(),
                "progress", sweep.progress());
    }
}
