package org.twoworlds.stream.descent;

import org.twoworlds.config.ExperimentConfig;
import org.twoworlds.config.OptimizerName;
import org.twoworlds.config.WorldName;
import org.twoworlds.stream.world.Schedule;

/**
 * The paper's toy (its Figure 7): β starts at 0 and goes down the gradient of the loss on n samples in the Real World, and of
 * the loss on the whole distribution in the Ideal World. The Ideal World sees no sample, and so stands outside law 2.
 *
 * <p>The rate is given in units of 1/λ, λ being the larger of both losses' largest eigenvalues, so that both worlds take the
 * same steps.
 */
public final class ToyDescent {
    private final Empirical train;
    private final Population population;
    private final Schedule schedule;
    private final double unit;
    private final int dimensions;

    /** A toy from its two losses. */
    public ToyDescent(Empirical train, Population population, Schedule schedule, int dimensions) {
        this.train = train;
        this.population = population;
        this.schedule = schedule;
        this.dimensions = dimensions;
        unit = 1 / Math.max(train.largestEigenvalue(), population.largestEigenvalue());
    }

    /** Whether a configuration asks for a toy in place of a network. */
    public static boolean isAsked(ExperimentConfig config) {
        return config.optimizer().type() == OptimizerName.GRADIENT_DESCENT;
    }

    /** The parameters β at step 0. */
    public double[] start() {
        return new double[dimensions];
    }

    /** The parameters β after the update that takes a world to {@code step}. */
    public double[] next(WorldName world, double[] beta, long step) {
        QuadraticLoss loss =
                switch (world) {
                    case REAL -> train;
                    case IDEAL -> population;
                };
        var gradient = loss.gradient(beta);
        var rate = rate(step);
        var next = new double[dimensions];
        for (var j = 0; j < dimensions; j++) {
            next[j] = beta[j] - rate * gradient[j];
        }
        return next;
    }

    /** The rate of the update that takes a world to {@code step}. */
    public double rate(long step) {
        return schedule.at(step) * unit;
    }

    /** The mean squared error on the n samples, divided by E[y²]. */
    public double trainLoss(double[] beta) {
        return train.meanSquaredError(beta) / population.meanSquare();
    }

    /** The mean squared error on the distribution, divided by E[y²]. */
    public double testLoss(double[] beta) {
        return population.meanSquaredError(beta) / population.meanSquare();
    }
}
