package org.twoworlds.actor;

import akka.actor.typed.ActorRef;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.twoworlds.config.ScoredSet;
import org.twoworlds.config.WorldName;
import org.twoworlds.model.onnx.ScoringSet;
import org.twoworlds.model.tensorflow.TrainingOptions;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.LogReader;

/** The real actors below a run, spawned as its children. Belongs to the run's actor. */
final class SpawnedActors implements RunActors {
    private static final Duration POLL = Duration.ofMillis(50);
    private static final Duration BACKOFF = Duration.ofMillis(500);
    private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(30);

    private final ActorContext<?> context;
    private final RunContext run;
    private final ActorRef<LogWriter.Command> log;
    private final Map<WorldName, ActorRef<DataSource.Command>> sources = new EnumMap<>(WorldName.class);
    private final List<ActorRef<Evaluator.Command>> evaluators = new ArrayList<>();

    /**
     * The actors of a run, none of which is started yet.
     *
     * @param context the run's actor, whose children they become
     * @param log the log's writer
     */
    SpawnedActors(ActorContext<?> context, RunContext run, ActorRef<LogWriter.Command> log) {
        this.context = context;
        this.run = run;
        this.log = log;
    }

    @Override
    public ActorRef<Trainer.Command> startTrainer(TrainerStart start, ActorRef<Trainer.Stepped> updates) {
        var world = start.world();
        var config = run.config();
        List<String> resumeFiles = new ArrayList<>();
        run.view().world(world).resumePoints().forEach(point -> resumeFiles.add(0, point.file()));
        var writer = new CheckpointWriter(run.folder(), world, config.disk().reserve(), resumeFiles);
        var trainer = context.spawn(
                Contained.in(Trainer.Command.class, Trainer.create(start, writer, log, updates, System::nanoTime)),
                world + "-trainer",
                Dispatchers.pinned());
        var samplers = config.trainer().samplers() == 0
                ? run.view().started().choices().threads()
                : config.trainer().samplers();
        var source = context.spawn(
                Contained.in(
                        DataSource.Command.class,
                        DataSource.create(
                                run.experiment().stream(world),
                                samplers,
                                config.trainer().prefetch())),
                world + "-source");
        source.tell(new DataSource.Feed(start.step() + 1, config.steps(), trainer));
        sources.put(world, source);
        return trainer;
    }

    @Override
    public void startEvaluators(ScoringPlan plan, Map<ScoredSet, Supplier<ScoringSet>> elsewhere) {
        var objective = TrainingOptions.objective(run.config());
        var placement = RecordedDevices.scoring(run.view().started(), run.config());
        var batch = run.config().evaluator().batch();
        if (placement.device().isGpu()) { // whose memory is for one session
            startOwn(plan::sets, plan::asksForAll, elsewhere);
        } else {
            startOwn(plan::decidingSets, plan::asksForAll, elsewhere);
            startOwn(plan::otherSets, score -> false, elsewhere);
        }
        if (run.config().evaluator().average() > 0) {
            var average = new AverageScorer(run.experiment(), objective, placement, batch);
            startBeside(RunView.AVERAGE_EVALUATOR, plan::averageSets, elsewhere, average);
        }
        run.further().forEach(other -> startBeside(other.name(), world -> other.sets(), elsewhere, other.scorer()));
    }

    /** Starts the run's own evaluator of some of its sets. */
    private void startOwn(
            Function<WorldName, List<ScoredSet>> sets,
            Predicate<Event.Score> asksForAll,
            Map<ScoredSet, Supplier<ScoringSet>> elsewhere) {
        if (run.view().worlds().stream().allMatch(world -> sets.apply(world).isEmpty())) {
            return;
        }
        var started = run.view().started();
        var scorer = SessionScorer.onnxRuntime(
                run.experiment().outline(),
                TrainingOptions.objective(run.config()),
                RecordedDevices.scoring(started, run.config()),
                run.config().evaluator().batch(),
                run.config().keptScores());
        var samples = new ScoringSets(run.experiment(), elsewhere);
        var memory = ScoreMemory.empty().with(run.view(), RunView.OWN_EVALUATOR, samples);
        if (sets.apply(WorldName.REAL).contains(ScoredSet.TEST)) {
            memory.withIdeal(run.folder(), started, run.config(), Machine.describe());
        }
        startEvaluator(task(RunView.OWN_EVALUATOR, sets, asksForAll, samples, memory), scorer);
    }

    /** Starts an evaluator that scores every checkpoint by itself. */
    private void startBeside(
            String name,
            Function<WorldName, List<ScoredSet>> sets,
            Map<ScoredSet, Supplier<ScoringSet>> elsewhere,
            CheckpointScorer scorer) {
        var own = new ScoringSets(run.experiment(), elsewhere);
        startEvaluator(task(name, sets, score -> false, own, ScoreMemory.none()), scorer);
    }

    private ScoringTask task(
            String name,
            Function<WorldName, List<ScoredSet>> sets,
            Predicate<Event.Score> asksForAll,
            ScoringSets samples,
            ScoreMemory memory) {
        return new ScoringTask(
                name,
                run.folder(),
                run.files(),
                sets,
                samples,
                asksForAll,
                run.config().evaluator().retries(),
                Map.of(),
                Set.of(),
                memory);
    }

    private void startEvaluator(ScoringTask task, CheckpointScorer scorer) {
        var behavior = Behaviors.supervise(Contained.in(
                        Evaluator.Command.class,
                        Evaluator.create(
                                task,
                                scorer,
                                () -> LogReader.live(run.folder().log(), 0, POLL),
                                log,
                                System::nanoTime)))
                .onFailure(SupervisorStrategy.restartWithBackoff(BACKOFF, LONGEST_BACKOFF, 0.2));
        evaluators.add(context.spawn(behavior, "evaluator-" + evaluators.size(), Dispatchers.pinned()));
    }

    @Override
    public void stopSource(WorldName world) {
        Optional.ofNullable(sources.remove(world)).ifPresent(s -> s.tell(DataSource.Stop.STOP));
    }

    @Override
    public void stopEvaluators() {
        evaluators.forEach(e -> e.tell(Evaluator.Stop.STOP));
        evaluators.clear();
    }
}
