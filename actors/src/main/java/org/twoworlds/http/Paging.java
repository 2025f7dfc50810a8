package org.twoworlds.http;

import akka.http.javadsl.model.Query;
import java.util.List;
import java.util.Optional;
import org.twoworlds.config.RequestException;
import org.twoworlds.stream.catalogue.RunsAsked;

/**
 * The part of a long list for which a request asks.
 *
 * @param asked which runs, in which order: the newest first where none is given
 * @param limit the most lines
 * @param after the last line of the page before; empty for the first page
 */
record Paging(RunsAsked asked, int limit, String after) {
    private static final int LINES = 50;
    private static final int MOST_LINES = 1_000;
    private static final int MOST_CONDITIONS = 30;
    private static final List<String> KEYS = List.of("where", "sort", "limit", "after");

    /** Reads a query; empty where it asks for no part. */
    static Optional<Paging> of(Query query) {
        if (KEYS.stream().noneMatch(key -> query.get(key).isPresent())) {
            return Optional.empty();
        }
        var where = query.get("where").orElse("");
        var sort = query.get("sort").orElse("");
        if (where.strip().split("\\s+").length > MOST_CONDITIONS) {
            throw new RequestException(
                    "where", Answers.shown(where), "have at most " + MOST_CONDITIONS + " conditions", "ask for less");
        }
        var asked = RunsAsked.parse(where, sort);
        return Optional.of(new Paging(
                sort.isBlank() ? asked.newestFirst() : asked,
                limit(query.get("limit").orElse(Integer.toString(LINES)), MOST_LINES),
                query.get("after").orElse("")));
    }

    /** Reads how many lines are asked for, of at most so many. */
    static int limit(String text, int most) {
        var limit = text.matches("[0-9]{1,6}") ? Integer.parseInt(text) : 0;
        if (limit < 1 || limit > most) {
            throw new RequestException(
                    "limit", Answers.shown(text), "be at least 1 and at most " + most, "leave it out");
        }
        return limit;
    }
}
