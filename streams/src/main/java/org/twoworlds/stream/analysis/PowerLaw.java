package org.twoworlds.stream.analysis;

import java.util.Arrays;
import org.hipparchus.distribution.continuous.TDistribution;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.DiagonalMatrix;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.optim.nonlinear.vector.leastsquares.LeastSquaresBuilder;
import org.hipparchus.optim.nonlinear.vector.leastsquares.LevenbergMarquardtOptimizer;
import org.hipparchus.util.Pair;
import org.twoworlds.config.RequestException;

/**
 * y = factor·x^exponent + offset, fitted to relative deviations by Levenberg and Marquardt's method, with 95 % intervals from
 * the covariance at the optimum and Student's t.
 *
 * @param factor y at x = 1 above the offset
 * @param exponent negative where y falls
 * @param exponentHalfWidth half the width of its interval
 * @param offset what y falls to; 0 where none was fitted
 * @param offsetHalfWidth half the width of its interval
 * @param points how many were fitted
 * @param from the least x among them
 * @param to the largest
 * @param deviation the root mean square of the relative deviations, by the degrees of freedom
 */
public record PowerLaw(
        double factor,
        double exponent,
        double exponentHalfWidth,
        double offset,
        double offsetHalfWidth,
        int points,
        double from,
        double to,
        double deviation) {
    private static final int SPARE = 2;
    private static final int MOST_EVALUATIONS = 10_000;

    /** How many points a fit needs at least: two more than it has parameters. */
    public static int needed(boolean withOffset) {
        return SPARE + (withOffset ? 3 : 2);
    }

    /**
     * Fits the law.
     *
     * @param x above 0
     * @param y above 0
     * @throws RequestException where there are too few points, or their x are all the same
     */
    public static PowerLaw fit(double[] x, double[] y, boolean withOffset) {
        var distinct = Arrays.stream(x).distinct().count();
        if (x.length < needed(withOffset) || distinct < (withOffset ? 3 : 2) + 1) {
            throw new RequestException(
                    "power law",
                    x.length + " points at " + distinct + " places",
                    "have at least " + needed(withOffset) + " points at " + (withOffset ? 4 : 3) + " places",
                    "run more cells, or score more checkpoints");
        }
        if (Arrays.stream(x).anyMatch(v -> !(v > 0)) || Arrays.stream(y).anyMatch(v -> !(v > 0))) {
            throw new RequestException("power law", "a number that is not above 0", "be of numbers above 0", "");
        }
        var parameters = withOffset ? 3 : 2;
        var weights = Arrays.stream(y).map(v -> 1 / (v * v)).toArray();
        var problem = new LeastSquaresBuilder()
                .model(point -> {
                    var p = point.toArray();
                    var value = new double[x.length];
                    var jacobian = new double[x.length][parameters];
                    for (var i = 0; i < x.length; i++) {
                        var power = Math.exp(p[0] + p[1] * Math.log(x[i]));
                        value[i] = power + (withOffset ? p[2] : 0);
                        jacobian[i][0] = power;
                        jacobian[i][1] = power * Math.log(x[i]);
                        if (withOffset) {
                            jacobian[i][2] = 1;
                        }
                    }
                    return new Pair<>(new ArrayRealVector(value), MatrixUtils.createRealMatrix(jacobian));
                })
                .target(y)
                .weight(new DiagonalMatrix(weights))
                .start(start(x, y, withOffset))
                .maxEvaluations(MOST_EVALUATIONS)
                .maxIterations(MOST_EVALUATIONS)
                .build();
        var optimum = new LevenbergMarquardtOptimizer().optimize(problem);
        var found = optimum.getPoint().toArray();
        var freedom = x.length - parameters;
        var deviation = Math.sqrt(optimum.getCost() * optimum.getCost() / freedom);
        var sigma = optimum.getSigma(1e-14).toArray();
        var t = new TDistribution(freedom).inverseCumulativeProbability(0.975);
        return new PowerLaw(
                Math.exp(found[0]),
                found[1],
                t * deviation * sigma[1],
                withOffset ? found[2] : 0,
                withOffset ? t * deviation * sigma[2] : 0,
                x.length,
                Arrays.stream(x).min().orElseThrow(),
                Arrays.stream(x).max().orElseThrow(),
                deviation);
    }

    /** The straight line through the logarithms; an offset begins below the least y. */
    private static double[] start(double[] x, double[] y, boolean withOffset) {
        var offset = withOffset ? Arrays.stream(y).min().orElseThrow() / 2 : 0;
        var mx = Arrays.stream(x).map(Math::log).average().orElseThrow();
        var my = Arrays.stream(y).map(v -> Math.log(v - offset)).average().orElseThrow();
        var covariance = 0.0;
        var variance = 0.0;
        for (var i = 0; i < x.length; i++) {
            var dx = Math.log(x[i]) - mx;
            covariance += dx * (Math.log(y[i] - offset) - my);
            variance += dx * dx;
        }
        var slope = covariance / variance;
        return withOffset ? new double[] {my - slope * mx, slope, offset} : new double[] {my - slope * mx, slope};
    }

    /** The law at x. */
    public double at(double x) {
        return factor * Math.pow(x, exponent) + offset;
    }
}
