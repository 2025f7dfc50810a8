package org.twoworlds.stream.statistics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.twoworlds.model.random.Draws;

/**
 * The components of the variance of one number over a full cross of random factors, such as seeds, with one value in each
 * cell: of each factor, of each interaction, and of the rest, which is the interaction of all. By the analysis of variance:
 * with MS the mean square of an effect S and n the numbers of levels, the component is the sum over T ⊇ S of (−1)^(|T| −
 * |S|)·MS(T), divided by the product of n over the factors outside S (Searle, Casella, McCulloch, Variance Components, 1992,
 * chapter 4).
 *
 * @param components the components, main effects first, each at least 0, with its generalized confidence interval:
 *     percentiles of the same sum with SS/χ² in place of MS (Weerahandi, Journal of the American Statistical Association 88,
 *     1993)
 */
public record VarianceComponents(List<Component> components) {
    private static final int DRAWS = 2_000;

    public VarianceComponents {
        components = List.copyOf(components);
    }

    /**
     * The component of one effect.
     *
     * @param effect the factors' names, joined by ×
     * @param freedom the degrees of freedom of the effect's mean square
     * @param variance the component of the variance
     */
    public record Component(String effect, int freedom, Interval variance) {}

    /**
     * The components of values.
     *
     * @param factors the names of the factors
     * @param levels the number of levels of each factor, at least 2
     * @param values the values, one of each cell, the last factor varying fastest
     * @param alpha one minus the level of the intervals, such as 0.05
     */
    public static VarianceComponents of(List<String> factors, int[] levels, double[] values, double alpha) {
        var cells = Arrays.stream(levels).reduce(1, Math::multiplyExact);
        if (levels.length != factors.size()
                || values.length != cells
                || Arrays.stream(levels).anyMatch(n -> n < 2)) {
            throw new IllegalArgumentException("a full cross has one value a cell, and two levels a factor");
        }
        var effects = 1 << levels.length;
        var squares = new double[effects];
        var freedom = new int[effects];
        for (var effect = 1; effect < effects; effect++) {
            squares[effect] = sumOfSquares(levels, values, effect);
            freedom[effect] = freedom(levels, effect);
        }
        var drawn = drawn(squares, freedom);
        var names = IntStream.range(1, effects)
                .boxed()
                .sorted((a, b) -> Integer.compare(Integer.bitCount(a), Integer.bitCount(b)))
                .toList();
        List<Component> components = new ArrayList<>();
        for (int effect : names) {
            var mean = new double[effects];
            Arrays.setAll(mean, e -> e == 0 ? 0 : squares[e] / freedom[e]);
            var estimate = component(levels, mean, effect);
            var draws = Arrays.stream(drawn)
                    .mapToDouble(means -> component(levels, means, effect))
                    .sorted()
                    .toArray();
            var tail = (int) Math.floor(alpha / 2 * draws.length);
            components.add(new Component(
                    name(factors, effect),
                    freedom[effect],
                    new Interval(
                            Math.max(0, estimate),
                            Math.max(0, draws[tail]),
                            Math.max(0, draws[draws.length - 1 - tail]))));
        }
        return new VarianceComponents(components);
    }

    private static String name(List<String> factors, int effect) {
        return IntStream.range(0, factors.size())
                .filter(i -> (effect >> i & 1) == 1)
                .mapToObj(factors::get)
                .collect(Collectors.joining(" × "));
    }

    private static int freedom(int[] levels, int effect) {
        return IntStream.range(0, levels.length)
                .filter(i -> (effect >> i & 1) == 1)
                .map(i -> levels[i] - 1)
                .reduce(1, Math::multiplyExact);
    }

    /** The sum over all cells of the squared effect: each factor of the effect less its mean, each other factor averaged out. */
    private static double sumOfSquares(int[] levels, double[] values, int effect) {
        var left = values.clone();
        var stride = values.length;
        for (var i = 0; i < levels.length; i++) {
            stride /= levels[i];
            var keeps = (effect >> i & 1) == 1;
            for (var cell = 0; cell < left.length; cell++) {
                if (cell / stride % levels[i] == 0) {
                    var mean = 0.0;
                    for (var level = 0; level < levels[i]; level++) {
                        mean += left[cell + level * stride] / levels[i];
                    }
                    for (var level = 0; level < levels[i]; level++) {
                        var at = cell + level * stride;
                        left[at] = keeps ? left[at] - mean : mean;
                    }
                }
            }
        }
        return Arrays.stream(left).map(v -> v * v).sum();
    }

    private static double component(int[] levels, double[] mean, int effect) {
        var sum = 0.0;
        for (var other = effect; other < mean.length; other++) {
            if ((other & effect) == effect) {
                sum += (Integer.bitCount(other ^ effect) % 2 == 0 ? 1 : -1) * mean[other];
            }
        }
        var repeats = IntStream.range(0, levels.length)
                .filter(i -> (effect >> i & 1) == 0)
                .map(i -> levels[i])
                .reduce(1, Math::multiplyExact);
        return sum / repeats;
    }

    /** Draws of every effect's expected mean square, given its sum of squares. */
    private static double[][] drawn(double[] squares, int[] freedom) {
        var draws = new Draws(squares.length, Draws.Purpose.SEED, DRAWS);
        var drawn = new double[DRAWS][squares.length];
        for (var means : drawn) {
            for (var effect = 1; effect < squares.length; effect++) {
                means[effect] = squares[effect] / chiSquared(draws, freedom[effect]);
            }
        }
        return drawn;
    }

    /** A draw from χ²: two degrees of freedom are −2·ln of a uniform number, and −2·ln of a product has two for each factor. */
    private static double chiSquared(Draws draws, int freedom) {
        var product = 1.0;
        for (var i = 0; i < freedom / 2; i++) {
            product *= 1 - draws.nextDouble();
        }
        var normal = freedom % 2 == 0 ? 0 : draws.nextGaussian();
        return normal * normal - 2 * StrictMath.log(product);
    }
}
