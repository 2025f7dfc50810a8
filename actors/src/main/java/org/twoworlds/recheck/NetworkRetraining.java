package org.twoworlds.recheck;

import java.util.Map;
import java.util.Optional;
import org.twoworlds.actor.RecordedDevices;
import org.twoworlds.actor.ScoringSets;
import org.twoworlds.actor.TrainerStart;
import org.twoworlds.actor.TrainingState;
import org.twoworlds.actor.WorldTraining;
import org.twoworlds.config.KeptScores;
import org.twoworlds.config.ScoredSet;
import org.twoworlds.config.WorldName;
import org.twoworlds.model.onnx.Scorer;
import org.twoworlds.model.tensorflow.TrainingOptions;
import org.twoworlds.remake.BatchesAhead;
import org.twoworlds.stream.experiment.Experiment;
import org.twoworlds.stream.log.Event;

/** A network's training, with the threads, the device and the batches of record 0. */
final class NetworkRetraining implements Retraining {
    private final Experiment experiment;
    private final Event.Started started;
    private final WorldTraining training;
    private final BatchesAhead batches;
    private final ScoringSets sets;

    NetworkRetraining(Experiment experiment, Event.Started started, WorldName world, long steps) {
        this.experiment = experiment;
        this.started = started;
        sets = new ScoringSets(experiment, Map.of());
        var stream = experiment.stream(world);
        var state = new TrainingState(0, experiment.initialWeights(world));
        training = new WorldTraining(TrainerStart.of(experiment, started, world, state));
        var asked = experiment.config().trainer().samplers();
        var samplers = asked == 0 ? started.choices().threads() : asked;
        batches = new BatchesAhead(stream, samplers, 1, steps);
    }

    @Override
    public float update() {
        var fed = batches.take();
        var metrics = training.update(fed.batch());
        batches.giveBack(fed);
        return (float) metrics.loss();
    }

    @Override
    public String digest() {
        return training.weights().digest();
    }

    @Override
    public Optional<Numbers> score(ScoredSet set) {
        if (set.kind() == ScoredSet.Kind.ELSEWHERE) {
            return Optional.empty();
        }
        var config = experiment.config();
        try (var scorer = new Scorer(
                experiment.outline(),
                TrainingOptions.objective(config),
                training.weights(),
                RecordedDevices.scoring(started, config),
                config.evaluator().batch(),
                KeptScores.OUTCOME)) {
            var score = scorer.score(sets.load(set, training.step()));
            return Optional.of(new Numbers(score.softError(), score.error(), score.loss()));
        }
    }

    @Override
    public void close() {
        batches.close();
        training.close();
    }
}
