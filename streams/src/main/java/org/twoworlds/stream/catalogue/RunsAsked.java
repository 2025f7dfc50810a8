package org.twoworlds.stream.catalogue;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.twoworlds.config.ConfigLoader;
import org.twoworlds.config.RequestException;
import org.twoworlds.config.RunState;
import org.twoworlds.config.WorldName;

/**
 * The runs that a user asks for, and their order: conditions such as {@code n=1000 state=completed model~mcnn}, all of which
 * must hold, and columns such as {@code -started,name} to sort by. {@code ~} means that the column's text contains the value,
 * in any case of letters; {@code cell.KEY} is a key of the run's cell, {@code tag} any of its tags; times are dates or instants of UTC.
 *
 * @param condition the conditions in SQL, with a question mark for each value
 * @param values the values of the question marks
 * @param order the order in SQL
 */
public record RunsAsked(String condition, List<Object> values, String order) {
    private static final Set<String> TEXTS = Set.of(
            "run",
            "name",
            "recipe",
            "sweep",
            "state",
            "message",
            "note",
            "model",
            "data",
            "augment",
            "optimizer",
            "metric",
            "parent",
            WorldName.IDEAL.toString(),
            "version");
    private static final Set<String> NUMBERS = Set.of("n", "batch", "steps", "seed", "rate", "forked", "number");
    private static final Set<String> TIMES = Set.of("started", "ended");
    private static final Pattern FORM = Pattern.compile("([A-Za-z][A-Za-z0-9.]*)(<=|>=|!=|=|~|<|>)(.*)");
    private static final String OLDEST_FIRST = "family, number, run";
    private static final String CELL = "cell.";
    private static final String TAG = "tag";

    /** All runs, oldest first. */
    public static final RunsAsked ALL = new RunsAsked("1", List.of(), OLDEST_FIRST);

    /** The same runs, the newest first. */
    public RunsAsked newestFirst() {
        return new RunsAsked(condition, values, "family DESC, number DESC, run DESC");
    }

    /** The runs of some ids, oldest first. */
    public static RunsAsked ofIds(Collection<String> runs) {
        return among("run", runs);
    }

    /** The runs of some sweeps, oldest first. */
    public static RunsAsked ofSweeps(Collection<String> sweeps) {
        return among("sweep", sweeps);
    }

    /** The runs in a state, oldest first. */
    public static RunsAsked ofState(RunState state) {
        return new RunsAsked("state = ?", List.of(state), OLDEST_FIRST);
    }

    private static RunsAsked among(String column, Collection<String> values) {
        return new RunsAsked(
                column + " IN (SELECT value FROM json_each(?))", List.of(Folding.text(values)), OLDEST_FIRST);
    }

    /**
     * Reads conditions and an order.
     *
     * @param where conditions with spaces between them; empty for all runs
     * @param sort columns with commas between them, a minus before one that falls; empty for the oldest first
     * @throws RequestException naming the condition or the column that is not known
     */
    public static RunsAsked parse(String where, String sort) {
        List<String> conditions = new ArrayList<>();
        List<Object> values = new ArrayList<>();
        for (var word : words(where)) {
            conditions.add(condition(word, values));
        }
        return new RunsAsked(conditions.isEmpty() ? "1" : String.join(" AND ", conditions), values, order(sort));
    }

    private static List<String> words(String text) {
        return Arrays.stream(text.strip().split("\\s+"))
                .filter(w -> !w.isEmpty())
                .toList();
    }

    private static String condition(String word, List<Object> values) {
        var match = FORM.matcher(word);
        if (!match.matches()) {
            throw new RequestException(
                    "condition", word, "have a form such as n=1000, state!=failed or model~mcnn", "quote it");
        }
        var name = match.group(1);
        var sign = match.group(2);
        var value = match.group(3);
        if (name.startsWith(CELL)) {
            values.add(name.substring(CELL.length()));
            return "EXISTS (SELECT 1 FROM cells c WHERE c.run = runs.run AND c.key = ? AND "
                    + compared("c.value", sign, value, values) + ")";
        }
        if (name.equals(TAG)) {
            return tagged(sign, value, values);
        }
        known(name, "column");
        if (TEXTS.contains(name) || sign.equals("~")) {
            return compared("\"" + name + "\"", sign, value, values);
        }
        values.add(NUMBERS.contains(name) ? number(name, value) : micros(name, value));
        return "\"" + name + "\" " + sign + " ?";
    }

    /** A run without a tag has it not: {@code tag!=x} asks for these. */
    private static String tagged(String sign, String value, List<Object> values) {
        var isNegated = sign.equals("!=");
        return (isNegated ? "NOT " : "") + "EXISTS (SELECT 1 FROM tags t WHERE t.run = runs.run AND "
                + compared("t.tag", isNegated ? "=" : sign, value, values) + ")";
    }

    private static String compared(String column, String sign, String value, List<Object> values) {
        values.add(sign.equals("~") ? value.toLowerCase(Locale.ROOT) : value);
        return sign.equals("~") ? "instr(lower(" + column + "), ?) > 0" : column + " " + sign + " ?";
    }

    private static void known(String name, String what) {
        var all = new TreeSet<>(TEXTS);
        all.addAll(NUMBERS);
        all.addAll(TIMES);
        if (!all.contains(name)) {
            throw new RequestException(
                    what,
                    name,
                    "be one of " + String.join(", ", all) + ", tag or cell.KEY",
                    ConfigLoader.nearest(name, List.copyOf(all))
                            .map(n -> "you mean " + n)
                            .orElse(""));
        }
    }

    private static double number(String name, String value) {
        try {
            return Double.parseDouble(value);
        } catch (NumberFormatException e) {
            throw new RequestException(name, value, "be a number", "write it as 1000 or 1e-3");
        }
    }

    private static long micros(String name, String value) {
        try {
            var instant = value.contains("T")
                    ? Instant.parse(value)
                    : LocalDate.parse(value).atStartOfDay(ZoneOffset.UTC).toInstant();
            return instant.toEpochMilli() * 1000;
        } catch (DateTimeException e) {
            throw new RequestException(
                    name, value, "be a date or an instant", "write 2026-11-25 or 2026-11-25T08:00:00Z");
        }
    }

    private static String order(String sort) {
        List<String> columns = new ArrayList<>();
        for (var word : words(sort.replace(',', ' '))) {
            var isFalling = word.startsWith("-");
            var name = isFalling ? word.substring(1) : word;
            known(name, "column to sort by");
            columns.add("\"" + name + "\"" + (isFalling ? " DESC" : ""));
        }
        columns.add(OLDEST_FIRST);
        return String.join(", ", columns);
    }
}
