package org.twoworlds.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.LongStream;

/**
 * The combinations of a configuration's lists: a key whose value is a list where one value belongs, {@code 0..9} where a
 * number belongs, and {@code cases}, a list of blocks each of which sets several keys together.
 */
final class Grid {
    static final String CASES = "cases";
    private static final Pattern RANGE = Pattern.compile("([0-9]{1,9})\\.\\.([0-9]{1,9})");
    private static final int MOST_POINTS = 10_000;

    /** One combination of the lists' values. */
    record Point(Config config, Map<String, String> varied) {}

    private final Config reference;
    private final List<Problem> problems;

    Grid(Config reference, List<Problem> problems) {
        this.reference = reference;
        this.problems = problems;
    }

    /** All combinations; the configuration itself where it has no list. */
    List<Point> points(Config written) {
        Map<String, List<ConfigValue>> axes = new TreeMap<>();
        written.withoutPath(CASES).entrySet().forEach(e -> {
            var values = values(e.getKey(), e.getValue());
            if (!values.isEmpty()) {
                axes.put(e.getKey(), values);
            }
        });
        List<Point> points = new ArrayList<>();
        points.addAll(cases(written));
        for (var axis : axes.entrySet()) {
            List<Point> wider = new ArrayList<>();
            if ((long) points.size() * axis.getValue().size() > MOST_POINTS) {
                problems.add(problem(
                        axis.getKey(),
                        written.getValue(axis.getKey()),
                        "make at most " + MOST_POINTS + " experiments"));
                return points;
            }
            for (var point : points) {
                for (var value : axis.getValue()) {
                    Map<String, String> varied = new LinkedHashMap<>(point.varied());
                    varied.put(axis.getKey(), String.valueOf(value.unwrapped()));
                    wider.add(new Point(point.config().withValue(axis.getKey(), value), varied));
                }
            }
            points = wider;
        }
        return points;
    }

    private List<Point> cases(Config written) {
        if (!written.hasPath(CASES)) {
            return List.of(new Point(written, Map.of()));
        }
        List<Point> points = new ArrayList<>();
        var base = written.withoutPath(CASES);
        if (!(written.getValue(CASES) instanceof ConfigList list) || list.isEmpty()) {
            problems.add(problem(CASES, written.getValue(CASES), "be a list of blocks"));
            return List.of(new Point(base, Map.of()));
        }
        for (var each : list) {
            if (each instanceof ConfigObject block && !block.isEmpty()) {
                Map<String, String> varied = new TreeMap<>();
                block.toConfig()
                        .entrySet()
                        .forEach(e -> varied.put(
                                e.getKey(), String.valueOf(e.getValue().unwrapped())));
                points.add(new Point(block.toConfig().withFallback(base), varied));
            } else {
                problems.add(problem(CASES, each, "be a list of blocks"));
            }
        }
        return points;
    }

    private List<ConfigValue> values(String key, ConfigValue value) {
        if (!reference.hasPath(key) || reference.getValue(key) instanceof ConfigList) {
            return List.of();
        }
        if (value instanceof ConfigList list) {
            if (list.isEmpty()) {
                problems.add(problem(key, value, "hold at least one value"));
            }
            return List.copyOf(list);
        }
        var range = RANGE.matcher(String.valueOf(value.unwrapped()));
        if (!(reference.getValue(key).unwrapped() instanceof Number) || !range.matches()) {
            return List.of();
        }
        var first = Long.parseLong(range.group(1));
        var last = Long.parseLong(range.group(2));
        if (last < first || last - first >= MOST_POINTS) {
            problems.add(problem(key, value, "count up, by less than " + MOST_POINTS));
            return List.of();
        }
        return LongStream.rangeClosed(first, last)
                .<ConfigValue>mapToObj(ConfigValueFactory::fromAnyRef)
                .toList();
    }

    private static Problem problem(String key, ConfigValue value, String rule) {
        return new Problem(
                Keys.place(value.origin()),
                "key " + key,
                String.valueOf(value.unwrapped()),
                rule,
                "see reference.conf");
    }
}
