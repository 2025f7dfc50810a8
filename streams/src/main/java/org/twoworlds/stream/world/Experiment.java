package org.twoworlds.stream.world;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.twoworlds.config.Device;
import org.twoworlds.config.ExperimentConfig;
import org.twoworlds.config.Problem;
import org.twoworlds.config.RequestException;
import org.twoworlds.model.MiniBatch;
import org.twoworlds.model.Objective;
import org.twoworlds.model.checkpoint.SafeTensors;
import org.twoworlds.model.checkpoint.Weights;
import org.twoworlds.model.device.CudaProbe;
import org.twoworlds.model.device.DeviceProbe;
import org.twoworlds.model.device.Devices;
import org.twoworlds.model.image.Picture;
import org.twoworlds.model.network.Outline;
import org.twoworlds.model.onnx.ScoringSet;
import org.twoworlds.model.random.Draws;
import org.twoworlds.model.tensorflow.Optimizer;
import org.twoworlds.model.tensorflow.Precisions;
import org.twoworlds.model.tensorflow.TrainingOptions;
import org.twoworlds.stream.augment.Augmentation;
import org.twoworlds.stream.data.Centres;
import org.twoworlds.stream.data.DataSet;
import org.twoworlds.stream.data.DataSets;
import org.twoworlds.stream.data.Distribution;
import org.twoworlds.stream.data.Gaussian;
import org.twoworlds.stream.data.ReplayBuffer;
import org.twoworlds.stream.descent.Descent;

/** A configuration with its data opened and its network outlined: all that follows from record 0. Thread-safe. */
public final class Experiment {
    /** The worlds of a run. */
    public static final List<String> WORLDS = List.of("real", "ideal");

    private final ExperimentConfig config;
    private final DataSet data;
    private final Outline outline;
    private final Augmentation augmentation;

    private Experiment(ExperimentConfig config, DataSet data, Outline outline, Augmentation augmentation) {
        this.config = config;
        this.data = data;
        this.outline = outline;
        this.augmentation = augmentation;
    }

    /** Opens the data and outlines the network. */
    public static Experiment open(ExperimentConfig config) {
        var data = DataSets.open(config.data());
        return new Experiment(
                config, data, Outline.of(config.model(), data.shape()), Augmentation.of(config.augment()));
    }

    /** Adds what is wrong with a configuration's data, network and worlds, on this machine. */
    public static void check(ExperimentConfig config, List<Problem> problems) {
        check(config, problems, new CudaProbe());
    }

    /**
     * Adds what is wrong with a configuration's data, network and worlds.
     *
     * @param probe what the run's machine can compute on
     */
    public static void check(ExperimentConfig config, List<Problem> problems, DeviceProbe probe) {
        Experiment experiment;
        try {
            Augmentation.of(config.augment());
            experiment = open(config);
        } catch (RequestException e) {
            problems.addAll(e.problems());
            return;
        }
        var realTargets = experiment.data instanceof Gaussian gaussian && gaussian.hasRealTargets();
        var ofDescent = Descent.problems(config, realTargets);
        problems.addAll(ofDescent);
        if (!ofDescent.isEmpty() || realTargets) {
            return;
        }
        try {
            experiment.outline.requireTrainable();
            if (TrainingOptions.objective(config) == Objective.NEXT_PIXEL) {
                experiment.outline.autoregressive();
            }
        } catch (RequestException e) {
            problems.addAll(e.problems());
            return;
        }
        try {
            var device = Devices.of(config, probe).trainer().device();
            Precisions.problems(config, device).forEach(problems::add);
            if (!device.isGpu()) {
                experiment.checkMemory(problems);
            }
        } catch (RequestException e) {
            problems.addAll(e.problems());
        }
        experiment.checkAugmentation(problems);
        experiment.checkWorlds(problems);
        experiment.checkInit(problems);
    }

    private void checkAugmentation(List<Problem> problems) {
        if (augments() && !data.shape().isImage()) {
            problems.add(Problem.of(
                    "key augment", String.join("+", config.augment()), "be none: the samples are vectors", ""));
        }
    }

    private void checkWorlds(List<Problem> problems) {
        var pool = data.train(config.seed()).size();
        if (config.world().n() > pool) {
            problems.add(Problem.of(
                    "key world.n", config.world().n(), "be at most the pool's size (" + pool + ")", "lower it"));
        }
        var needed = Math.multiplyExact(config.steps(), config.batch());
        if (needed > pool && !config.world().wrap()) {
            problems.add(Problem.of(
                    "key steps",
                    config.steps(),
                    "be at most " + pool / config.batch() + ": the Ideal World needs steps·batch = " + needed
                            + " fresh samples, and the pool has " + pool,
                    "lower steps or batch, or allow an approximate Ideal World by world.wrap=true"));
        }
        checkScored("test.count", config.data().testCount(), problems);
        checkScored(
                "train.count",
                Math.min(config.data().trainCount(), config.world().n()),
                problems);
        if (config.data().testCount() > data.test().size()) {
            problems.add(Problem.of(
                    "key test.count",
                    config.data().testCount(),
                    "be at most " + data.test().size(),
                    "lower it"));
        }
    }

    /** Sets to score on are resident, each in one piece, outside of the heap, which Java bounds as it bounds the heap. */
    private void checkScored(String key, long count, List<Problem> problems) {
        var most = Math.min(Integer.MAX_VALUE, Runtime.getRuntime().maxMemory() / 3)
                / data.shape().bytes();
        if (count > most) {
            problems.add(Problem.of(
                    "key " + key,
                    count,
                    "be at most %d: samples of %d bytes are kept in memory to be scored"
                            .formatted(most, data.shape().bytes()),
                    "lower it"));
        }
    }

    private void checkMemory(List<Problem> problems) {
        var slots = Optimizer.of(config.optimizer()).slots().size() + (config.microBatches() > 1 ? 1 : 0);
        var needed = 2 * outline.trainingBytes(config.batch() / config.microBatches(), slots);
        var machine =
                ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean os
                        ? os.getTotalMemorySize()
                        : Long.MAX_VALUE;
        if (needed > machine) {
            problems.add(Problem.of(
                    "network",
                    config.model(),
                    "fit into memory: two worlds need about %.1f GiB, and this machine has %.1f GiB (its largest tensor is %s, %.2f GiB)"
                            .formatted(
                                    needed / 0x1p30,
                                    machine / 0x1p30,
                                    outline.largest().name(),
                                    outline.largest().count() * 4 / 0x1p30),
                    "lower its width or the batch, or raise microBatches"));
        }
    }

    private void checkInit(List<Problem> problems) {
        if (!config.modelInit().isEmpty() && !config.isPretrained()) {
            if (!Files.isRegularFile(Path.of(config.modelInit()))) {
                problems.add(Problem.of("key init", config.modelInit(), "be a safetensors file", "check the path"));
                return;
            }
            try {
                initialWeights("real");
            } catch (RequestException e) {
                problems.addAll(e.problems());
            }
        }
    }

    /** The configuration. */
    public ExperimentConfig config() {
        return config;
    }

    /** The data. */
    public DataSet data() {
        return data;
    }

    /** The network. */
    public Outline outline() {
        return outline;
    }

    /** The seed of a world's weights, stream, order and augmentation: one for both where they are paired. */
    public long seed(String world) {
        return config.world().paired() || world.equals("real") ? config.seed() : Draws.deriveSeed(config.seed(), 1);
    }

    /** A world's index law. */
    public World world(String name) {
        if (name.equals("real")) {
            return World.real(config.world().n(), config.batch(), seed(name));
        }
        var pool = data.train(seed(name)).size();
        return pool < Math.multiplyExact(config.steps(), config.batch())
                ? World.idealWrapped(pool, config.batch(), seed(name))
                : World.ideal(config.batch());
    }

    /** A world's batches. The Real World's samples are drawn once and kept. */
    public WorldStream stream(String name) {
        Distribution train = data.train(seed(name));
        var source =
                name.equals("real") ? new ReplayBuffer(train, config.world().n()) : train;
        return new WorldStream(world(name), source, augmentation, seed(name), config.batch());
    }

    /** A world's batches without a buffer: for making one of them again. */
    public WorldStream unbufferedStream(String name) {
        return new WorldStream(world(name), data.train(seed(name)), augmentation, seed(name), config.batch());
    }

    /** The batch of the update that takes a world from {@code step − 1} to {@code step}. */
    public MiniBatch batch(String world, long step) {
        var stream = unbufferedStream(world);
        var batch = stream.newBatch();
        stream.fill(batch, step);
        return batch;
    }

    /** A world's weights at step 0: drawn from the seed, or read from {@code init}. */
    public Weights initialWeights(String world) {
        var drawn = outline.initialWeights(seed(world));
        if (!config.modelInit().isEmpty()) {
            var file = Path.of(config.modelInit());
            return outline.fitForStart(SafeTensors.read(file).weights(), file, drawn);
        }
        var centres = outline.centres();
        if (centres.isEmpty()) {
            return drawn;
        }
        var learned = Centres.learn(
                data.train(seed(world)), centres.get(), config.world().n(), seed(world));
        return new Weights(drawn.tensors().stream()
                .map(t -> t.name().equals(learned.name()) ? learned : t)
                .toList());
    }

    /** How a world is trained, with the threads and the device that were chosen. */
    public TrainingOptions trainingOptions(String world, int threads, Device device) {
        return TrainingOptions.of(config, threads, device, seed(world), augmentation.mixes());
    }

    /** Whether a set with augmentation differs from one without. */
    public boolean augments() {
        return !config.augment().isEmpty();
    }

    /** How many of the Real World's samples a train set scores. */
    public int trainCount() {
        return (int) Math.min(config.world().n(), config.data().trainCount());
    }

    /**
     * A set to score on.
     *
     * @param name {@code test}; {@code train-clean}: the first of the n samples as they are; {@code train-seen}: with
     *     augmentation, drawn as in epoch 0; {@code train-all}: all n as they are
     */
    public ScoringSet scoringSet(String name) {
        var test = data.test();
        var train = data.train(seed("real"));
        return switch (name) {
            case "test" -> ScoringSet.of(name, data.shape(), config.data().testCount(), test::sample);
            case "train-clean" -> ScoringSet.of(name, data.shape(), trainCount(), train::sample);
            case "train-all" ->
                ScoringSet.of(name, data.shape(), Math.toIntExact(config.world().n()), train::sample);
            case "train-seen" ->
                ScoringSet.of(name, data.shape(), trainCount(), (i, pixels) -> {
                    var label = train.sample(i, pixels);
                    var uncut = augmentation.cuts() ? train.uncut(i) : Optional.<Picture>empty();
                    var spare = new byte[pixels.length];
                    var seen = augmentation.apply(uncut, pixels, spare, data.shape(), seed("real"), i);
                    if (seen != pixels) {
                        System.arraycopy(seen, 0, pixels, 0, pixels.length);
                    }
                    return label;
                });
            default -> throw new RequestException("set", name, "be test, train-clean, train-seen or train-all", "");
        };
    }
}
