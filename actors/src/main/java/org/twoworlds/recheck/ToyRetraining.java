package org.twoworlds.recheck;

import java.util.Optional;
import org.twoworlds.actor.DescentRun;
import org.twoworlds.config.ScoredSet;
import org.twoworlds.config.WorldName;
import org.twoworlds.stream.descent.ToyDescent;
import org.twoworlds.stream.experiment.Experiment;

/** The toy's gradient descent once more. */
final class ToyRetraining implements Retraining {
    private final Experiment experiment;
    private final WorldName world;
    private final ToyDescent descent;
    private double[] beta;
    private long step;

    ToyRetraining(Experiment experiment, WorldName world) {
        this.experiment = experiment;
        this.world = world;
        descent = experiment.toyDescent();
        beta = descent.start();
    }

    @Override
    public float update() {
        var loss = world == WorldName.REAL ? descent.trainLoss(beta) : descent.testLoss(beta);
        step++;
        beta = descent.next(world, beta, step);
        return (float) loss;
    }

    @Override
    public String digest() {
        return DescentRun.weights(experiment, beta).digest();
    }

    @Override
    public Optional<Numbers> score(ScoredSet set) {
        return switch (set.kind()) {
            case TEST -> Optional.of(new Numbers(Double.NaN, Double.NaN, descent.testLoss(beta)));
            case TRAIN_CLEAN -> Optional.of(new Numbers(Double.NaN, Double.NaN, descent.trainLoss(beta)));
            case TRAIN_SEEN, TRAIN_ALL, ELSEWHERE -> Optional.empty();
        };
    }

    @Override
    public void close() {
        // Nothing but numbers.
    }
}
