package org.twoworlds.stream.descent;

import java.util.ArrayList;
import java.util.List;
import org.twoworlds.config.ExperimentConfig;
import org.twoworlds.config.Problem;
import org.twoworlds.stream.data.Gaussian;
import org.twoworlds.stream.world.Experiment;
import org.twoworlds.stream.world.Schedule;

/**
 * The paper's toy (its Figure 7): β starts at 0 and goes down the gradient of the loss on n samples in the Real World, and of
 * the loss on the whole distribution in the Ideal World. The latter sees no sample, and so stands outside law 2.
 *
 * <p>The rate is given in units of 1/λ, λ being the larger one of both losses' largest eigenvalues: the same steps in both.
 */
public final class Descent {
    private final Empirical train;
    private final Population population;
    private final Schedule schedule;
    private final double unit;
    private final int dimensions;

    /** A toy from its two losses. */
    public Descent(Empirical train, Population population, Schedule schedule, int dimensions) {
        this.train = train;
        this.population = population;
        this.schedule = schedule;
        this.dimensions = dimensions;
        unit = 1 / Math.max(train.largestEigenvalue(), population.largestEigenvalue());
    }

    /** The toy of a configuration: the first n samples of its training stream. */
    public static Descent of(Experiment experiment) {
        var config = experiment.config();
        var gaussian = Gaussian.of(config.data());
        var stream = gaussian.train(experiment.seed("real"));
        var n = Math.toIntExact(config.world().n());
        var x = new double[n][];
        var y = new double[n];
        for (var i = 0; i < n; i++) {
            x[i] = gaussian.vector(stream, i);
            y[i] = gaussian.target(x[i]);
        }
        var population = new Population(gaussian.variance(), gaussian.isSigned());
        return new Descent(new Empirical(x, y), population, Schedule.of(config), gaussian.variance().length);
    }

    /** Whether a configuration is one of these. */
    public static boolean isAsked(ExperimentConfig config) {
        return config.optimizer().type().equals("gradientDescent");
    }

    /** What a configuration of a toy must hold, and what a toy's data cannot do without. */
    public static List<Problem> problems(ExperimentConfig config, boolean realTargets) {
        List<Problem> problems = new ArrayList<>();
        if (!isAsked(config)) {
            if (realTargets) {
                problems.add(Problem.of(
                        "key data.gaussian.labels",
                        config.data().raw().getString("gaussian.labels"),
                        "be sign or logistic: classes are what networks learn here",
                        "set optimizer.type=gradientDescent to learn a number"));
            }
            return problems;
        }
        if (!realTargets) {
            problems.add(Problem.of(
                    "key optimizer.type",
                    "gradientDescent",
                    "go with data.type=gaussian and data.gaussian.labels linear or signed",
                    "use sgd"));
        }
        if (!config.model().toString().equals("linear{bias=false}")) {
            problems.add(Problem.of("key model", config.model(), "be linear{bias=false} for gradientDescent", ""));
        }
        if (!config.loss().equals("mse")) {
            problems.add(Problem.of("key loss", config.loss(), "be mse for gradientDescent", ""));
        }
        if (config.batch() != config.world().n()) {
            problems.add(Problem.of(
                    "key batch",
                    config.batch(),
                    "equal world.n (" + config.world().n() + ") for gradientDescent: every step sees all samples",
                    ""));
        }
        if (!config.modelInit().isEmpty()
                || !config.augment().isEmpty()
                || !config.world().paired()
                || config.stoppingTime().stop()
                || !config.evaluator().on().isEmpty()) {
            problems.add(Problem.of(
                    "optimizer",
                    "gradientDescent",
                    "go without init, augment, independent worlds, stoppingTime.stop and evaluator.on: it starts at 0, "
                            + "draws nothing, and takes moments",
                    "leave them out"));
        }
        return problems;
    }

    /** β at step 0. */
    public double[] start() {
        return new double[dimensions];
    }

    /** β after the update that takes a world to {@code step}. */
    public double[] next(String world, double[] beta, long step) {
        var gradient = (world.equals("real") ? train : population).gradient(beta);
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
