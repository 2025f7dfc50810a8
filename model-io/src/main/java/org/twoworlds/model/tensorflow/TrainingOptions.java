package org.twoworlds.model.tensorflow;

import org.twoworlds.config.ExperimentConfig;
import org.twoworlds.model.Objective;

/**
 * How a network is trained, apart from its data and the rate's schedule.
 *
 * @param batch samples an update
 * @param microBatches parts of equal size into which a batch is cut, their gradients being added: memory falls with it.
 *     Batch normalisation then sees one part at a time
 * @param threads TensorFlow's intra-op threads for this session alone
 * @param seed what dropout's draws depend on, beside the step
 * @param mixed whether batches are mixed, so that the objective is of a mix of two labels
 * @param objective what is lowered
 * @param bf16 whether TensorFlow computes in bfloat16 where it holds that safe; weights stay float32
 * @param optimizer the rule of an update
 * @param weightDecay added to the gradient as weightDecay · weight
 */
public record TrainingOptions(
        int batch,
        int microBatches,
        int threads,
        long seed,
        boolean mixed,
        Objective objective,
        boolean bf16,
        Optimizer optimizer,
        double weightDecay) {
    /** The options of a configuration, with the threads that were chosen, a world's seed, and whether its batches are mixed. */
    public static TrainingOptions of(ExperimentConfig config, int threads, long seed, boolean mixed) {
        return new TrainingOptions(
                config.batch(),
                config.microBatches(),
                threads,
                seed,
                mixed,
                objective(config),
                config.precision().equals("bf16"),
                Optimizer.of(config.optimizer()),
                config.optimizer().weightDecay());
    }

    /** Plain SGD on the cross-entropy in float32. */
    public static TrainingOptions sgd(int batch, int threads) {
        return new TrainingOptions(
                batch, 1, threads, 0, false, Objective.CROSS_ENTROPY, false, new Optimizer.Sgd(0, false), 0);
    }

    /** These options with another optimizer. */
    public TrainingOptions with(Optimizer optimizer, double weightDecay) {
        return new TrainingOptions(batch, microBatches, threads, seed, mixed, objective, bf16, optimizer, weightDecay);
    }

    /** What a configuration lowers. */
    public static Objective objective(ExperimentConfig config) {
        return config.loss().equals("mse") ? Objective.SQUARED_ERROR : Objective.CROSS_ENTROPY;
    }
}
