package org.twoworlds.remake;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.twoworlds.actor.CheckpointWriter;
import org.twoworlds.actor.DescentRun;
import org.twoworlds.actor.RunFiles;
import org.twoworlds.actor.TrainerStart;
import org.twoworlds.actor.TrainingState;
import org.twoworlds.actor.WorldTraining;
import org.twoworlds.config.Device;
import org.twoworlds.config.ExperimentConfig;
import org.twoworlds.config.FailureException;
import org.twoworlds.config.RequestException;
import org.twoworlds.config.WorldName;
import org.twoworlds.model.checkpoint.LoggedFile;
import org.twoworlds.model.checkpoint.SafeTensors;
import org.twoworlds.model.checkpoint.Tensor;
import org.twoworlds.model.device.Choice;
import org.twoworlds.model.device.CudaProbe;
import org.twoworlds.stream.descent.ToyDescent;
import org.twoworlds.stream.experiment.Experiment;
import org.twoworlds.stream.experiment.RecordedData;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.LogReader;
import org.twoworlds.stream.log.RunFolder;
import org.twoworlds.stream.log.RunLineage;
import org.twoworlds.stream.world.WorldStream;

/**
 * A world's weights at any step that was trained, bit for bit: read where they were kept, else trained on from the nearest kept
 * resume point or checkpoint, and compared with the log's batches, losses and digests on the way. Steps in ascending order
 * cost one training. Nothing is written. It belongs to one thread, and is closed by its maker.
 */
public final class Remaking implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Remaking.class);
    private static final long MOST_AT_A_TIME = 1 << 20;

    private final RunFiles files;
    private final RemakingListener listener;
    private TrainedWorld world;
    private Optional<Experiment> opened = Optional.empty();
    private Optional<WorldTraining> training = Optional.empty();
    private Optional<WorldStream> stream = Optional.empty();
    private OptionalLong otherLoss = OptionalLong.empty();
    private long from;
    private long compared;

    /**
     * The making of a world's weights.
     *
     * @param files where the run's checkpoints and resume points are found
     */
    public Remaking(TrainedWorld world, RunFiles files, RemakingListener listener) {
        this.world = world;
        this.files = files;
        this.listener = listener;
    }

    /**
     * The state at a step.
     *
     * @param slots whether the optimizer's slots are needed too
     * @throws RequestException where the world was not trained so far
     * @throws FailureException where it comes to other weights than the log names, or what it needs is gone
     */
    public Remade at(long step, boolean slots) {
        if (step > world.progress().step()) {
            world = world.again();
        }
        world.requireTrained(step);
        var kept = slots ? Optional.<TrainingState>empty() : kept(step);
        if (kept.isPresent()) {
            return new Remade(kept.get(), step, world.digest(step), 0);
        }
        if (ToyDescent.isAsked(world.view().config())) {
            var state = new TrainingState(step, DescentRun.weights(experiment(), world.world(), step));
            UpdateCheck.weights(world, step, state.weights());
            return new Remade(state, 0, world.digest(step), 0);
        }
        try {
            go(step);
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
        var here = training.orElseThrow();
        var state = new TrainingState(step, here.weights(), slots ? here.slots() : List.of());
        return new Remade(state, from, world.digest(step), compared);
    }

    /** The weights of a step whose checkpoint is still on disk. */
    private Optional<TrainingState> kept(long step) {
        return Optional.ofNullable(world.progress().onDisk().get(step))
                .flatMap(c -> found(
                        c.file(), c.sha256(), path -> c.logged(world.folder().id(), path)))
                .map(content -> new TrainingState(step, content.weights()));
    }

    /** What a file holds that was kept; empty where it is gone, or, with a warning, is not what was logged. */
    private Optional<SafeTensors.Content> found(String file, String sha256, Function<Path, LoggedFile> logged) {
        try {
            return files.find(file, sha256).map(path -> logged.apply(path).read());
        } catch (FailureException e) {
            LOG.warn("A file is passed over. {}", e.getMessage());
            return Optional.empty();
        }
    }

    /** Brings the training to a step: on from where it stands, or from what was kept nearer to the step. */
    private void go(long step) {
        var here = training.map(WorldTraining::step).filter(s -> s <= step).orElse(-1L);
        nearest(step, here).ifPresent(this::begin);
        if (training.isEmpty() || training.get().step() > step) {
            begin(first());
        }
        while (training.orElseThrow().step() < step) {
            train(Math.min(step, training.get().step() + MOST_AT_A_TIME));
        }
    }

    /** The state that was kept at a step, or before it and behind another. */
    private Optional<TrainingState> nearest(long step, long behind) {
        record Kept(long step, boolean hasSlots, Supplier<Optional<TrainingState>> read) {}
        List<Kept> all = new ArrayList<>();
        for (var point : world.progress().resumePoints()) {
            all.add(new Kept(point.step(), true, () -> found(
                            point.file(),
                            point.sha256(),
                            path -> point.logged(world.folder().id(), path))
                    .map(c -> TrainingState.of(point.step(), experiment().outline(), c.tensors()))));
        }
        var stateless = world.optimizer().slots().isEmpty();
        for (var s : world.progress().onDisk().keySet()) {
            if (stateless || s == 0) {
                all.add(new Kept(s, false, () -> kept(s)));
            }
        }
        return all.stream()
                .filter(k -> k.step() <= step && k.step() > behind)
                .sorted(Comparator.comparingLong(Kept::step).reversed())
                .flatMap(k -> k.read().get().stream())
                .findFirst();
    }

    private void begin(TrainingState state) {
        close();
        UpdateCheck.weights(world, state.step(), state.weights());
        training = Optional.of(
                new WorldTraining(TrainerStart.of(experiment(), world.view().started(), world.world(), state)));
        from = state.step();
        otherLoss = OptionalLong.empty();
        compared = 0;
    }

    /** The state with which the world began: its initial weights, or what it was forked from. */
    private TrainingState first() {
        var fork = world.view().started().lineage().begins();
        return fork.map(this::forked)
                .orElseGet(() -> new TrainingState(0, experiment().initialWeights(world.world())));
    }

    private TrainingState forked(RunLineage.Beginning fork) {
        var parent = parent(world.folder(), fork, world.world());
        try (var before = new Remaking(parent, RunFiles.in(parent.folder()), listener)) {
            var state = before.inherited(fork.step(), world.view().config());
            List<Tensor> all = new ArrayList<>(state.weights().tensors());
            all.addAll(state.slots());
            var bytes = SafeTensors.length(all, CheckpointWriter.metadata(world.world(), fork.step()));
            var hadSlots =
                    beginning(fork.step()).filter(p -> p.bytes() != bytes).isEmpty();
            return hadSlots ? state : new TrainingState(fork.step(), state.weights());
        }
    }

    /**
     * The world with which a fork's world begins.
     *
     * @throws FailureException where the run that was forked is gone
     */
    public static TrainedWorld parent(RunFolder fork, RunLineage.Beginning from, WorldName world) {
        var parent = fork.beside(from.run());
        if (Files.notExists(parent.path())) {
            throw new FailureException(
                    "run",
                    from.run(),
                    "be there: run " + fork.id() + " begins with its weights at step " + from.step()
                            + ", and keeps none that are nearer",
                    "restore its folder");
        }
        return TrainedWorld.of(parent, world);
    }

    /** The state at a step as a fork with a configuration begins with it: without slots where it needs none. */
    public TrainingState inherited(long step, ExperimentConfig fork) {
        return at(step, world.needsSlots(fork)).state();
    }

    /** The resume point with which a fork's log begins. */
    private Optional<Event.ResumePoint> beginning(long step) {
        var found = new AtomicReference<Optional<Event.ResumePoint>>(Optional.empty());
        try (var reader = new LogReader(world.folder().log(), 0)) {
            reader.forEach(entry -> {
                if (entry.event() instanceof Event.ResumePoint point
                        && point.world() == world.world()
                        && point.step() == step
                        && found.get().isEmpty()) {
                    found.set(Optional.of(point));
                }
            });
        }
        return found.get();
    }

    private void train(long to) {
        var here = training.orElseThrow();
        var next = here.step() + 1;
        var updates = LoggedUpdates.read(world, next, to);
        listener.begins(world, here.step(), to);
        try (var batches = new BatchesAhead(stream(to - here.step()), samplers(), next, to)) {
            while (here.step() < to) {
                var fed = batches.take();
                UpdateCheck.batch(world, updates, here.step() + 1, fed.hash());
                var metrics = here.update(fed.batch());
                batches.giveBack(fed);
                compare(here, (float) metrics.loss(), updates);
                listener.trained(here.step(), to);
            }
        }
        compared += updates.count();
    }

    /** Compares an update's loss and, where the log names it, the digest of its weights, which says more. */
    private void compare(WorldTraining here, float loss, LoggedUpdates updates) {
        var step = here.step();
        if (otherLoss.isEmpty() && updates.isOtherLoss(step, loss)) {
            if (!world.hasDigest(step, updates.last())) {
                throw UpdateCheck.otherLoss(world, updates, step, loss);
            }
            otherLoss = OptionalLong.of(step);
        }
        if (world.digest(step).isPresent()) {
            UpdateCheck.weights(world, step, here.weights(), otherLoss);
            otherLoss = OptionalLong.empty();
        }
    }

    /** The stream of the world's batches; for a few updates the samples that are re-used are not drawn all before. */
    private WorldStream stream(long updates) {
        var config = world.view().config();
        var few = updates * config.batch() < config.world().n();
        if (stream.isEmpty() && few) {
            return experiment().unbufferedStream(world.world());
        }
        stream = stream.or(() -> Optional.of(experiment().stream(world.world())));
        return stream.get();
    }

    private int samplers() {
        var asked = world.view().config().trainer().samplers();
        return asked == 0 ? world.view().started().choices().threads() : asked;
    }

    private Experiment experiment() {
        if (opened.isEmpty()) {
            var started = world.view().started();
            var config = world.view().config();
            Device.parse(started.choices().device())
                    .ifPresent(d -> Choice.of("trainer.device", d, new CudaProbe()::tensorFlow));
            var experiment = Experiment.open(config);
            RecordedData.require(experiment.data(), started, config.data().path());
            opened = Optional.of(experiment);
        }
        return opened.get();
    }

    @Override
    public void close() {
        training.ifPresent(WorldTraining::close);
        training = Optional.empty();
    }
}
