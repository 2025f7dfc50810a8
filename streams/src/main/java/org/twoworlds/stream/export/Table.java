package org.twoworlds.stream.export;

import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.twoworlds.config.Metric;
import org.twoworlds.config.WorldName;
import org.twoworlds.stream.analysis.FurtherMetric;
import org.twoworlds.stream.analysis.ScoreKey;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.LogEntry;

/** A table of runs that is written for other tools. */
public enum Table {
    /** A row an update; an update that an attempt did again after a crash stands there once. */
    STEPS(
            List.of(
                    "world",
                    "step",
                    Metric.LOSS.toString(),
                    Metric.ERROR.toString(),
                    Metric.SOFT_ERROR.toString(),
                    "rate",
                    "stepNanos",
                    "waitNanos",
                    "timeMicros"),
            List.of("VARCHAR", "BIGINT", "FLOAT", "FLOAT", "FLOAT", "DOUBLE", "BIGINT", "BIGINT", "BIGINT")) {
        @Override
        Reader reader() {
            Map<WorldName, Long> newest = new EnumMap<>(WorldName.class);
            return entry -> {
                if (!(entry.event() instanceof Event.Step s) || s.step() <= newest.getOrDefault(s.world(), 0L)) {
                    return Optional.empty();
                }
                newest.put(s.world(), s.step());
                return Optional.of(List.of(
                        s.world(),
                        s.step(),
                        s.loss(),
                        s.error(),
                        s.softError(),
                        s.rate(),
                        s.stepNanos(),
                        s.waitNanos(),
                        entry.micros()));
            };
        }
    },

    /** A row a score; a score that was logged again after a crash stands there once. */
    SCORES(
            List.of(
                    "world",
                    "step",
                    "set",
                    "evaluator",
                    Metric.SOFT_ERROR.toString(),
                    Metric.ERROR.toString(),
                    Metric.LOSS.toString(),
                    "count",
                    "timeMicros",
                    "calibration"),
            List.of(
                    "VARCHAR", "BIGINT", "VARCHAR", "VARCHAR", "DOUBLE", "DOUBLE", "DOUBLE", "BIGINT", "BIGINT",
                    "DOUBLE")) {
        @Override
        Reader reader() {
            Set<ScoreKey> seen = new HashSet<>();
            return entry -> {
                if (!(entry.event() instanceof Event.Score s) || !seen.add(ScoreKey.of(s))) {
                    return Optional.empty();
                }
                return Optional.of(List.of(
                        s.world(),
                        s.step(),
                        s.set(),
                        s.evaluator(),
                        s.softError(),
                        s.error(),
                        s.loss(),
                        s.count(),
                        entry.micros(),
                        FurtherMetric.CALIBRATION.in(s).orElse(Double.NaN)));
            };
        }
    };

    private final List<String> columns;
    private final List<String> types;

    Table(List<String> columns, List<String> types) {
        this.columns = columns;
        this.types = types;
    }

    /** Reads one run's log, entry by entry. */
    interface Reader {
        /** The row of an entry; empty where the entry has none. */
        Optional<List<? extends @Nullable Object>> row(LogEntry entry);
    }

    /** A reader of one run. */
    abstract Reader reader();

    /** The names of its own columns, which stand between {@code run} and those of the run. */
    List<String> columns() {
        return columns;
    }

    /** The types of its own columns in Parquet. */
    List<String> types() {
        return types;
    }

    /** The name of the table's file, without its ending. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
