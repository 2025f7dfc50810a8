package org.twoworlds.stream.statistics;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * The test loss of one-pass learners by their number of samples, each with its own annealed rate: the curve against which
 * learners of several epochs are matched. Losses that rise with samples are noise, and are pooled with their neighbours (isotonic
 * regression); between learners the curve is a line of logarithms.
 *
 * @param samples the numbers of samples, rising: the geometric mean of each pool
 * @param losses the losses there, falling
 */
public record OnePassCurve(List<Double> samples, List<Double> losses) {
    private record Pool(double logSamples, double logLoss, int learners) {
        Pool with(Pool next) {
            var all = learners + next.learners;
            return new Pool(
                    (logSamples * learners + next.logSamples * next.learners) / all,
                    (logLoss * learners + next.logLoss * next.learners) / all,
                    all);
        }
    }

    /**
     * The curve through learners.
     *
     * @param samples the learners' numbers of samples, in any order
     * @param losses their test losses, above 0
     */
    public static OnePassCurve of(double[] samples, double[] losses) {
        List<Pool> pools = new ArrayList<>();
        IntStream.range(0, samples.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> samples[i]))
                .forEach(i -> {
                    var pool = new Pool(Math.log(samples[i]), Math.log(losses[i]), 1);
                    while (!pools.isEmpty() && pools.get(pools.size() - 1).logLoss() <= pool.logLoss()) {
                        pool = pools.remove(pools.size() - 1).with(pool);
                    }
                    pools.add(pool);
                });
        return new OnePassCurve(
                pools.stream().map(p -> Math.exp(p.logSamples())).toList(),
                pools.stream().map(p -> Math.exp(p.logLoss())).toList());
    }

    /** The number of samples with which a one-pass learner has a loss; empty beyond the learners that there are. */
    public OptionalDouble matching(double loss) {
        for (var i = 1; i < samples.size(); i++) {
            if (losses.get(i) <= loss && loss <= losses.get(i - 1)) {
                var share = Math.log(loss / losses.get(i - 1)) / Math.log(losses.get(i) / losses.get(i - 1));
                return OptionalDouble.of(samples.get(i - 1) * Math.pow(samples.get(i) / samples.get(i - 1), share));
            }
        }
        return OptionalDouble.empty();
    }
}
