package org.twoworlds.stream.analysis;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.twoworlds.config.WorldName;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.LogReader;
import org.twoworlds.stream.log.RunFolder;

/**
 * The differences of two runs: of their configurations, and of their results.
 *
 * @param settings the keys of the configuration that differ, with the values of both
 * @param steps the number of updates that both logged
 * @param firstStep the first update, by step, that saw another batch or had another outcome; empty for none
 * @param scores the number of scores that both have
 * @param firstScore the first score that differs; empty for none
 * @param digests the worlds whose final weights differ, with both digests
 */
public record Differences(
        Map<String, List<String>> settings,
        long steps,
        Optional<String> firstStep,
        long scores,
        Optional<String> firstScore,
        Map<String, List<String>> digests) {
    /** Compares two runs. */
    public static Differences of(RunFolder a, RunFolder b) {
        var viewA = RunView.ofPair(a);
        var viewB = RunView.ofPair(b);
        var stepsA = steps(a);
        var stepsB = steps(b);
        var common = stepsA.entrySet().stream()
                .filter(e -> stepsB.containsKey(e.getKey()))
                .toList();
        var scoresA = scores(viewA);
        var scoresB = scores(viewB);
        Map<String, List<String>> digests = new TreeMap<>();
        for (var world : viewA.worlds()) {
            var first = digest(viewA, world);
            var second = digest(viewB, world);
            if (!first.equals(second)) {
                digests.put(world.toString(), List.of(first, second));
            }
        }
        return new Differences(
                settings(viewA, viewB),
                common.size(),
                common.stream()
                        .filter(e -> !e.getValue().equals(stepsB.get(e.getKey())))
                        .findFirst()
                        .map(e -> e.getKey().world() + " step " + e.getKey().step() + ": " + e.getValue() + ", against "
                                + stepsB.get(e.getKey())),
                scoresA.keySet().stream().filter(scoresB::containsKey).count(),
                scoresA.entrySet().stream()
                        .filter(e ->
                                scoresB.containsKey(e.getKey()) && !e.getValue().equals(scoresB.get(e.getKey())))
                        .findFirst()
                        .map(e -> e.getKey().world() + " step " + e.getKey().step() + " on "
                                + e.getKey().set() + ": " + e.getValue() + ", against " + scoresB.get(e.getKey())),
                digests);
    }

    /** Whether the results of both are equal, as far as both went. */
    public boolean none() {
        return firstStep.isEmpty() && firstScore.isEmpty() && digests.isEmpty();
    }

    private record Place(long step, WorldName world) implements Comparable<Place> {
        @Override
        public int compareTo(Place other) {
            var byStep = Long.compare(step, other.step);
            return byStep != 0 ? byStep : world.toString().compareTo(other.world.toString());
        }
    }

    private record StepOutcome(float loss, float error, float softError, double rate, long batch) {
        @Override
        public String toString() {
            return "loss %s, error %s, softError %s, rate %s, batch %016x"
                    .formatted(loss, error, softError, rate, batch);
        }
    }

    private static Map<Place, StepOutcome> steps(RunFolder run) {
        Map<Place, StepOutcome> steps = new TreeMap<>();
        try (var reader = new LogReader(run.log(), 0)) {
            for (var next = reader.next(); next.isPresent(); next = reader.next()) {
                if (next.get().event() instanceof Event.Step s) {
                    steps.putIfAbsent(
                            new Place(s.step(), s.world()),
                            new StepOutcome(s.loss(), s.error(), s.softError(), s.rate(), s.hash()));
                }
            }
        }
        return steps;
    }

    private static Map<ScoreKey, List<Double>> scores(RunView view) {
        Map<ScoreKey, List<Double>> scores = new HashMap<>();
        view.scores().forEach(s -> scores.put(ScoreKey.of(s), List.of(s.softError(), s.error(), s.loss())));
        return scores.entrySet().stream()
                .sorted(Map.Entry.comparingByKey((x, y) -> Long.compare(x.step(), y.step())))
                .collect(Collectors.toMap(
                        Map.Entry::getKey, Map.Entry::getValue, (x, y) -> x, java.util.LinkedHashMap::new));
    }

    private static String digest(RunView view, WorldName world) {
        return view.world(world).ended().map(Event.WorldEnded::digest).orElse("none");
    }

    /** The keys of the configuration in which two runs differ, with the values of both. */
    public static Map<String, List<String>> settings(RunView a, RunView b) {
        Map<String, List<String>> settings = new TreeMap<>();
        var first = a.config().raw();
        var second = b.config().raw();
        Stream.concat(first.entrySet().stream(), second.entrySet().stream())
                .map(Map.Entry::getKey)
                .distinct()
                .forEach(key -> {
                    var x = first.hasPath(key)
                            ? String.valueOf(first.getValue(key).unwrapped())
                            : "";
                    var y = second.hasPath(key)
                            ? String.valueOf(second.getValue(key).unwrapped())
                            : "";
                    if (!x.equals(y)) {
                        settings.put(key, List.of(x, y));
                    }
                });
        return settings;
    }
}
