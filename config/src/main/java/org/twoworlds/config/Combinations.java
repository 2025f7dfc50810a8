package org.twoworlds.config;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;

/** The checks of combinations of keys, each of whose values is allowed alone. */
record Combinations(ExperimentConfig config, List<Problem> problems) {
    static void check(ExperimentConfig config, List<Problem> problems) {
        new Combinations(config, problems).check();
    }

    private void check() {
        var batch = config.batch();
        if (config.world().law().reused().isPresent() && config.world().n() < batch) {
            add(
                    config.raw().hasPath("world.n") ? "world.n" : LawReader.KEY,
                    config.world().n(),
                    "be at least the batch (" + batch + "): an epoch's incomplete last batch is dropped",
                    "lower batch");
        }
        if (batch % config.microBatches() != 0) {
            add("microBatches", config.microBatches(), "divide batch (" + batch + ")", "use a power of two");
        }
        if (config.keptScores() == KeptScores.SOFTMAX && config.loss() == LossName.NEXT_PIXEL) {
            add(
                    KeptScores.KEY,
                    config.keptScores(),
                    "be " + KeptScores.OUTCOME + " for " + config.loss() + ", which predicts no class",
                    "leave it out");
        }
        var optimizer = config.optimizer();
        if (optimizer.nesterov() && (optimizer.momentum() == 0 || optimizer.type() != OptimizerName.SGD)) {
            add("optimizer.nesterov", true, "go with sgd and a momentum above 0", "set optimizer.momentum=0.9");
        }
        if (optimizer.momentum() > 0
                && EnumSet.of(
                                OptimizerName.ADAM,
                                OptimizerName.ADAMW,
                                OptimizerName.ADAGRAD,
                                OptimizerName.GRADIENT_DESCENT)
                        .contains(optimizer.type())) {
            add("optimizer.momentum", optimizer.momentum(), "be 0 for " + optimizer.type(), "leave it out");
        }
        if (config.evaluator().average() > 0 && optimizer.type() == OptimizerName.GRADIENT_DESCENT) {
            add(
                    "evaluator.average",
                    config.evaluator().average(),
                    "be 0 for " + optimizer.type() + ", which has no noise of minibatches",
                    "leave it out");
        }
        Map.of("beta1", optimizer.beta1(), "beta2", optimizer.beta2(), "alpha", optimizer.alpha())
                .forEach((name, value) -> {
                    if (value == 1) {
                        add("optimizer." + name, value, "be below 1", "lower it");
                    }
                });
    }

    private void add(String key, Object value, String rule, String hint) {
        var place = Keys.place(config.raw().getValue(key).origin());
        problems.add(new Problem(place, "key " + key, String.valueOf(value), rule, hint));
    }
}
