package org.twoworlds.stream.seeds;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.twoworlds.config.Metric;
import org.twoworlds.config.ScoredSet;
import org.twoworlds.config.WorldName;
import org.twoworlds.stream.analysis.SampleScores;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.statistics.TestShare;

/**
 * The test sample's share of the variance of a mean bootstrap error, from the kept outcomes of single samples. Those are named
 * by their digests, so that a share which was computed once is known. Thread-safe.
 */
final class TestShares {
    private static final int MOST_KEPT = 20_000;

    private static final Map<List<String>, TestShare> KEPT = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<List<String>, TestShare> eldest) {
            return size() > MOST_KEPT;
        }
    };

    private TestShares() {}

    private record Pair(SeedRun run, Event.Score real, Event.Score ideal) {
        Optional<double[]> differences() {
            var a = SampleScores.outcomes(run.folder(), real, run.metric());
            var b = SampleScores.outcomes(run.folder(), ideal, run.metric());
            if (a.isEmpty() || b.isEmpty() || a.get().length != b.get().length || a.get().length < 2) {
                return Optional.empty();
            }
            var all = a.get();
            for (var i = 0; i < all.length; i++) {
                all[i] -= b.get()[i];
            }
            return Optional.of(all);
        }
    }

    /** The share in the mean of seeds, each near a step of its own; {@link TestShare#NONE} where outcomes are not kept. */
    static TestShare of(List<SeedRun> seeds, List<Long> steps) {
        List<Pair> pairs = new ArrayList<>();
        List<String> key = new ArrayList<>();
        for (var s = 0; s < seeds.size(); s++) {
            var pair = nearest(seeds.get(s), steps.get(s))
                    .filter(p -> !p.real().file().isEmpty() && !p.ideal().file().isEmpty());
            if (pair.isEmpty()) {
                return TestShare.NONE;
            }
            pairs.add(pair.get());
            key.add(pair.get().real().sha256());
            key.add(pair.get().ideal().sha256());
        }
        key.add(seeds.stream()
                .map(SeedRun::metric)
                .map(Metric::toString)
                .findFirst()
                .orElse(""));
        synchronized (KEPT) {
            var kept = KEPT.get(key);
            if (kept != null) {
                return kept;
            }
        }
        var share = share(pairs);
        synchronized (KEPT) {
            KEPT.put(key, share);
        }
        return share;
    }

    private static TestShare share(List<Pair> pairs) {
        var values = new double[pairs.size()][];
        for (var s = 0; s < values.length; s++) {
            var differences = pairs.get(s).differences();
            if (differences.isEmpty() || s > 0 && differences.get().length != values[0].length) {
                return TestShare.NONE;
            }
            values[s] = differences.get();
        }
        return TestShare.of(values);
    }

    private static Optional<Pair> nearest(SeedRun run, long step) {
        var real = run.curves().curve(WorldName.REAL, ScoredSet.TEST);
        var ideal = run.curves().curve(WorldName.IDEAL, ScoredSet.TEST);
        return real.keySet().stream()
                .filter(ideal::containsKey)
                .min(Comparator.comparingLong(s -> Math.abs(s - step)))
                .map(s -> new Pair(run, real.get(s), ideal.get(s)));
    }
}
