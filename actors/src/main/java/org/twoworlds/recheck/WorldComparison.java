package org.twoworlds.recheck;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.twoworlds.config.Metric;
import org.twoworlds.config.WorldName;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.results.RecordedResults;
import org.twoworlds.stream.results.RecordedScore;
import org.twoworlds.stream.results.RunRecord;
import org.twoworlds.stream.results.WorldRecord;

/** The comparison of a world that is trained again with its record, update by update. */
final class WorldComparison {
    private final String run;
    private final WorldName world;
    private final WorldRecord recorded;
    private final TreeMap<Long, Float> recordedLosses;
    private final Map<Long, List<RecordedScore>> recordedScores;
    private final boolean hasSameScorer;
    private final List<ComparedWorld.Apart> trail = new ArrayList<>();
    private List<ComparedWorld.ScoreApart> last = List.of();
    private Optional<String> first = Optional.empty();
    private long updates;
    private long losses;
    private long digests;
    private long scores;
    private double largest;
    private double largestRelative;
    private double firstRelative;

    /**
     * A comparison that begins.
     *
     * @param hasSameScorer whether scores have to be the same bits: they come from the same build of ONNX Runtime
     */
    WorldComparison(RunRecord record, WorldName world, RecordedResults results, boolean hasSameScorer) {
        run = record.id();
        this.world = world;
        this.hasSameScorer = hasSameScorer;
        recorded = record.worlds().get(world);
        recordedLosses = results.losses().of(run, world);
        recordedScores = results.scoresOf(run).stream()
                .filter(s -> s.world() == world && s.evaluator().equals(RunView.OWN_EVALUATOR))
                .sorted(Comparator.comparing(s -> s.set().toString()))
                .collect(Collectors.groupingBy(RecordedScore::step));
    }

    /** Trains on by an update, and compares. */
    void update(Retraining training) {
        var loss = training.update();
        updates++;
        var named = recordedLosses.get(updates);
        if (named != null) {
            losses++;
            loss(loss, named);
        }
        weights(training);
    }

    private void loss(float here, float there) {
        var isSame =
                Float.isFinite(here) ? Float.floatToIntBits(here) == Float.floatToIntBits(there) : Float.isNaN(there);
        if (!isSame) {
            differs("the loss of update %d is %s, recorded %s", updates, here, there);
            var apart = Math.abs((double) here - there);
            var relative = apart / Math.abs((double) there);
            largest = larger(largest, apart);
            largestRelative = larger(largestRelative, relative);
            firstRelative = updates == 1 ? larger(0, relative) : firstRelative;
        }
        if (Long.bitCount(updates) == 1 || updates == recorded.steps()) {
            trail.add(new ComparedWorld.Apart(updates, isSame ? 0 : (double) here - there));
        }
    }

    /** The larger of two differences, of which one to something that is not finite is the largest. */
    private static double larger(double one, double other) {
        return Double.isFinite(other) ? Math.max(one, other) : Double.POSITIVE_INFINITY;
    }

    /** Compares the digest and the scores of the weights as they are now, where they are recorded. */
    void weights(Retraining training) {
        recorded.digest(updates).ifPresent(named -> {
            digests++;
            var here = training.digest();
            if (!here.equals(named)) {
                differs("the digest of the weights at step %d is %s, recorded %s", updates, here, named);
            }
        });
        List<ComparedWorld.ScoreApart> apart = new ArrayList<>();
        for (var score : recordedScores.getOrDefault(updates, List.of())) {
            training.score(score.set()).ifPresent(here -> {
                scores++;
                compare(score, Metric.SOFT_ERROR, here.softError(), score.softError(), apart);
                compare(score, Metric.ERROR, here.error(), score.error(), apart);
                compare(score, Metric.LOSS, here.loss(), score.loss(), apart);
            });
        }
        last = apart.isEmpty() ? last : apart;
    }

    private void compare(
            RecordedScore score, Metric metric, double here, double there, List<ComparedWorld.ScoreApart> apart) {
        var isSame = Double.isFinite(here) ? here == there : Double.isNaN(there);
        if (!isSame && hasSameScorer) {
            differs("%s on %s at step %d is %s, recorded %s", metric, score.set(), updates, here, there);
        }
        if (Double.isFinite(here) || Double.isFinite(there)) {
            // A mean of numbers between 0 and 1 has at most this variance.
            var variance = metric == Metric.LOSS ? Double.NaN : there * (1 - there) / score.count();
            apart.add(new ComparedWorld.ScoreApart(
                    updates, score.set(), metric.toString(), isSame ? 0 : here - there, Math.sqrt(variance)));
        }
    }

    private void differs(String words, Object... values) {
        if (first.isEmpty()) {
            first = Optional.of(String.format(Locale.ROOT, words, values));
        }
    }

    ComparedWorld compared() {
        return new ComparedWorld(
                run,
                world,
                updates,
                recorded.steps(),
                losses,
                digests,
                scores,
                first,
                largest,
                largestRelative,
                firstRelative,
                List.copyOf(trail),
                last);
    }
}
