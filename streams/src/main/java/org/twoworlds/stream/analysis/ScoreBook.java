package org.twoworlds.stream.analysis;

import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.twoworlds.config.ScoredSet;
import org.twoworlds.config.WorldName;
import org.twoworlds.stream.log.Event;

/** The book of a run's scores, and of those on which evaluators gave up: a fold of these events alone. Not thread-safe. */
final class ScoreBook {
    private final Map<ScoreKey, Event.Score> scores = new LinkedHashMap<>();
    private final Map<ScoreKey, Event.Missing> missing = new LinkedHashMap<>();
    private final Set<Judged> judged = new HashSet<>();

    /** A checkpoint that an evaluator has scored, or given up on, on any set. */
    private record Judged(String evaluator, WorldName world, long step) {}

    void add(Event.Score score) {
        scores.putIfAbsent(ScoreKey.of(score), score);
        judged.add(new Judged(score.evaluator(), score.world(), score.step()));
        missing.remove(ScoreKey.of(score));
    }

    void add(Event.Missing event) {
        missing.put(ScoreKey.of(event), event);
        judged.add(new Judged(event.evaluator(), event.world(), event.step()));
    }

    Collection<Event.Score> scores() {
        return scores.values();
    }

    Set<ScoreKey> keys() {
        return scores.keySet();
    }

    Collection<Event.Missing> missing() {
        return missing.values();
    }

    boolean isSettled(ScoreKey key) {
        return scores.containsKey(key) || missing.containsKey(key);
    }

    boolean isScored(ScoreKey key) {
        return scores.containsKey(key);
    }

    boolean isJudged(String evaluator, WorldName world, long step) {
        return judged.contains(new Judged(evaluator, world, step));
    }

    TreeMap<Long, Event.Score> curve(String evaluator, WorldName world, ScoredSet set) {
        var curve = new TreeMap<Long, Event.Score>();
        scores.values().stream()
                .filter(s -> s.evaluator().equals(evaluator)
                        && s.world() == world
                        && s.set().equals(set))
                .forEach(s -> curve.put(s.step(), s));
        return curve;
    }
}
