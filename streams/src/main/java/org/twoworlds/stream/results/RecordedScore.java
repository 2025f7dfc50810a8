package org.twoworlds.stream.results;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.twoworlds.config.Metric;
import org.twoworlds.config.ScoredSet;
import org.twoworlds.config.WorldName;
import org.twoworlds.stream.export.Parquet;

/**
 * A score as {@code scores.parquet} has it. A number that was not measured is NaN.
 *
 * @param run the run's id
 * @param step the step of the checkpoint that was scored
 * @param set the samples on which it was scored
 * @param count the number of samples
 */
public record RecordedScore(
        String run,
        WorldName world,
        long step,
        ScoredSet set,
        String evaluator,
        double softError,
        double error,
        double loss,
        long count) {
    /** Reads the scores of a file. */
    static List<RecordedScore> read(Path file) {
        var metrics = List.of(Metric.SOFT_ERROR.toString(), Metric.ERROR.toString(), Metric.LOSS.toString());
        List<String> columns = new ArrayList<>(List.of("run", "world", "step", "set", "evaluator", "count"));
        columns.addAll(metrics);
        List<RecordedScore> scores = new ArrayList<>();
        Parquet.read(file, columns, row -> {
            var numbers = new double[metrics.size()];
            for (var i = 0; i < numbers.length; i++) {
                var number = row.getDouble(metrics.get(i));
                numbers[i] = row.wasNull() ? Double.NaN : number;
            }
            scores.add(new RecordedScore(
                    row.getString("run"),
                    WorldName.of(row.getString("world")),
                    row.getLong("step"),
                    ScoredSet.of(row.getString("set")),
                    row.getString("evaluator"),
                    numbers[0],
                    numbers[1],
                    numbers[2],
                    row.getLong("count")));
        });
        return scores;
    }
}
