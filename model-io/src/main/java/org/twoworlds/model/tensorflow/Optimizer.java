package org.twoworlds.model.tensorflow;

import java.util.List;
import org.twoworlds.config.ExperimentConfig;
import org.twoworlds.config.OptimizerName;

/** The rule of an update, as PyTorch's optimizer of that name has it. */
public sealed interface Optimizer {
    /** The names of the slots that are kept for each parameter between updates. */
    List<String> slots();

    /** Gradient descent: w ← w − rate·g; with momentum μ, b ← μ·b + g, w ← w − rate·b, or Nesterov's w ← w − rate·(g + μ·b). */
    record Sgd(double momentum, boolean nesterov) implements Optimizer {
        @Override
        public List<String> slots() {
            return momentum == 0 ? List.of() : List.of("momentum");
        }
    }

    /**
     * Adam (Kingma and Ba 2014), bias-corrected: w ← w − rate·m̂ / (√v̂ + ε); and AdamW (Loshchilov and Hutter 2019), which first
     * decays the weights: w ← w − rate·decay·w.
     *
     * @param decay AdamW's decoupled weight decay; 0 for Adam
     */
    record Adam(double beta1, double beta2, double epsilon, double decay) implements Optimizer {
        @Override
        public List<String> slots() {
            return List.of("mean", "square");
        }
    }

    /** RMSProp: v ← α·v + (1 − α)·g², and g / (√v + ε) in place of g, with momentum as SGD's. */
    record RmsProp(double alpha, double epsilon, double momentum) implements Optimizer {
        @Override
        public List<String> slots() {
            return momentum == 0 ? List.of("square") : List.of("square", "momentum");
        }
    }

    /** Adagrad (Duchi et al. 2011): v ← v + g², w ← w − rate·g / (√v + ε). */
    record Adagrad(double epsilon) implements Optimizer {
        @Override
        public List<String> slots() {
            return List.of("square");
        }
    }

    /** The weight decay of a configuration that is part of the gradient. */
    static double decayOfGradient(ExperimentConfig.Optimizer config) {
        return config.type() == OptimizerName.ADAMW ? 0 : config.weightDecay();
    }

    /** The optimizer of a configuration. Gradient descent is SGD whose batch is the whole train set. */
    static Optimizer of(ExperimentConfig.Optimizer config) {
        return switch (config.type()) {
            case SGD, GRADIENT_DESCENT -> new Sgd(config.momentum(), config.nesterov());
            case ADAM -> new Adam(config.beta1(), config.beta2(), config.epsilon(), 0);
            case ADAMW -> new Adam(config.beta1(), config.beta2(), config.epsilon(), config.weightDecay());
            case RMSPROP -> new RmsProp(config.alpha(), config.epsilon(), config.momentum());
            case ADAGRAD -> new Adagrad(config.epsilon());
        };
    }
}
