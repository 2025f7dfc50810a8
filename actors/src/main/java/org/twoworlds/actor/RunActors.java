package org.twoworlds.actor;

import akka.actor.typed.ActorRef;
import java.util.Map;
import java.util.function.Supplier;
import org.twoworlds.config.ScoredSet;
import org.twoworlds.config.WorldName;
import org.twoworlds.model.onnx.ScoringSet;

/** The actors below a run: a data source and a trainer for each world, and the evaluators. */
interface RunActors {
    /** Starts a world's data source and its trainer, and returns the trainer, which tells of each update. */
    ActorRef<Trainer.Command> startTrainer(TrainerStart start, ActorRef<Trainer.Stepped> updates);

    /**
     * Starts the run's own evaluator and the further ones.
     *
     * @param plan the sets of the run's own evaluator
     * @param elsewhere the samples of the sets of {@code evaluator.on}
     */
    void startEvaluators(ScoringPlan plan, Map<ScoredSet, Supplier<ScoringSet>> elsewhere);

    /** Stops a world's data source, where there is one. */
    void stopSource(WorldName world);

    /** Stops every evaluator after the score that it is at. */
    void stopEvaluators();
}
