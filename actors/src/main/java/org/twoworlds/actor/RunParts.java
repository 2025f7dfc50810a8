package org.twoworlds.actor;

import akka.actor.typed.ActorRef;
import akka.actor.typed.DispatcherSelector;
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
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.twoworlds.config.Device;
import org.twoworlds.config.ExperimentConfig;
import org.twoworlds.config.FailureException;
import org.twoworlds.config.ScoredSet;
import org.twoworlds.config.WorldName;
import org.twoworlds.model.checkpoint.LoggedFile;
import org.twoworlds.model.checkpoint.SafeTensors;
import org.twoworlds.model.checkpoint.Tensor;
import org.twoworlds.model.checkpoint.Weights;
import org.twoworlds.model.network.TensorSpec;
import org.twoworlds.model.onnx.Placement;
import org.twoworlds.model.onnx.ScoringSet;
import org.twoworlds.model.tensorflow.TrainingOptions;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.experiment.Experiment;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.LogEntry;
import org.twoworlds.stream.log.LogReader;
import org.twoworlds.stream.log.RunFolder;
import org.twoworlds.stream.world.Schedule;

/**
 * What a run is wired from: its folder, its record 0 and the view of its log so far, and further evaluators beside its
 * own. Belongs to the run's actor.
 */
public final class RunParts {
    private static final Logger LOG = LoggerFactory.getLogger(RunParts.class);
    private static final Duration POLL = Duration.ofMillis(50);
    private static final Duration BACKOFF = Duration.ofMillis(500);
    private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(30);

    private final RunFolder folder;
    private final Experiment experiment;
    private final RunView view;
    private final Event.Attempt attempt;
    private final RunLog log;
    private final RunFiles files;
    private final List<Attached> attached;
    private final Map<ScoredSet, Supplier<ScoringSet>> further;
    private final ScoringPlan plan;
    private final Map<WorldName, ActorRef<DataSource.Command>> sources = new EnumMap<>(WorldName.class);
    private final List<ActorRef<Evaluator.Command>> evaluators = new ArrayList<>();

    /** A further evaluator: what it is called, what it scores on, and how. */
    public record Attached(String name, List<ScoredSet> sets, CheckpointScorer scorer) {}

    /** A trainer and the step it starts from. */
    record SpawnedTrainer(ActorRef<Trainer.Command> ref, long from) {}

    /** The parts of a run that this process takes up. */
    public RunParts(
            RunFolder folder,
            Experiment experiment,
            RunView view,
            Event.Attempt attempt,
            RunLog log,
            RunFiles files,
            List<Attached> attached) {
        this.folder = folder;
        this.experiment = experiment;
        this.view = view;
        this.attempt = attempt;
        this.log = log;
        this.files = files;
        this.attached = List.copyOf(attached);
        further = Samples.further(experiment);
        plan = new ScoringPlan(config(), further.keySet());
    }

    RunFolder folder() {
        return folder;
    }

    RunView view() {
        return view;
    }

    ExperimentConfig config() {
        return experiment.config();
    }

    void resume(CheckpointPlan checkpoints, boolean reached) {
        try (var reader = new LogReader(folder.log(), 0)) {
            checkpoints.resume(reader, reached);
        }
    }

    ActorRef<LogWriter.Command> spawnLog(
            ActorContext<?> context, ActorRef<LogEntry> listener, ActorRef<LogWriter.DiskLow> lowDisk) {
        return log.open(context, listener, lowDisk);
    }

    void begin(ActorRef<LogWriter.Command> log) {
        log.tell(LogWriter.Append.durable(attempt));
    }

    /** A thread of its own. */
    public static DispatcherSelector pinned() {
        return DispatcherSelector.fromConfig("twoworlds.pinned");
    }

    SpawnedTrainer spawnTrainer(
            ActorContext<?> context, WorldName world, ActorRef<LogWriter.Command> log, ActorRef<Trainer.Stepped> updates) {
        var start = start(world);
        List<String> resumeFiles = new ArrayList<>();
        view.world(world).resumePoints().forEach(point -> resumeFiles.add(0, point.file()));
        var writer = new CheckpointWriter(folder, world, config().disk().reserve(), resumeFiles);
        var trainer = context.spawn(
                Contained.in(Trainer.Command.class, Trainer.create(start, writer, log, updates, System::nanoTime)),
                world + "-trainer",
                pinned());
        var trainerConfig = config().trainer();
        var threads = view.started().threads();
        var samplers = trainerConfig.samplers() == 0 ? threads : trainerConfig.samplers();
        var source = context.spawn(
                Contained.in(
                        DataSource.Command.class,
                        DataSource.create(experiment.stream(world), samplers, trainerConfig.prefetch())),
                world + "-source");
        source.tell(new DataSource.Feed(start.step() + 1, config().steps(), trainer));
        sources.put(world, source);
        return new SpawnedTrainer(trainer, start.step());
    }

    private static Device device(String chosen) {
        return Device.parse(chosen).orElse(Device.CPU);
    }

    /** Where a run's checkpoints are scored, as record 0 has it. */
    public static Placement scoring(Event.Started started, ExperimentConfig config) {
        return new Placement(
                device(started.evaluatorDevice()),
                started.evaluatorThreads(),
                config.evaluator().gpuMemory());
    }

    private Trainer.Start start(WorldName world) {
        var options = experiment.trainingOptions(
                world, view.started().threads(), device(view.started().device()));
        var resumed = resumePoint(world);
        var tensors =
                resumed.map(p -> SafeTensors.read(found(p).orElseThrow().path()).tensors());
        var names =
                experiment.outline().tensors().stream().map(TensorSpec::name).collect(Collectors.toSet());
        var weights = tensors.map(all -> new Weights(
                        all.stream().filter(t -> names.contains(t.name())).toList()))
                .orElseGet(() -> experiment.initialWeights(world));
        List<Tensor> slots = tensors.map(all ->
                        all.stream().filter(t -> !names.contains(t.name())).toList())
                .orElse(List.of());
        long step = resumed.map(Event.ResumePoint::step).orElse(0L);
        if (step == 0) {
            checkInitial(world, weights);
        }
        var first = step == 0 && !view.world(world).checkpoints().containsKey(0L);
        return new Trainer.Start(
                world,
                step,
                config().steps(),
                weights,
                slots,
                first,
                experiment.outline(),
                options,
                Schedule.of(config()),
                config().resumeEvery());
    }

    private Optional<LoggedFile> found(Event.ResumePoint point) {
        return files.find(point.file(), point.sha256()).map(path -> point.logged(folder.id(), path));
    }

    /**
     * The newest resume point whose file is as it was logged; one that is not is passed over, and said. Empty where the world
     * begins anew, which comes to the same weights.
     *
     * @throws FailureException where a fork's world has none: its beginning lies in that file alone
     */
    private Optional<Event.ResumePoint> resumePoint(WorldName world) {
        var points = view.world(world).resumePoints();
        for (var point : points) {
            if (found(point).filter(LoggedFile::isWhole).isPresent()) {
                return Optional.of(point);
            }
            LOG.warn(
                    "The file {} of the resume point at step {} of the {} world is not what was logged: the run goes on from before.",
                    folder.file(point.file()),
                    point.step(),
                    world);
        }
        if (!points.isEmpty() && !view.started().parent().isEmpty()) {
            var oldest = points.stream().reduce((newer, older) -> older).orElseThrow();
            oldest.logged(folder.id(), folder.file(oldest.file())).checked();
        }
        return Optional.empty();
    }

    /** Refuses other initial weights than those that the run began with, such as another file under the same name. */
    private void checkInitial(WorldName world, Weights weights) {
        var first = view.world(world).checkpoints().get(0L);
        if (first != null && !attempt.forked() && !first.digest().equals(weights.digest())) {
            throw new FailureException(
                    "initial weights of the " + world + " world of run " + folder.id(),
                    weights.digest(),
                    "be those that it began with (" + first.digest() + ")",
                    "restore the file of model.init");
        }
    }

    ScoringPlan scoringPlan() {
        return plan;
    }

    void spawnEvaluators(ActorContext<?> context, ActorRef<LogWriter.Command> log) {
        var evaluator = config().evaluator();
        var own = CheckpointScorer.onnxRuntime(
                experiment.outline(),
                TrainingOptions.objective(config()),
                scoring(view.started(), config()),
                evaluator.batch());
        spawn(context, log, task(RunView.OWN_EVALUATOR, plan::sets, plan::asksForAll), own);
        for (var other : attached) {
            spawn(context, log, task(other.name(), world -> other.sets(), score -> false), other.scorer());
        }
    }

    private Evaluator.Task task(String name, Function<WorldName, List<ScoredSet>> sets, Predicate<Event.Score> asksForAll) {
        return new Evaluator.Task(
                name,
                folder,
                files,
                sets,
                new ScoringSets(experiment, further),
                asksForAll,
                config().evaluator().retries(),
                Map.of(),
                Set.of());
    }

    private void spawn(
            ActorContext<?> context, ActorRef<LogWriter.Command> log, Evaluator.Task task, CheckpointScorer scorer) {
        var behavior = Behaviors.supervise(Contained.in(
                        Evaluator.Command.class,
                        Evaluator.create(
                                task, scorer, () -> LogReader.live(folder.log(), 0, POLL), log, System::nanoTime)))
                .onFailure(SupervisorStrategy.restartWithBackoff(BACKOFF, LONGEST_BACKOFF, 0.2));
        evaluators.add(context.spawn(behavior, "evaluator-" + evaluators.size(), pinned()));
    }

    void stopSource(WorldName world) {
        Optional.ofNullable(sources.remove(world)).ifPresent(s -> s.tell(DataSource.Stop.STOP));
    }

    void stopSources() {
        WorldName.BOTH.forEach(this::stopSource);
    }

    void stopEvaluators() {
        evaluators.forEach(e -> e.tell(Evaluator.Stop.STOP));
        evaluators.clear();
    }
}
