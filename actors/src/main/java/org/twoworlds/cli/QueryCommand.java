package org.twoworlds.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.twoworlds.api.Json;
import org.twoworlds.config.RequestException;
import org.twoworlds.stream.catalogue.QueryAnswer;
import org.twoworlds.stream.export.Csv;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code query}: a question in SQL about all runs. */
@Command(
        name = "query",
        description = {
            "Answers a question in SQL about all runs: tables runs, cells, worlds, scores, gaps, stoppingTimes, checkpoints,",
            "evaluators and attempts of catalogue.db, which streams/README.md describes. Nothing can be changed by it."
        })
final class QueryCommand implements Callable<Integer> {
    private static final int WIDEST = 60;

    @Parameters(paramLabel = "SQL", description = "such as \"SELECT run, step FROM stoppingTimes ORDER BY step\"")
    private String sql = "";

    @Option(names = "--csv", description = "print comma-separated values with a head")
    private boolean csv;

    @Option(names = "--limit-seconds", paramLabel = "S", description = "give up after so long (default: 60)")
    private int seconds = 60;

    @Mixin
    private JsonOption json = new JsonOption();

    @Mixin
    private HomeOption home = new HomeOption();

    @Override
    public Integer call() {
        if (csv && json.isSet()) {
            throw new RequestException("form", "--csv --json", "be one of both", "leave one out");
        }
        if (seconds < 1) {
            throw new RequestException("limit-seconds", seconds, "be at least 1", "leave it out");
        }
        try (var catalogue = HomeCatalogue.open(home.home())) {
            var answer = catalogue.query(sql, Duration.ofSeconds(seconds));
            if (json.isSet()) {
                Json.print(answer.rows().stream()
                        .map(row -> object(answer.columns(), row))
                        .toList());
            } else if (csv) {
                Json.out().println(Csv.line(answer.columns()));
                answer.rows().forEach(row -> Json.out().println(Csv.line(row)));
            } else {
                table(answer);
            }
        }
        return 0;
    }

    private static Map<String, @Nullable Object> object(List<String> columns, List<@Nullable Object> row) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        for (var i = 0; i < columns.size(); i++) {
            object.put(columns.get(i), row.get(i));
        }
        return object;
    }

    private static void table(QueryAnswer answer) {
        List<List<String>> lines = new ArrayList<>(List.of(answer.columns()));
        answer.rows()
                .forEach(row -> lines.add(row.stream().map(QueryCommand::shown).toList()));
        var widths = new int[answer.columns().size()];
        for (var line : lines) {
            for (var i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], line.get(i).length());
            }
        }
        for (var line : lines) {
            var text = new StringBuilder();
            for (var i = 0; i < widths.length; i++) {
                text.append(line.get(i))
                        .append(" ".repeat(widths[i] - line.get(i).length() + 2));
            }
            Json.out().println(text.toString().stripTrailing());
        }
    }

    private static String shown(@Nullable Object value) {
        var text = value == null ? "" : value.toString().replaceAll("\\s+", " ");
        return text.length() <= WIDEST ? text : text.substring(0, WIDEST - 1) + "…";
    }
}
