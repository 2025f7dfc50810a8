package org.twoworlds.stream.results;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.twoworlds.config.FailureException;

/** The table of the claims that were predicted and measured, over the folders beside each other: {@code README.md}. */
final class ResultsTable {
    private ResultsTable() {}

    /**
     * The table of a folder of results.
     *
     * @throws FailureException where one of them cannot be read
     */
    static String text(Path results) throws IOException {
        var table = new StringBuilder(ResultFiles.MADE)
                .append("\n\n# Results\n\n")
                .append(
                        "What each recipe predicted before it was run, with the verdicts: by intervals of 95 % over seeds, a null beside them.\n")
                .append(
                        "A verdict is OPEN where the interval does not say. Each document has the claims that were measured besides.\n\n");
        table.append(Markdown.row(List.of(
                        "recipe",
                        "claim",
                        "setting",
                        "verdict",
                        "estimate",
                        "null",
                        "seeds",
                        "predicted",
                        "came true")))
                .append('\n');
        table.append(Markdown.row(List.of("---", "---", "---", "---", "---", "---", "---", "---", "---")))
                .append('\n');
        for (var folder : folders(results)) {
            for (var claim : claims(folder)) {
                if (claim.path("expected").isTextual()) {
                    table.append(row(folder.name(), claim)).append('\n');
                }
            }
        }
        return table.toString();
    }

    private static List<ResultFiles> folders(Path results) throws IOException {
        try (var files = Files.list(results)) {
            return files.map(ResultFiles::new)
                    .filter(f -> Files.isRegularFile(f.file(ResultFiles.CLAIMS))
                            && Files.isRegularFile(f.file(ResultFiles.PAGE)))
                    .sorted((a, b) -> a.name().compareTo(b.name()))
                    .toList();
        }
    }

    private static JsonNode claims(ResultFiles folder) {
        try {
            var claims = RunRecord.JSON.readTree(folder.file(ResultFiles.CLAIMS).toFile());
            if (claims.isArray()) {
                return claims;
            }
        } catch (IOException e) {
            // Said below.
        }
        throw new FailureException(
                "file",
                folder.file(ResultFiles.CLAIMS),
                "hold a list of claims, for the table of all results",
                "make it anew by twoworlds results");
    }

    private static String row(String recipe, JsonNode claim) {
        var interval = Markdown.interval(number(claim, "low"), number(claim, "high"));
        return Markdown.row(List.of(
                "[" + recipe + "](" + recipe + "/" + ResultFiles.PAGE + ")",
                claim.path("name").asText(),
                claim.path("of").asText(),
                claim.path("verdict").asText(),
                Markdown.number(number(claim, "estimate")) + (interval.length() > 1 ? " " + interval : ""),
                Markdown.number(number(claim, "null")),
                claim.path("seeds").asText(),
                claim.path("expected").asText(),
                claim.path("cameTrue").asText()));
    }

    private static double number(JsonNode claim, String key) {
        return claim.path(key).asDouble(Double.NaN);
    }
}
