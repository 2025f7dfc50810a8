package org.twoworlds.model.tensorflow;

import org.twoworlds.config.Device;
import org.twoworlds.config.ExperimentConfig;
import org.twoworlds.model.Objective;

/**
 * The options of a network's training, apart from its data and the rate's schedule.
 *
 * @param batch samples of an update
 * @param microBatches parts of equal size into which a batch is cut, their gradients being added: memory falls with it.
 *     Batch normalisation then sees one part at a time
 * @param threads TensorFlow's intra-op threads for this session alone
 * @param seed the seed on which dropout's draws depend, beside the step
 * @param mixed whether batches are mixed, so that the objective is of a mix of two labels
 * @param objective the function whose mean is lowered
 * @param arithmetic the precision and the device of TensorFlow
 * @param optimizer the rule of an update
 * @param weightDecay the weight decay: weightDecay · weight is added to the gradient
 */
public record TrainingOptions(
        int batch,
        int microBatches,
        int threads,
        long seed,
        boolean mixed,
        Objective objective,
        Arithmetic arithmetic,
        Optimizer optimizer,
        double weightDecay) {
    /**
     * The options of a configuration, with the threads and the device that were chosen, a world's seed, and whether its
     * batches are mixed.
     */
    public static TrainingOptions of(ExperimentConfig config, int threads, Device device, long seed, boolean mixed) {
        return new TrainingOptions(
                config.batch(),
                config.microBatches(),
                threads,
                seed,
                mixed,
                objective(config),
                Arithmetic.of(config, device),
                Optimizer.of(config.optimizer()),
                Optimizer.decayOfGradient(config.optimizer()));
    }

    /** The options of plain SGD on the cross-entropy in float32. */
    public static TrainingOptions sgd(int batch, int threads) {
        return new TrainingOptions(
                batch, 1, threads, 0, false, Objective.CROSS_ENTROPY, Arithmetic.FP32, new Optimizer.Sgd(0, false), 0);
    }

    /** These options with another optimizer. */
    public TrainingOptions with(Optimizer optimizer, double weightDecay) {
        return new TrainingOptions(
                batch, microBatches, threads, seed, mixed, objective, arithmetic, optimizer, weightDecay);
    }

    /** These options with another objective. */
    public TrainingOptions with(Objective objective) {
        return new TrainingOptions(
                batch, microBatches, threads, seed, mixed, objective, arithmetic, optimizer, weightDecay);
    }

    /** The objective of a configuration. */
    public static Objective objective(ExperimentConfig config) {
        return switch (config.loss()) {
            case CROSS_ENTROPY -> Objective.CROSS_ENTROPY;
            case MSE -> Objective.SQUARED_ERROR;
            case NEXT_PIXEL -> Objective.NEXT_PIXEL;
        };
    }

    /** These options with another arithmetic. */
    public TrainingOptions with(Arithmetic arithmetic) {
        return new TrainingOptions(
                batch, microBatches, threads, seed, mixed, objective, arithmetic, optimizer, weightDecay);
    }
}
