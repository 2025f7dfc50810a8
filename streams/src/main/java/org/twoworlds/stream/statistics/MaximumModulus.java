package org.twoworlds.stream.statistics;

import java.util.LinkedHashMap;
import java.util.Map;
import org.hipparchus.distribution.continuous.ChiSquaredDistribution;
import org.hipparchus.special.Erf;

/**
 * The bound on the largest distance of several means from their truths, in units of the largest of their standard errors: the
 * factor c with P(max |mean − truth| ≤ c · max standard error) ≥ 1 − α whatever the correlation of the means.
 *
 * <p>For k independent groups of equal variance, each of means that move as one, the probability is
 * ∫ (2Φ(cx) − 1)^k dF(x)^k, F being the distribution of √(χ²(ν)/ν). The factor is the largest that any k from 1 to the number of
 * means needs: k = 1, Student's t, where ν is small, and many where it is large, as in the studentized maximum modulus (Stoline
 * and Ury 1979, Technometrics 21, p. 87) with the largest variance in place of the pooled one. With the largest variance,
 * errors that differ between means do not make the bound too short; a simulation shows that no correlation does either.
 */
final class MaximumModulus {
    private static final int GRID_CELLS = 600;
    private static final int HALVINGS = 40;
    private static final double MOST_FACTOR = 1000;
    private static final double TAIL_PROBABILITY = 1e-9;

    private static final int MOST_KEPT = 512;

    /** The factors that were asked for last: each takes tens of milliseconds, and figures ask for the same ones again. */
    private static final Map<Asked, Double> KEPT = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Asked, Double> eldest) {
            return size() > MOST_KEPT;
        }
    };

    private MaximumModulus() {}

    private record Asked(double freedom, int means, double alpha) {}

    /**
     * The factor c.
     *
     * @param freedom ν of each mean's variance, at most 10,000
     * @param means the number of means
     * @param alpha the probability with which the largest distance may be greater
     */
    static double factor(double freedom, int means, double alpha) {
        var asked = new Asked(freedom, means, alpha);
        synchronized (KEPT) {
            var kept = KEPT.get(asked);
            if (kept != null) {
                return kept;
            }
        }
        var factor = computed(asked);
        synchronized (KEPT) {
            KEPT.put(asked, factor);
        }
        return factor;
    }

    private static double computed(Asked asked) {
        var freedom = asked.freedom();
        var chi = new ChiSquaredDistribution(freedom);
        var end = Math.sqrt(chi.inverseCumulativeProbability(1 - TAIL_PROBABILITY) / freedom);
        var begin = Math.sqrt(chi.inverseCumulativeProbability(TAIL_PROBABILITY) / freedom);
        var middle = new double[GRID_CELLS];
        var below = new double[GRID_CELLS + 1];
        for (var i = 0; i <= GRID_CELLS; i++) {
            var x = begin + (end - begin) * i / GRID_CELLS;
            below[i] = chi.cumulativeProbability(x * x * freedom);
            if (i < GRID_CELLS) {
                middle[i] = x + (end - begin) / GRID_CELLS / 2;
            }
        }
        var low = 0.0;
        var high = MOST_FACTOR;
        for (var h = 0; h < HALVINGS; h++) {
            var c = (low + high) / 2;
            if (leastCoverage(c, asked.means(), middle, below) < 1 - asked.alpha()) {
                low = c;
            } else {
                high = c;
            }
        }
        return high;
    }

    private static double leastCoverage(double c, int means, double[] middle, double[] below) {
        var inside = new double[GRID_CELLS];
        for (var i = 0; i < GRID_CELLS; i++) {
            inside[i] = Erf.erf(c * middle[i] / Math.sqrt(2));
        }
        var least = 1.0;
        for (var k = 1; k <= means; k = Math.max(k + 1, Math.min(means, k * 3 / 2))) {
            var coverage = 0.0;
            for (var i = 0; i < GRID_CELLS; i++) {
                coverage += Math.pow(inside[i], k) * (Math.pow(below[i + 1], k) - Math.pow(below[i], k));
            }
            least = Math.min(least, coverage);
        }
        return least;
    }
}
