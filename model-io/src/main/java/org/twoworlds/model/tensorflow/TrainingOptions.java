package org.twoworlds.model.tensorflow;

import org.twoworlds.config.ExperimentConfig;

/**
 * How a network is trained, apart from its data and the rate's schedule.
 *
 * @param batch samples a step
 * @param threads TensorFlow's intra-op threads for this session alone
 * @param momentum SGD's momentum, 0 for none
 * @param nesterov Nesterov's form of it
 * @param weightDecay added to the gradient as weightDecay · weight
 */
public record TrainingOptions(int batch, int threads, double momentum, boolean nesterov, double weightDecay) {
    /** The options of a configuration, with the threads that were chosen. */
    public static TrainingOptions of(ExperimentConfig config, int threads) {
        var optimizer = config.optimizer();
        return new TrainingOptions(
                config.batch(), threads, optimizer.momentum(), optimizer.nesterov(), optimizer.weightDecay());
    }
}
